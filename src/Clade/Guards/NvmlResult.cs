namespace Clade.Guards;

/// <summary>What NVIDIA's management library (NVML) answers; the numbers are those of its public header.</summary>
internal enum NvmlResult
{
    Success = 0,
    Uninitialized = 1,
    InvalidArgument = 2,
    NotSupported = 3,
    NoPermission = 4,
    NotFound = 6,
    InsufficientSize = 7,
    DriverNotLoaded = 9,
    Timeout = 10,
    FunctionNotFound = 13,
    GpuIsLost = 15,
    ResetRequired = 16,
    VersionMismatch = 18,
    Unknown = 999,
}
