using System.Text.Json;

namespace Clade.Core.Tests.Spaces;

/// <summary>A configuration that remembers which of its values were read.</summary>
public sealed class WatchedConfigurationTests
{
    private static readonly Configuration Config = Configuration.Of(("lr", 0.1), ("momentum", 0.9), ("hidden", 64));

    [Fact]
    public void A_value_that_was_asked_for_by_name_is_read()
    {
        var watched = Config.Watched();
        Assert.Equal(["lr", "momentum", "hidden"], watched.Unread);

        _ = watched["momentum"];
        Assert.Equal(["lr", "hidden"], watched.Unread);
        Assert.True(watched.TryGetValue("hidden", out _));
        Assert.False(watched.TryGetValue("lr2", out _));
        Assert.Equal(["lr"], watched.Unread);
        Assert.True(watched.ContainsKey("lr"));
        Assert.Empty(watched.Unread);
    }

    public static TheoryData<string, Func<Configuration, object>> WaysToReadAll { get; } = new()
    {
        { "enumerate", static config => config.ToList() },
        { "keys", static config => config.Keys },
        { "values", static config => config.Values },
        { "JSON", static config => JsonSerializer.Serialize(config) },
        { "replace", static config => config.With("lr", 0.2) },
        { "add", static config => config.With("new", 0.2) },
        { "remove", static config => config.Without("lr") },
    };

    [Theory, MemberData(nameof(WaysToReadAll))]
    public void Whoever_goes_through_all_of_it_reads_all(string way, Func<Configuration, object> read)
    {
        var watched = Config.Watched();
        Assert.NotNull(read(watched));
        Assert.True(watched.Unread.IsEmpty, way);
    }

    [Fact]
    public void Comparing_and_printing_is_no_reading_and_nobody_watches_the_original()
    {
        var watched = Config.Watched();
        Assert.True(watched.Equals(Config));
        Assert.True(Config.Equals(watched));
        Assert.False(Config.With("lr", 0.2).Equals(watched));
        Assert.False(Config.Without("lr").Equals(watched));
        Assert.Equal(Config.GetHashCode(), watched.GetHashCode());
        Assert.Equal("lr=0.1 momentum=0.9 hidden=64", watched.ToString());

        Assert.Equal(3, watched.Unread.Length);
        Assert.Empty(Config.Unread);
    }

    [Fact]
    public void Two_that_are_watched_know_nothing_of_each_other()
    {
        var (one, other) = (Config.Watched(), Config.Watched());
        _ = one["lr"];
        Assert.Equal(["momentum", "hidden"], one.Unread);
        Assert.Equal(3, other.Unread.Length);
    }
}
