using Clade.Experiments;

namespace Clade.Core.Tests.Experiments;

/// <summary>All decisions of a generation come from the state before any of them.</summary>
public sealed class GenerationTests
{
    private const int Members = 6;

    private static readonly PopulationBasedTraining Tournament = new()
    {
        PerturbationInterval = 1,
        Synchronous = true,
        Exploit = new BinaryTournament(),
        ResampleProbability = 0,
    };

    [Fact]
    public void A_donor_that_copies_too_gives_what_it_had_before()
    {
        var chains = 0;
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var settings = PbtScenarioTests.Settings(
                Tournament, Members, new SearchSpace { ["lr"] = Search.LogUniform(1e-3, 1) }) with
            { Seed = seed };
            var script = new Script(settings, Members);
            for (var generation = 0; generation < 4; generation++) chains += PlayGeneration(script, generation);
        }

        Assert.True(chains > 50, $"Only {chains} donors copied in their own generation.");
    }

    private static int PlayGeneration(Script script, int generation)
    {
        // Another order of the members each time, so that copies of copies come about.
        for (var i = 0; i < Members - 1; i++) Report(i);
        var (before, first) = (script.State, script.Commands.Count);
        Report(Members - 1);

        var records = script.Commands.Skip(first).OfType<ExploitDonor>().Select(static e => e.Record).ToList();
        foreach (var record in records)
        {
            var victim = script.State[record.Victim];
            Assert.Equal(before[record.Donor].Founder, victim.Founder);
            if (record.Donor.Value == Members - 1) continue;

            Assert.Equal(before[record.Donor].Checkpoints[0], record.Checkpoint);
            Assert.Equal(before[record.Donor].Checkpoints, victim.Checkpoints);
        }

        Assert.Equal(
            before.AcceptedRateChanges + records.Count(record => before[record.Donor].RateChange != 0),
            script.State.AcceptedRateChanges);
        return records.Count(record => records.Exists(other => other.Victim == record.Donor));

        void Report(int trial) => script.Report(trial, generation, ((trial * 5) + (generation * 7)) % 11);
    }
}
