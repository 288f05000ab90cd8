namespace Clade;

/// <summary>How kernels are made.</summary>
/// <param name="BandwidthMin">The least bandwidth, as a share of the range.</param>
/// <param name="ClipExponent">The least bandwidth of few kernels: their number to the power of minus this.</param>
/// <param name="PriorWeight">What the prior counts in kernels.</param>
internal readonly record struct ParzenOptions(double BandwidthMin, double ClipExponent, double PriorWeight);
