using System.Collections.Immutable;

namespace Clade.Testing;

/// <summary>The rules of <see cref="SamplerContract"/>.</summary>
internal static class SamplerRules
{
    private const ulong Seed = 7;

    /// <summary>Enough for every sampler to be done with its start-up trials, and to have learned.</summary>
    private const int Trials = 24;

    public static void SameRequest(Sampler sampler) => ForEachSpace(sampler, static (sampler, space, name) =>
        RequireSame(name, new SamplerLoop(sampler, space, Seed).Run(Trials),
            new SamplerLoop(sampler, space, Seed).Run(Trials), "with the same seed"));

    public static void AnotherSeed(Sampler sampler)
    {
        // A grid is the same for every seed.
        if (sampler.Mistakes(SamplerSpaces.Numbers).Count > 0) return;

        var one = new SamplerLoop(sampler, SamplerSpaces.Numbers, Seed).Run(Trials);
        var other = new SamplerLoop(sampler, SamplerSpaces.Numbers, Seed + 1).Run(Trials);
        for (var i = 0; i < one.Count; i++)
        {
            Require(!one[i].Equals(other[i]), $"trial {i} is {one[i]} with either of two seeds");
        }
    }

    public static void InSpace(Sampler sampler) => ForEachSpace(sampler, static (sampler, space, name) =>
        RequireInside(space, name, new SamplerLoop(sampler, space, Seed).Run(60)));

    public static void Memory(Sampler sampler) => ForEachSpace(sampler, static (sampler, space, name) =>
        RequireSame(name, new SamplerLoop(sampler, space, Seed).Run(Trials),
            new SamplerLoop(sampler, space, Seed) { Memory = new SamplerMemory() }.Run(Trials), "with a memory"));

    public static void ForeignMemory(Sampler sampler) => ForEachSpace(sampler, static (sampler, space, name) =>
    {
        // After a driver's end, say: what was decided anew may be less than what was known.
        var memory = new SamplerMemory();
        new SamplerLoop(sampler, space, Seed) { Memory = memory }.Run(Trials, static i => i);
        RequireSame(name, new SamplerLoop(sampler, space, Seed).Run(Trials),
            new SamplerLoop(sampler, space, Seed) { Memory = memory }.Run(Trials), "with another history's memory");
    });

    public static void Order(Sampler sampler) => ForEachSpace(sampler, static (sampler, space, name) =>
    {
        var known = new SamplerLoop(sampler, space, Seed);
        known.Run(Trials);
        var next = known.Ask(Trials);
        for (var shuffle = 1UL; shuffle <= 2; shuffle++)
        {
            var random = KeyedRandom.For(shuffle, RandomPurpose.Simulation);
            var memory = new SamplerMemory();
            foreach (var end in known.Observations.OrderBy(_ => random.NextBits()).ToList().Chunks())
            {
                var history = new TrialHistory(
                    [.. end.OrderBy(static trial => trial.Trial)],
                    [.. known.Observations.Except(end).Select(static trial => Pending(trial.Trial, trial.Config))]);
                var proposal = sampler.Propose(new ProposalRequest(space, Trials, Seed, history) { Memory = memory });
                if (end.Count == Trials) RequireSame(name, [next!], [proposal!], "in another order");
            }
        }
    });

    public static void StartingConfigurations(Sampler sampler) => ForEachSpace(sampler, static (sampler, space, name) =>
    {
        var random = KeyedRandom.For(Seed, RandomPurpose.Simulation);
        ImmutableArray<Configuration> given = [space.Sample(random), space.Sample(random.Fork("second"))];
        var proposals = new SamplerLoop(sampler with { StartingConfigurations = given }, space, Seed).Run(Trials);
        for (var i = 0; i < given.Length; i++)
        {
            Require(proposals[i].Equals(given[i]), $"'{name}': trial {i} is {proposals[i]}, given was {given[i]}");
        }

        RequireInside(space, name, proposals);
    });

    public static void Failures(Sampler sampler) => Survive(sampler, static i => (i % 4) switch
    {
        0 => double.NaN,
        1 => double.NegativeInfinity,
        2 => double.PositiveInfinity,
        _ => i,
    });

