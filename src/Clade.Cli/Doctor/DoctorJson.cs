using System.Text.Json;
using Clade.Cli.Output;

namespace Clade.Cli.Doctor;

/// <summary>The report for other programs.</summary>
internal static class DoctorJson
{
    public static void Write(Utf8JsonWriter json, DoctorReport report)
    {
        json.WriteStartObject();
        json.WriteString("clade", report.Clade);
        json.WriteString("dotnet", report.DotNet);
        json.WriteString("system", report.System);
        json.WriteStartObject("cpus");
        json.WriteStartArray("ids");
        foreach (var cpu in report.Cpus.Cpus) json.WriteNumberValue(cpu);
        json.WriteEndArray();
        json.WriteNumber("usable", report.Cpus.Usable);
        json.WriteEndObject();
        json.WriteStartObject("memory");
        json.WriteNumberOrNull("available_bytes", report.Memory?.AvailableBytes);
        json.WriteNumberOrNull("total_bytes", report.Memory?.TotalBytes);
        json.WriteNumberOrNull("cgroup_limit_bytes", report.MemoryLimit?.Bytes);
        json.WriteEndObject();
        WriteGpus(json, report);
        json.WriteStartObject("enforced");
        json.WriteBoolean("cpu_affinity", OperatingSystem.IsLinux());
        json.WriteString("memory_limit", DoctorText.MemoryLimitWord(report));
        json.WriteBoolean("memory_guard", report.Memory is not null);
        json.WriteBoolean("cgroups", report.HasCgroups);
        json.WriteBoolean("death_with_driver", OperatingSystem.IsLinux());
        json.WriteEndObject();
        WriteFolder(json, "temporary_files", report.Temporary);
        WriteFolder(json, "here", report.Working);
        json.WriteStartObject("python3");
        json.WriteString("path", report.Python.Path);
        json.WriteString("version", report.Python.Version);
        json.WriteEndObject();
        json.WriteStartArray("problems");
        foreach (var problem in report.Problems)
        {
            json.WriteStartObject();
            json.WriteString("what", problem.What);
            json.WriteString("remedy", problem.Remedy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteGpus(Utf8JsonWriter json, DoctorReport report)
    {
        json.WriteStartArray("gpus");
        foreach (var gpu in report.Gpus)
        {
            json.WriteStartObject();
            json.WriteNumber("index", gpu.Index);
            json.WriteString("uuid", gpu.Uuid);
            json.WriteString("name", gpu.Name);
            json.WriteNumber("memory_bytes", gpu.MemoryBytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("gpu_remark", report.GpuRemark);
    }

    private static void WriteFolder(Utf8JsonWriter json, string name, FolderSpace folder)
    {
        json.WriteStartObject(name);
        json.WriteString("path", folder.Path);
        json.WriteNumberOrNull("free_bytes", folder.FreeBytes);
        json.WriteEndObject();
    }
}
