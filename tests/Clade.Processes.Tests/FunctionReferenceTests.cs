using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;

namespace Clade.Workers;

public sealed class FunctionReferenceTests
{
    private readonly int _field = 1;

    [Fact]
    public void A_static_method_is_found_again() => AssertFoundAgain<Func<int, int>>(Double, argument: 4, expected: 8);

    [Fact]
    public void A_lambda_is_found_again() => AssertFoundAgain<Func<int, int>>(x => x + 1, argument: 4, expected: 5);

    [Fact]
    public void A_local_function_is_found_again()
    {
        static int Local(int x) => x * x;
        AssertFoundAgain<Func<int, int>>(Local, argument: 4, expected: 16);
    }

    [Fact]
    public void An_async_lambda_is_found_again()
    {
        Func<int, Task<int>> function = static async x =>
        {
            await Task.Yield();
            return -x;
        };

        AssertFoundAgain(function, argument: 4, expected: null);
    }

    [Fact]
    public void A_reference_survives_json_and_the_environment()
    {
        var reference = FunctionReference.From(Double);

        Assert.Equal(reference, JsonSerializer.Deserialize<FunctionReference>(JsonSerializer.Serialize(reference)));
        Assert.Equal(reference, FunctionReference.Parse(reference.ToText()));
        Assert.Throws<FormatException>(() => FunctionReference.Parse("nonsense"));
    }

    [Fact]
    public void A_capturing_lambda_is_refused_with_what_it_captures_and_nothing_else()
    {
        var learningRate = 0.1;
        var momentum = 0.9;
        var elsewhere = 3;
        Func<int> other = () => elsewhere;
        Func<int, double> function = x => learningRate * x + momentum;

        var message = RefusalOf(function);

        Assert.StartsWith(
            "The training function captures 'learningRate', 'momentum': values of this process that another " +
            "process does not have. Put the values into the configuration", message, StringComparison.Ordinal);
        Assert.Contains("Workers = WorkerKind.InProcess", message, StringComparison.Ordinal);
        Assert.DoesNotContain("elsewhere", message, StringComparison.Ordinal);
        Assert.Equal(3, other());
    }

    [Fact]
    public void Captures_of_outer_scopes_async_bodies_and_inner_lambdas_are_named()
    {
        var outer = 1;
        {
            var inner = 2;
            var elsewhere = 3;
            Func<int> other = () => elsewhere;
            Func<int, Task<int>> both = async x =>
            {
                await Task.Yield();
                return outer + inner + x;
            };
            Func<Func<int>> nested = () => () => outer;

            Assert.Contains("captures 'inner', 'outer':", RefusalOf(both), StringComparison.Ordinal);
            Assert.Contains("'outer'", RefusalOf(nested), StringComparison.Ordinal);
            Assert.Equal(3, other());
        }
    }

    [Fact]
    public void A_lambda_that_uses_a_member_is_refused_as_capturing_this() =>
        Assert.Contains("captures 'this': a value", RefusalOf(() => _field), StringComparison.Ordinal);

    [Fact]
    public void A_lambda_that_uses_a_member_and_a_variable_is_refused_with_both()
    {
        var local = 2;

        Assert.Contains("captures 'this', 'local'", RefusalOf(() => _field + local), StringComparison.Ordinal);
    }

    [Fact]
    public void An_instance_method_is_refused() => Assert.Contains(
        "is an instance method: it would need this very Clade.Workers.FunctionReferenceTests", RefusalOf(Instance),
        StringComparison.Ordinal);

    [Fact]
    public void An_extension_method_bound_to_its_object_is_refused() => Assert.Contains(
        "its first argument bound to a System.String", RefusalOf("text".Bound), StringComparison.Ordinal);

    [Fact]
    public void Several_delegates_in_one_are_refused()
    {
        Action both = Nothing;
        both += Nothing;

        Assert.Contains("combination of 2 delegates", RefusalOf(both), StringComparison.Ordinal);
    }

    [Fact]
    public void Generic_functions_are_refused_with_the_lambda_to_write()
    {
        Assert.Contains("is generic", RefusalOf(Generic<int>), StringComparison.Ordinal);
        Assert.Contains("trial => Train<MyModel>(trial)", RefusalOf(Holder<int>.Method), StringComparison.Ordinal);
        AssertFoundAgain<Func<int, int>>(x => Generic<int>() + x, argument: 4, expected: 4);
    }

    [Fact]
    public void A_compiled_expression_is_refused()
    {
        Expression<Func<int, int>> expression = x => x + 1;

        Assert.Contains("generated at run time", RefusalOf(expression.Compile()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_of_an_assembly_loaded_at_run_time_is_refused()
    {
        var context = new AssemblyLoadContext("plug-in", isCollectible: true);
        var method = context.LoadFromAssemblyPath(typeof(FunctionReferenceTests).Assembly.Location)
            .GetType(typeof(FunctionReferenceTests).FullName!)!
            .GetMethod(nameof(Nothing), BindingFlags.Static | BindingFlags.NonPublic)!;

        Assert.Contains(
            "which the program loaded at run time", RefusalOf(method.CreateDelegate<Action>()),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Another_build_of_the_assembly_is_told_from_the_right_one()
    {
        var reference = FunctionReference.From(Double) with { Mvid = Guid.Empty };

        var message = Assert.Throws<CladeException>(reference.Resolve).Message;

        Assert.Contains("belongs to build 00000000-0000", message, StringComparison.Ordinal);
        Assert.Contains("Start the program again", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_token_and_a_missing_assembly_are_errors_that_say_so()
    {
        var reference = FunctionReference.From(Double);

        var wrongToken = reference with { MetadataToken = FunctionReference.From(Nothing).MetadataToken };
        Assert.Contains("is Clade.Workers.FunctionReferenceTests.Nothing, not",
            Assert.Throws<CladeException>(wrongToken.Resolve).Message, StringComparison.Ordinal);

        var missing = reference with { AssemblyName = "Absent" };
        Assert.Contains("cannot load the assembly Absent",
            Assert.Throws<CladeException>(missing.Resolve).Message, StringComparison.Ordinal);
    }

    private static void AssertFoundAgain<TDelegate>(TDelegate function, int argument, object? expected)
        where TDelegate : Delegate
    {
        var found = FunctionReference.From(function).Resolve();

        Assert.Equal(function.Method, found.Method);
        Assert.Equal(function.Method, found.As<TDelegate>().Method);
        var result = found.ToDelegate().DynamicInvoke(argument);
        if (expected is not null) Assert.Equal(expected, result);
    }

    private static string RefusalOf(Delegate function) =>
        Assert.Throws<CladeException>(() => FunctionReference.From(function)).Message;

    private static int Double(int x) => 2 * x;

    private static void Nothing()
    {
    }

    private static T? Generic<T>() => default;

    private int Instance() => _field;

    private static class Holder<T>
    {
        public static void Method()
        {
        }
    }
}

internal static class BoundExtension
{
    public static int Bound(this string text) => text.Length;
}
