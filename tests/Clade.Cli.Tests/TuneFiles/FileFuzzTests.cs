using System.Text;
using Clade.Cli.TuneFiles;
using CsCheck;

namespace Clade.Cli.Tests.TuneFiles;

public sealed class FileFuzzTests
{
    private static readonly string[] Pieces =
    [
        "\n", "  ", "\t", ":", ": ", "- ", "[", "]", "{", "}", ",", "\"", "'", "#", "&a ", "*a", "!!str ", "|\n", ">\n",
        "? ", "---\n", "...\n", "%YAML 1.2\n", "<<: ", "~", "null", "yes", "0x1", "1e999", ".inf", "-1",
        "99999999999999999999", "\u0000", "\uFEFF", "\u2028", "é", "𝛼", "${", "}", "trials", "space",
        "when", "uniform", "asha", "stop",
    ];

    private static readonly Gen<string> Word = Gen.OneOf(
        OneOf(AllNames()),
        OneOf("1", "0", "-3", "0.5", "1e-4", "true", "yes", "~", "\"\"", "'a b'", ".nan", "30s", "2GiB", "x"));

    [Fact]
    public void A_mutated_file_is_read_or_refused_with_a_place()
    {
        var (read, refused) = (0, 0);
        var change = Gen.Select(Gen.Int[0, 400], Gen.Int[0, 4], OneOf(Pieces));

        change.Array[1, 2].Sample(changes =>
        {
            var text = BrokenFile.GoodText;
            foreach (var (at, length, piece) in changes)
            {
                var start = at % text.Length;
                text = text[..start] + piece + text[Math.Min(text.Length, start + length)..];
            }

            if (IsRead(Encoding.UTF8.GetBytes(text))) Interlocked.Increment(ref read);
            else Interlocked.Increment(ref refused);
        }, iter: 1_500);

        Assert.True(read > 30 && refused > 500, $"{read} read, {refused} refused.");
    }

    [Fact]
    public void Any_bytes_are_read_or_refused_with_a_place() =>
        Gen.Byte.Array[0, 200].Sample(static bytes => { IsRead(bytes); }, iter: 1_000);

    [Fact]
    public void Any_tree_of_known_words_is_read_or_refused_with_a_place()
    {
        var deep = 0;

        Tree(depth: 4).Array[1, 8].Sample(trees =>
        {
            var text = string.Concat(trees.Select(static tree => $"{tree}\n"));
            IsRead(Encoding.UTF8.GetBytes(BrokenFile.GoodText + text));
            foreach (var tree in trees)
            {
                var key = tree.Split(':')[0];
                var lines = BrokenFile.GoodText.Split('\n').Where(line => line.Split(':')[0] != key);
                IsRead(Encoding.UTF8.GetBytes(string.Join('\n', lines) + tree + "\n"));
            }

            if (text.Contains("}}}", StringComparison.Ordinal)) Interlocked.Increment(ref deep);
        }, iter: 200);

        Assert.True(deep > 20, $"Only {deep} deep ones.");
    }

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        Gen.Select(Tree(depth: 4), Gen.String[Gen.Char, 0, 20]).Sample((tree, text) =>
        {
            var quoted = new YamlScalar(default, text.Replace('\r', ' '), IsQuoted: true);
            if (!IsParsed(tree, out var node) || !IsWellFormed(text)) return;

            var root = new YamlMapping(
                default, [new YamlEntry(Plain("tree"), node), new YamlEntry(Plain("text"), quoted)]);
            var again = YamlReader.Read(YamlWriter.Write(root), "again");
            Assert.Equal(YamlWriter.Write(root), YamlWriter.Write(again));
            Assert.Equal(quoted.Text, ((YamlScalar)((YamlMapping)again).Find("text")!).Text);
        }, iter: 1_000);
    }

    private static Gen<string> OneOf(params IEnumerable<string> words) =>
        words.ToArray() is var all ? Gen.Int[0, all.Length - 1].Select(i => all[i]) : null!;

    private static Gen<string> Tree(int depth)
    {
        var value = depth == 0
            ? Word
            : Gen.OneOf(
                Word,
                Tree(depth - 1).Array[0, 3].Select(static items => $"[{string.Join(", ", items.Select(Braced))}]"),
                Tree(depth - 1).Array[0, 3].Select(static items => $"{{{string.Join(", ", items)}}}"));
        return Gen.Select(OneOf(AllNames()), value, static (key, text) => $"{key}: {text}");
    }

    private static string Braced(string entry) => entry.Length % 2 == 0 ? $"{{{entry}}}" : entry.Split(": ", 2)[1];

    private static IEnumerable<string> AllNames() => TuneFileKeys.Shape.Keys.Select(static key => key.Name)
        .Concat(Kinds.All.SelectMany(static shape => shape.Kinds).Select(static kind => kind.Name))
        .Concat(Kinds.All.SelectMany(static shape => shape.Kinds).SelectMany(static kind => kind.Options?.Keys ?? [])
            .Select(static key => key.Name))
        .Concat(DomainShape.Keys.Select(static key => key.Name)).Concat(StopShape.Rules.Select(static key => key.Name))
        .Concat(["maximize", "weight", "metric", "threshold", "lr", "optimizer", "all", "any", "config", "command"])
        .Distinct();

    private static YamlScalar Plain(string text) => new(default, text, IsQuoted: false);

    private static bool IsWellFormed(string text) =>
        !text.EnumerateRunes().Any(static rune => rune == Rune.ReplacementChar) && !text.Any(static c => c is '\u0085');

    private static bool IsParsed(string text, out YamlNode node)
    {
        try
        {
            node = YamlReader.Read(text, "tree");
            return true;
        }
        catch (TuneFileException)
        {
            node = new YamlScalar(default, "", false);
            return false;
        }
    }

    /// <returns>Whether the file has no mistakes; those of one that has are checked.</returns>
    private static bool IsRead(byte[] bytes)
    {
        try
        {
            TuneFile.Parse(YamlText.Decode(bytes, "tune.yaml"), "/", "tune.yaml");
            return true;
        }
        catch (TuneFileException e)
        {
            // YAML ends lines by these, too.
            var lines = 1 + Encoding.UTF8.GetString(bytes).Count(static c =>
                c is '\n' or '\r' or '\u0085' or '\u2028' or '\u2029');
            Assert.All(e.Mistakes, mistake =>
            {
                Assert.InRange(mistake.Place.Line, 1, lines);
                Assert.True(mistake.Place.Column >= 1, mistake.ToString());
                Assert.Matches("[.?]$", mistake.Message);
            });
            return false;
        }
    }
}
