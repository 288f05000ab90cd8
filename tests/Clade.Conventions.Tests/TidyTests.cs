using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Clade.Conventions.Tests;

/// <summary>The house style's sizes.</summary>
public sealed class TidyTests
{
    private const int FileLinesMax = 500;
    private const int MethodLinesMax = 70;
    private const int ColumnsMax = 120;

    private static readonly string[] Folders = ["src", "tests", "examples", "benchmarks"];

    [Fact]
    public void Files_are_short()
    {
        var files = Repository.SourceFiles(Folders).ToArray();
        Assert.True(files.Length > 100, $"Only {files.Length} files were looked at.");
        Assert.Empty(files.Where(file => File.ReadLines(file).Count() > FileLinesMax).Select(Repository.NameOf));
    }

    [Fact]
    public void Lines_are_short() => Assert.Empty(
        from file in Repository.SourceFiles(Folders)
        from line in File.ReadLines(file).Select(static (text, index) => (text, index))
        where line.text.Length > ColumnsMax
        select $"{Repository.NameOf(file)}:{line.index + 1}");

    [Fact]
    public void Methods_are_short() => Assert.Empty(
        from file in Repository.SourceFiles(Folders)
        from method in TreeOf(file).DescendantNodes()
        where method is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax
        let lines = LinesOf(method)
        where lines > MethodLinesMax
        select $"{Repository.NameOf(file)}: {lines} lines at {method.GetLocation().GetLineSpan().StartLinePosition}");

    [Fact]
    public void A_file_of_the_library_has_one_public_type() => Assert.Empty(
        from file in Repository.SourceFiles("src")
        let types = TreeOf(file).ChildNodes().OfType<BaseNamespaceDeclarationSyntax>()
            .SelectMany(static space => space.Members).OfType<BaseTypeDeclarationSyntax>()
            .Where(static type => type.Modifiers.Any(SyntaxKind.PublicKeyword))
        where types.Count() > 1
        select Repository.NameOf(file));

    [Fact]
    public void Nothing_is_silenced_in_code() => Assert.Empty(
        from file in Repository.SourceFiles("src", "examples", "benchmarks")
        from trivia in TreeOf(file).DescendantTrivia(descendIntoTrivia: true)
        where trivia.IsKind(SyntaxKind.PragmaWarningDirectiveTrivia) || trivia.IsKind(SyntaxKind.RegionDirectiveTrivia)
        select $"{Repository.NameOf(file)}: {trivia}");

    private static SyntaxNode TreeOf(string file) => CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot();

    private static int LinesOf(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }
}
