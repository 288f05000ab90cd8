using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Clade.Tests.Storage;

/// <summary>
/// Everything that an object holds, as text: an oracle for round trips that shares nothing with the serialiser, and
/// sees into arrays, which records compare by reference.
/// </summary>
internal static class Structure
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Describe(value, text);
        return text.ToString();
    }

    private static void Describe(object? value, StringBuilder text)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case double number:
                // The bits tell -0 from 0; all NaN are one.
                text.Append(double.IsNaN(number) ? "NaN" : $"{BitConverter.DoubleToInt64Bits(number):x}");
                break;
            case DateTimeOffset time:
                text.Append(time.ToString("O", CultureInfo.InvariantCulture));
                break;
            case string or Enum or IConvertible or TimeSpan:
                text.Append('\'').Append(Convert.ToString(value, CultureInfo.InvariantCulture)).Append('\'');
                break;
            case HyperparameterValue hyperparameter:
                text.Append(hyperparameter.Kind).Append(' ').Append(hyperparameter);
                break;
            case IDictionary dictionary:
                text.AppendJoin(';', dictionary.Cast<object>().Select(Of).Order(StringComparer.Ordinal));
                break;
            case IEnumerable items:
                text.Append('[').AppendJoin(';', items.Cast<object>().Select(Of)).Append(']');
                break;
            default:
                DescribeProperties(value, text);
                break;
        }
    }

    private static void DescribeProperties(object value, StringBuilder text)
    {
        text.Append(value.GetType().Name).Append('{');
        foreach (var property in value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            if (property.GetIndexParameters().Length > 0) continue;
            text.Append(property.Name).Append('=');
            Describe(property.GetValue(value), text);
            text.Append(';');
        }

        text.Append('}');
    }
}