    public static void OnlyFailures(Sampler sampler) => Survive(sampler, static _ => double.NaN);

    public static void ConstantScores(Sampler sampler) => Survive(sampler, static _ => 0.5);

    public static void ExtremeScores(Sampler sampler) => Survive(sampler, static i => (i % 4) switch
    {
        0 => double.MaxValue,
        1 => -double.MaxValue,
        2 => double.Epsilon * i,
        _ => i,
    });

    public static void PendingOnly(Sampler sampler) => ForEachSpace(sampler, static (sampler, space, name) =>
    {
        var loop = new SamplerLoop(sampler, space, Seed);
        var pending = ImmutableArray.CreateBuilder<Observation>();
        while (pending.Count < Trials && loop.Ask(pending.Count, [.. pending]) is { } config)
        {
            pending.Add(Pending(pending.Count, config));
        }

        RequireInside(space, name, [.. pending.Select(static trial => trial.Config)]);
        if (space != SamplerSpaces.Numbers) return;

        // Some have ended, and many begin at once: they must not all be the same.
        loop.Run(Trials);
        pending.Clear();
        for (var i = 0; i < 8 && loop.Ask(Trials + i, [.. pending]) is { } config; i++)
        {
            pending.Add(Pending(Trials + i, config));
        }

        var distinct = pending.Select(static trial => trial.Config).Distinct().Count();
        Require(distinct == pending.Count, $"of {pending.Count} trials that begin at once {distinct} differ");
    });

    public static void Duplicates(Sampler sampler) => ForEachSpace(sampler, static (sampler, space, name) =>
    {
        var loop = new SamplerLoop(sampler, space, Seed);
        var config = space.Sample(KeyedRandom.For(Seed, RandomPurpose.Simulation));
        for (var i = 0; i < Trials; i++) loop.Tell(config, i % 3);
        // A grid may have come to its end.
        var proposals = loop.Run(5);
        if (proposals.Count > 0 || sampler.CountOf(space, null) is null) RequireInside(space, name, proposals);
    });

    public static void ManyObservations(Sampler sampler) => ForEachSpace(sampler, static (sampler, space, name) =>
    {
        var loop = new SamplerLoop(sampler, space, Seed) { Memory = new SamplerMemory() };
        for (var i = 0; i < 1_200; i++)
        {
            var config = space.Sample(KeyedRandom.For(Seed, RandomPurpose.Simulation, i));
            loop.Tell(config, loop.Value(config));
        }

        var proposals = loop.Run(3);
        if (proposals.Count > 0 || sampler.CountOf(space, null) is null) RequireInside(space, name, proposals);
    });

    public static void EarlierTrials(Sampler sampler) => ForEachSpace(sampler, static (sampler, space, name) =>
    {
        // Half of them broke down.
        var earlier = Enumerable.Range(0, 2 * Trials).Select(i => EarlierTrial.Of(
            space.Sample(KeyedRandom.For(Seed, RandomPurpose.Simulation, i)),
            sampler.RequiredMetrics.Append("loss").Distinct(StringComparer.Ordinal)
                .Select(metric => (metric, i % 2 == 0 ? double.NaN : i))));
        var taught = sampler with { EarlierTrials = [.. earlier] };
        var mistakes = taught.Mistakes(space);
        Require(
            mistakes.Count == 0 == sampler.Learns,
            sampler.Learns
                ? $"'{name}': earlier trials are refused: {string.Join(' ', mistakes)}"
                : $"'{name}': earlier trials are taken and nothing is learned");
        if (!sampler.Learns) return;

        List<Configuration> Run() => new SamplerLoop(taught, space, Seed)
        {
            Earlier = taught.EarlierObservations(space, Objective.Minimize("loss")),
        }.Run(Trials);
        var proposals = Run();
        RequireInside(space, name, proposals);
        RequireSame(name, proposals, Run(), "with the same earlier trials");
        if (space != SamplerSpaces.Numbers) return;

        var untaught = new SamplerLoop(sampler, space, Seed).Run(Trials);
        Require(!proposals.SequenceEqual(untaught), "earlier trials change nothing");
    });

