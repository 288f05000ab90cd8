using Clade.Spaces;

namespace Clade.Schedulers;

/// <summary>Moves a victim's hyperparameters towards its donor's, with momentum.</summary>
internal static class PairwiseLearning
{
    public static ExploreResult Run(LearnFromWinner options, ExploreRequest request)
    {
        var model = new ModelSpace(request.Space, request.Options.Mutations);
        var (own, donor) = (model.PlaceOf(request.Own, 0), model.PlaceOf(request.Donor, 0));
        var chosen = new Dictionary<string, Perturbed>(StringComparer.Ordinal);
        var velocities = new List<KeyValuePair<string, double>>();
        for (var i = 0; i < own.Length; i++)
        {
            var number = model.Numbers[i];
            if (number.Parameter.Domain is GridDomain || double.IsNaN(own[i]) || double.IsNaN(donor[i])) continue;

            // Another stream than the one that perturbs and resamples.
            var random = request.Random.Fork(number.Name).Fork("learn from the winner");
            var before = request.Velocity is { } known && known.TryGetValue(number.Name, out var v) ? v : 0;
            var velocity = (options.Inertia * random.NextDouble() * before)
                + (options.Attraction * random.NextDouble() * (donor[i] - own[i]));
            // What would leave the range is stopped at its end, and so is its velocity.
            var place = Math.Clamp(own[i] + velocity, 0, 1);
            velocities.Add(new(number.Name, place - own[i]));
            chosen[number.Name] = random.NextBoolean(request.Options.ResampleProbability)
                ? new Perturbed(number.Parameter.Domain.Draw(request.Donor, random), Operation.Resample)
                : new Perturbed(number.Decode(place), Operation.Learned);
        }

        return PerturbOrResample.Run(request.Donor, request.Space, request.Options, request.Random, chosen) with
        {
            Velocity = new Metrics(velocities),
        };
    }
}
