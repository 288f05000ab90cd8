using System.Globalization;

namespace Clade.Schedulers;

/// <summary>Changes a donor's configuration by what the population has shown: categories first, then numbers.</summary>
internal static class BanditExplore
{
    public static ExploreResult Run(PopulationBasedBandits options, ExploreRequest request)
    {
        var (donor, _, space, perturbation, random) = request;
        var changes = request.Evidence.Changes;
        if (changes.Count < ChangeModel.ChangesMin)
        {
            return PerturbOrResample.Run(donor, space, perturbation, random) with
            {
                Note = string.Create(
                    CultureInfo.InvariantCulture,
                    $"perturbed or resampled: {changes.Count} changes of scores are known, and a model needs " +
                    $"{ChangeModel.ChangesMin}"),
            };
        }

        var model = new ModelSpace(space, perturbation.Mutations);
        var chosen = options.LearnsCategories
            ? ChooseCategories(model, request)
            : new Dictionary<string, Perturbed>(StringComparer.Ordinal);
        if (model.Numbers.IsEmpty)
        {
            return PerturbOrResample.Run(donor, space, perturbation, random, chosen);
        }

        // With its categories the configuration says which numbers there are to choose.
        var before = PerturbOrResample.Run(
            donor, space, perturbation, random, WithDonorsNumbers(model, donor, chosen));
        var changeModel = new ChangeModel(model, request.Evidence, options.Exploration);
        var place = changeModel.Propose(before.Config, random.Fork("model places"));
        for (var i = 0; i < place.Length; i++)
        {
            if (double.IsNaN(place[i])) continue;

            chosen[model.Numbers[i].Name] = new Perturbed(model.Numbers[i].Decode(place[i]), Operation.Model);
        }

        return PerturbOrResample.Run(donor, space, perturbation, random, chosen) with { Note = changeModel.Note };
    }

    private static Dictionary<string, Perturbed> ChooseCategories(ModelSpace model, ExploreRequest request)
    {
        var chosen = new Dictionary<string, Perturbed>(StringComparer.Ordinal);
        if (model.Categories.IsEmpty) return chosen;

        var rewards = CategoryBandit.Rewards(request.Evidence.Changes, request.Evidence.Interval)
            .Select(reward => (Options: model.OptionsOf(reward.Change.Config), reward.Reward)).ToList();
        for (var i = 0; i < model.Categories.Length; i++)
        {
            var category = model.Categories[i];
            var plays = rewards.Where(reward => reward.Options[i] >= 0)
                .Select(reward => new Play(reward.Options[i], reward.Reward)).ToList();
            var probabilities = CategoryBandit.Probabilities(plays, category.Options.Length);
            var option = CategoryBandit.Draw(probabilities, request.Random.Fork(category.Name));
            chosen[category.Name] = new Perturbed(category.Options[option], Operation.Bandit);
        }

        return chosen;
    }

    private static Dictionary<string, Perturbed> WithDonorsNumbers(
        ModelSpace model, Configuration donor, Dictionary<string, Perturbed> chosen)
    {
        var all = new Dictionary<string, Perturbed>(chosen, StringComparer.Ordinal);
        foreach (var number in model.Numbers)
        {
            if (donor.Find(number.Name) is { } value) all[number.Name] = new Perturbed(value, Operation.Inherited);
        }

        return all;
    }
}
