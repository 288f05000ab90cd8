using System.Text;

namespace Clade.Cli.TuneFiles;

/// <summary>The names of options in a file: <c>perturbation_interval</c> for <c>PerturbationInterval</c>.</summary>
internal static class SnakeCase
{
    public static string Of(string name)
    {
        var snake = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            // A new word begins at a capital, but "NsgaII" has two words.
            var begins = char.IsUpper(name[i])
                && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (begins) snake.Append('_');
            snake.Append(char.ToLowerInvariant(name[i]));
        }

        return snake.ToString();
    }
}
