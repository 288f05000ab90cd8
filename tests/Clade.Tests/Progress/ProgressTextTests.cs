using Clade.Display;

namespace Clade.Tests.Display;

public sealed class ProgressTextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.912345678, "0.91235")]
    [InlineData(-0.5, "-0.5")]
    [InlineData(0.00012345678, "0.00012346")]
    [InlineData(0.000012345678, "1.2346E-5")]
    [InlineData(1234.5678, "1234.6")]
    [InlineData(123456789, "123456789")]
    [InlineData(1.5e12, "1.5E+12")]
    [InlineData(128, "128")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Metrics_have_five_digits(double value, string expected) =>
        Assert.Equal(expected, ProgressText.Number(value));

    [Fact]
    public void Hyperparameters_have_four_digits_and_whole_ones_all()
    {
        Assert.Equal("0.01235", ProgressText.Value(0.012345678));
        Assert.Equal("1234567", ProgressText.Value(1234567));
        Assert.Equal("true", ProgressText.Value(true));
        Assert.Equal("adam", ProgressText.Value("adam"));
    }

    [Theory]
    [InlineData(0, "0:00:00")]
    [InlineData(3599.9, "0:59:59")]
    [InlineData(45296, "12:34:56")]
    [InlineData(183845, "2d 03:04:05")]
    public void Times_are_hours_minutes_seconds(double seconds, string expected) =>
        Assert.Equal(expected, ProgressText.Time(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(1, "1 byte")]
    [InlineData(2048, "2 KiB")]
    [InlineData(1_572_864, "1.5 MiB")]
    [InlineData(5L << 30, "5 GiB")]
    public void Sizes_have_a_unit(long bytes, string expected) => Assert.Equal(expected, ProgressText.Bytes(bytes));

    [Fact]
    public void Changes_leave_out_what_was_inherited()
    {
        var record = ShownExperiment.Exploit().Record;
        Assert.Equal("lr 0.03→0.036 (×1.2), layers off→2 (resample)",
            ProgressText.Changes(record, ProgressSymbols.Unicode));
        Assert.Equal("lr 0.03->0.036 (x1.2), layers off->2 (resample)",
            ProgressText.Changes(record, ProgressSymbols.Ascii));
        Assert.Equal("configuration unchanged",
            ProgressText.Changes(record with { Changes = [record.Changes[1]] }, ProgressSymbols.Ascii));
    }
}
