namespace Clade.Cli.TuneFiles;

/// <summary>Reads a mapping whose keys are known, where no record has them.</summary>
internal static class KeyedValues
{
    /// <returns>The values by key, those given; null after a mistake.</returns>
    public static Dictionary<string, object>? Read(
        YamlMapping mapping, string path, Reading reading, IReadOnlyList<Key> keys)
    {
        var before = reading.Mistakes.Count;
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var entry in mapping.Entries)
        {
            if (keys.FirstOrDefault(key => key.Name == entry.Key.Text) is not { } key)
            {
                RecordShape.Unknown(entry.Key, path, reading, keys.Select(static key => key.Name));
            }
            else if (key.Shape.Read(entry.Value, $"{path}.{key.Name}", reading) is { } value)
            {
                values.Add(key.Name, value);
            }
        }

        RequireAll(mapping, path, reading, keys);
        return reading.Mistakes.Count == before ? values : null;
    }

    /// <summary>Refuses a mapping in which a needed key is missing, unless a misspelt one stands there.</summary>
    public static void RequireAll(YamlMapping mapping, string path, Reading reading, IReadOnlyList<Key> keys)
    {
        var names = keys.Select(static key => key.Name).ToList();
        var meant = mapping.Entries.Select(static entry => entry.Key.Text).Except(names)
            .SelectMany(unknown => Spelling.Near(unknown, names)).ToHashSet(StringComparer.Ordinal);
        foreach (var key in keys.Where(key => key.IsRequired && mapping.Find(key.Name) is null))
        {
            if (meant.Contains(key.Name)) continue;
            reading.Refuse(mapping, path, $"'{key.Name}' is missing. {key.Summary} Add {key.Line}, say.");
        }
    }
}
