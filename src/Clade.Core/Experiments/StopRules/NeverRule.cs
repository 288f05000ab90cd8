namespace Clade.Experiments;

/// <summary>Never holds.</summary>
internal sealed record NeverRule : StopRule
{
    public override string Describe() => "Never";

    private protected override StopVerdict Judge(in StopInput input) => StopVerdict.None;
}
