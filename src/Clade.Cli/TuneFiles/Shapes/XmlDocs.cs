using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Clade.Cli.TuneFiles;

/// <summary>The documentation of the library's members, from the files that the compiler writes beside it.</summary>
internal static partial class XmlDocs
{
    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, XElement>> Files = [];

    public static Documented Of(PropertyInfo property) => Of(
        property.DeclaringType!.Assembly, $"P:{property.DeclaringType.FullName}.{property.Name}",
        () => ParameterDocs(property));

    public static Documented Of(Type type) => Of(type.Assembly, $"T:{type.FullName}", static () => Documented.Nothing);

    public static Documented Of(MethodInfo method) => Find(method) is { } member ? From(member) : Documented.Nothing;

    /// <summary>What the documentation of a method says of a parameter.</summary>
    public static string Of(ParameterInfo parameter) =>
        Find(parameter.Member) is { } member ? ParameterText(member, parameter.Name!) : "";

    private static XElement? Find(MemberInfo member)
    {
        var prefix = $"{(member is MethodBase ? 'M' : 'P')}:{member.DeclaringType!.FullName}.{member.Name}";
        return MembersOf(member.DeclaringType.Assembly)
            .FirstOrDefault(item => item.Key == prefix || item.Key.StartsWith(prefix + "(", StringComparison.Ordinal))
            .Value;
    }

    // A positional record documents its properties as parameters.
    private static Documented ParameterDocs(PropertyInfo property)
    {
        var type = property.DeclaringType!;
        var member = MembersOf(type.Assembly).GetValueOrDefault($"T:{type.FullName}");
        return member is null ? Documented.Nothing : new Documented(ParameterText(member, property.Name), "");
    }

    private static string ParameterText(XElement member, string name) =>
        Text(member.Elements("param").FirstOrDefault(param => (string?)param.Attribute("name") == name));

    private static Documented Of(Assembly assembly, string id, Func<Documented> otherwise) =>
        MembersOf(assembly).TryGetValue(id, out var member) && member.Element("summary") is not null
            ? From(member)
            : otherwise();

    private static Documented From(XElement member) =>
        new(Text(member.Element("summary")), Text(member.Element("value")));

    private static IReadOnlyDictionary<string, XElement> MembersOf(Assembly assembly) =>
        Files.GetOrAdd(Path.ChangeExtension(assembly.Location, ".xml"), static path =>
        {
            try
            {
                return XDocument.Load(path).Descendants("member").ToDictionary(
                    static member => (string)member.Attribute("name")!, StringComparer.Ordinal);
            }
            catch (Exception e) when (e is IOException or XmlException or UnauthorizedAccessException)
            {
                // Whoever took the file away can do without the texts.
                return new Dictionary<string, XElement>();
            }
        });

    private static string Text(XElement? element)
    {
        if (element is null) return "";

        var words = string.Concat(element.Nodes().Select(static node => node switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "para" } paragraph => Text(paragraph) + " ",
            XElement { Name.LocalName: "c" or "code" } code => $"`{code.Value}`",
            XElement link when (string?)link.Attribute("cref") is { } cref => $"`{Wording.OfReference(cref)}`",
            XElement link when (string?)link.Attribute("name") is { } name => $"`{SnakeCase.Of(name)}`",
            XElement other => Text(other),
            _ => "",
        }));
        return Wording.OfPrograms(WhiteSpace.Replace(words, " ").Trim());
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace { get; }
}

/// <summary>What the documentation of a member says.</summary>
/// <param name="Summary">What it is.</param>
/// <param name="Value">Range, unit and default.</param>
internal sealed record Documented(string Summary, string Value)
{
    public static Documented Nothing { get; } = new("", "");
}