    public static void Levels(Sampler sampler) => ForEachSpace(sampler, static (sampler, space, name) =>
    {
        // Some are equal there, some broke down, and some are still on the way.
        var trials = Enumerable.Range(0, 2 * Trials).Select(i => Pending(
            i, space.Sample(KeyedRandom.For(Seed, RandomPurpose.Simulation, i))) with
        {
            Score = new Score(i % 5 == 0 ? double.NaN : i % 7),
            Metrics = new Metrics(sampler.RequiredMetrics.Select(metric => KeyValuePair.Create(metric, (double)i))),
            Levels =
            [
                .. Enumerable.Range(0, i % 4).Select(level => new LevelScore(
                    1000 * Math.Pow(3, level), new Score(i % 6 == 0 ? double.PositiveInfinity : i % 7))),
            ],
        }).ToList();
        var history = new TrialHistory(
            [.. trials.Where(static trial => trial.Trial % 3 != 0)], [.. trials.Where(static t => t.Trial % 3 == 0)]);
        List<Configuration> Ask() =>
        [
            .. Enumerable.Range(trials.Count, 6).Select(trial => sampler.Propose(
                new ProposalRequest(space, trial, Seed, history))).OfType<Configuration>(),
        ];
        var proposals = Ask();
        if (proposals.Count == 0 && sampler.CountOf(space, null) is not null) return;

        RequireInside(space, name, proposals);
        RequireSame(name, proposals, Ask(), "when it is asked again");
    });

    public static void Grids(Sampler sampler)
    {
        var refusals = sampler.Mistakes(SamplerSpaces.Grid).Where(static mistake =>
            mistake.Contains("'axis'", StringComparison.Ordinal)).ToList();
        Require(
            sampler.Learns == (refusals.Count > 0),
            sampler.Learns ? "a grid is accepted" : $"a grid is refused: {string.Join(' ', refusals)}");
    }

    public static void Description(Sampler sampler)
    {
        var text = sampler.Describe();
        Require(text == (sampler with { }).Describe(), "an equal sampler is described otherwise");
        Require(text.Length > 0 && !text.Contains('\n', StringComparison.Ordinal), $"the description is \"{text}\"");
    }

    private static void Survive(Sampler sampler, Func<int, double> score) => ForEachSpace(
        sampler, (sampler, space, name) =>
            RequireInside(space, name, new SamplerLoop(sampler, space, Seed).Run(Trials, score)));

    private static void ForEachSpace(Sampler sampler, Action<Sampler, SearchSpace, string> check)
    {
        var count = 0;
        foreach (var (name, space) in SamplerSpaces.WithoutGrids)
        {
            if (sampler.Mistakes(space).Count > 0) continue;

            count++;
            check(sampler, space, name);
        }

        Require(count >= 3, $"only {count} space(s) are accepted");
    }

    private static void RequireSame(
        string space, List<Configuration> expected, List<Configuration> actual, string how)
    {
        for (var i = 0; i < Math.Max(expected.Count, actual.Count); i++)
        {
            var (was, now) = (expected.ElementAtOrDefault(i), actual.ElementAtOrDefault(i));
            Require(Equals(was, now), $"'{space}': proposal {i} is {now} {how}, and was {was}");
        }
    }

    private static void RequireInside(SearchSpace space, string name, List<Configuration> proposals)
    {
        Require(proposals.Count > 0, $"'{name}': nothing is proposed");
        foreach (var (i, proposal) in proposals.Index())
        {
            var mistakes = space.Mistakes(proposal);
            Require(mistakes.Count == 0, $"'{name}': proposal {i} is outside: {string.Join(' ', mistakes)}");
        }
    }

    private static Observation Pending(int trial, Configuration config) =>
        new(trial, config, Score.Worst, Iteration: 0);

    /// <summary>What is known while outcomes arrive: more and more of them.</summary>
    private static IEnumerable<List<Observation>> Chunks(this List<Observation> all)
    {
        for (var count = 8; count < all.Count; count += 8) yield return all[..count];
        yield return all;
    }

    private static void Require(bool condition, string violation)
    {
        if (!condition) throw new InvariantViolationException(violation);
    }
}
