// Measures the parts of one report's way, each by itself: --filter '*Step*' picks some, --list flat names all.

using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
