namespace Clade.Fuzz.Targets;

/// <summary>Tells refusals apart by what they say, whatever the numbers and names in it.</summary>
internal static class Refusal
{
    private const int LettersMax = 40;

    public static string KindOf(Exception e)
    {
        var text = e.Message;
        var end = text.IndexOfAny(['\'', '"', '|', '$', ':']);
        if (end >= 0) text = text[..end];
        return $"{e.GetType().Name} {new string([.. text.Where(char.IsAsciiLetter).Take(LettersMax)])}";
    }
}
