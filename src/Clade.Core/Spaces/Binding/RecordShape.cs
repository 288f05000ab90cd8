using System.Collections.Immutable;
using System.Reflection;

namespace Clade.Spaces;

/// <summary>How a record is taken apart into hyperparameters and put together again.</summary>
/// <param name="Type">The record's type.</param>
/// <param name="Constructor">Its constructor; none for a structure that is set property by property.</param>
/// <param name="Members">Its hyperparameters and nested records, those of the constructor first.</param>
internal sealed record RecordShape(Type Type, ConstructorInfo? Constructor, ImmutableArray<RecordMember> Members)
{
    /// <summary>Puts a record together.</summary>
    /// <param name="values">One for each member.</param>
    public object Build(IReadOnlyList<object?> values)
    {
        var arguments = new object?[Members.Count(static member => member.IsArgument)];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = values[i];

        var record = Constructor is null
            ? Activator.CreateInstance(Type)!
            : Constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
        for (var i = arguments.Length; i < Members.Length; i++)
        {
            Members[i].Property.SetValue(record, values[i], BindingFlags.DoNotWrapExceptions, null, null, null);
        }

        return record;
    }
}

/// <summary>One parameter of a record.</summary>
/// <param name="Name">The hyperparameter's name within the record.</param>
/// <param name="Subject">How messages name it: <c>MnistConfig.Lr</c>.</param>
/// <param name="Property">Where its value is read, and written unless it is an argument.</param>
/// <param name="IsArgument">Whether the constructor takes it.</param>
/// <param name="Codec">How its values are written; none for a nested record.</param>
/// <param name="Nested">The nested record; none for a value.</param>
/// <param name="IsNullable">Whether it may be null.</param>
/// <param name="IsConditional">Whether a condition stands on it.</param>
internal sealed record RecordMember(
    string Name, string Subject, PropertyInfo Property, bool IsArgument, ValueCodec? Codec, RecordShape? Nested,
    bool IsNullable, bool IsConditional);
