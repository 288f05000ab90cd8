namespace Clade.Examples.Mnist;

/// <summary>MNIST data that is missing or not what it should be; the message says what to do.</summary>
internal sealed class MnistDataException(string message, Exception? inner = null) : Exception(message, inner);
