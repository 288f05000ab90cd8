using System.Collections.Immutable;
using Clade.Driver;
using Clade.Experiments;
using Clade.Storage;
using Clade.Testing;

namespace Clade.Simulation.Tests;

/// <summary>A stored state and what follows it in the journal give what the whole journal gives, to the byte.</summary>
public sealed class SnapshotTests : IDisposable
{
    private static readonly Scheduler[] Schedulers =
    [
        new PopulationBasedTraining { PerturbationInterval = 3 },
        new PopulationBasedTraining { PerturbationInterval = 3, Synchronous = true, CoolDown = 0.25 },
        new PopulationBasedTraining { PerturbationInterval = 2, Exploit = new WelchTTest() },
        new FirstInFirstOut(),
        new Asha { MaxResource = 9, ReductionFactor = 2 },
        new Asha { MaxResource = 9, ReductionFactor = 2, Brackets = 2, Variant = AshaVariant.Promotion },
        new HyperBand { MaxResource = 9 },
        new MedianStopping { MinOthers = 2, SoftStop = true },
        new Pasha { MaxResource = 9, ReductionFactor = 2 },
        new PopulationBasedTraining { PerturbationInterval = 2, Explore = new PopulationBasedBandits() },
    ];

    private readonly string _root = Directory.CreateTempSubdirectory("clade-snapshots-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Any_entry_of_any_journal_is_as_good_a_start_as_the_first()
    {
        var (cuts, crashes) = (0, 0);
        Parallel.For(0, 60, seed =>
        {
            var run = Run((ulong)seed);
            Interlocked.Add(ref crashes, run.Crashes);
            var journal = RecordsOf(run);
            var whole = Recovery.Replay(run.Settings, StateSnapshot.Beginning, journal);
            Assert.Equal(JournalJson.WriteState(run.State), JournalJson.WriteState(whole.State));
            Assert.Equal((journal.Length, 0), (whole.Compared, whole.Differences));

            for (var cut = seed % 7; cut <= journal.Length; cut += 7)
            {
                var before = cut == 0 ? ExperimentState.Empty : run.Journal[cut - 1].After;
                var snapshot = new StateSnapshot(cut, JournalJson.ReadState(JournalJson.WriteState(before)));
                var rest = Recovery.Replay(run.Settings, snapshot, journal[cut..]);
                Assert.Equal(JournalJson.WriteState(run.State), JournalJson.WriteState(rest.State));
                Assert.Equal((journal.Length, journal.Length - cut, 0), (rest.Steps, rest.Compared, rest.Differences));
                Interlocked.Increment(ref cuts);
            }
        });

        Assert.True(cuts > 1_000 && crashes > 20, $"The journals are too tame: {cuts} cuts, {crashes} crashes.");
    }

    [Fact]
    public void A_store_opens_from_its_stored_state_as_from_its_whole_journal()
    {
        for (var seed = 0UL; seed < 8; seed++)
        {
            var run = Run(seed);
            var cut = run.Journal.Length * 2 / 3;
            var folder = Write(run, cut);

            using var store = ExperimentStore.Open(folder, TimeProvider.System);
            var recovered = Recovery.Recover(run.Settings, store);

            Assert.Empty(recovered.Notes);
            Assert.Equal((run.Journal.Length, run.Journal.Length - cut), (recovered.Steps, recovered.Compared));
            Assert.Equal(JournalJson.WriteState(run.State), JournalJson.WriteState(recovered.State));
        }
    }

    [Fact]
    public void A_difference_in_what_follows_the_stored_state_is_told()
    {
        var run = Run(0);
        var cut = run.Journal.Length / 2;
        var folder = Write(run, cut);
        var changed = run.Settings with { Seed = run.Settings.Seed + 1 };

        using var store = ExperimentStore.Open(folder, TimeProvider.System);
        var recovered = Recovery.Recover(changed, store);

        Assert.Equal(JournalJson.WriteState(run.State), JournalJson.WriteState(recovered.State));
        Assert.True(recovered.Differences > 0);
        Assert.Contains(
            $"{recovered.Differences} of {run.Journal.Length - cut} recorded steps", Assert.Single(recovered.Notes));
    }

    private static SimulationRun Run(ulong seed) => Simulator.Run(
        Toys.Small(seed, Schedulers[seed % (ulong)Schedulers.Length])
            with
        { Faults = Faults.Swarm(seed + 1), FaultSeed = seed });

    private static ImmutableArray<JournalRecord> RecordsOf(SimulationRun run) =>
        [.. run.Journal.Select(static (entry, i) => new JournalRecord(i + 1, entry.Event, entry.Commands))];

    /// <summary>A driver that ended well after some entries, then one that was killed after all.</summary>
    private ExperimentFolder Write(SimulationRun run, int cut)
    {
        var folder = ExperimentFolder.Create(_root, "sample");
        var info = new ExperimentInfo
        {
            Name = "sample",
            Objective = run.Settings.Objective,
            Space = [],
            Seed = run.Settings.Seed,
            Scheduler = "",
            Created = DateTimeOffset.UnixEpoch,
        };
        using (var store = ExperimentStore.Create(folder, info, TimeProvider.System))
        {
            store.Append([.. run.Journal.Take(cut)]);
        }

        var killed = ExperimentFolder.Create(_root, "killed");
        using (var store = ExperimentStore.Open(folder, TimeProvider.System))
        {
            store.Append([.. run.Journal.Skip(cut)]);
            File.Copy(folder.DatabasePath, killed.DatabasePath);
            File.Copy($"{folder.DatabasePath}-wal", $"{killed.DatabasePath}-wal");
        }

        return killed;
    }
}
