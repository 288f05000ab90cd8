// A user's program that is killed, starved and lied to: arguments are "run" or "resume"; the rest is in the plan.

using Clade;
using Clade.Faults;

var plan = FaultPlan.Current;
CrashSwitch.Arm(plan, FaultKind.CrashDriver);
using var proxy = plan.Kind == FaultKind.DelayMessages ? ChannelProxy.Install(plan) : null;
try
{
    var result = args is ["resume"]
        ? await Tune.ResumeAsync<Config>(Training.Train, plan.Experiment, Experiments.Options(plan))
        : await Tune.RunAsync<Config>(Training.Train, Experiments.Options(plan));
    Console.WriteLine($"{result.Status}");
    return 0;
}
catch (CladeException refusal)
{
    Console.WriteLine($"{refusal.GetType().Name}: {refusal.Message}");
    return Experiments.ExitOnRefusal;
}
