using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace Clade.Core.Tests;

public sealed class HyperparameterValueTests
{
    [Fact]
    public void Values_survive_JSON_with_their_kind()
    {
        var kinds = 0;
        Gen.OneOf(
            Gen.Double.Where(double.IsFinite).Select(HyperparameterValue.FromDouble),
            Gen.Int[-9, 9].Select(static n => HyperparameterValue.FromDouble(n)),
            Gen.Long.Select(HyperparameterValue.FromInt64), Gen.Bool.Select(HyperparameterValue.FromBoolean),
            Gen.String.Select(HyperparameterValue.FromString)).Sample(value =>
        {
            var config = Configuration.Of(("x", value));
            var read = JsonSerializer.Deserialize<Configuration>(JsonSerializer.Serialize(config))!["x"];
            // JSON can't hold half a surrogate pair.
            if (value.Kind == HyperparameterKind.Text && value.ToString().Any(char.IsSurrogate)) return;
            Assert.Equal(value, read);
            Interlocked.Or(ref kinds, 1 << (int)value.Kind);
        });
        Assert.Equal(0b1111, kinds);
    }

    [Fact]
    public void A_number_that_arrives_in_pieces_keeps_its_kind()
    {
        var first = new Piece(Encoding.UTF8.GetBytes("""{"x":1"""));
        var last = first.Append(Encoding.UTF8.GetBytes(".0}"));
        var reader = new Utf8JsonReader(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length));
        Assert.Equal(1.0, JsonSerializer.Deserialize<Configuration>(ref reader)!["x"]);
    }

    [Theory]
    [InlineData("99999999999999999999", "must fit 64 bits")]
    [InlineData("1e999", "the range of a double")]
    [InlineData("null", "can't be Null")]
    [InlineData("[1]", "can't be StartArray")]
    public void What_can_not_be_a_hyperparameter_is_refused(string json, string reason) => Assert.Contains(
        reason,
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Configuration>($$"""{"x":{{json}}}""")).Message);

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
