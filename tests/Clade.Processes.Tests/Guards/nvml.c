/* A stand-in for NVIDIA's management library with figures that are known. Types and numbers are those of NVIDIA's
   public header nvml.h. Compiled by the tests, with macros for what is to go wrong:
   INIT: what nvmlInit_v2 answers. PROCESSES: 1, 2 or 3, the newest variant there is. PROCESS_RESULT: its answer.
   LOST: the index of a GPU that has fallen off the bus. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef INIT
#define INIT 0
#endif
#ifndef PROCESSES
#define PROCESSES 3
#endif
#ifndef PROCESS_RESULT
#define PROCESS_RESULT 0
#endif
#ifndef LOST
#define LOST 1
#endif

typedef int nvmlReturn_t;
typedef struct nvmlDevice_st *nvmlDevice_t;
typedef struct { unsigned long long total, free, used; } nvmlMemory_t;
typedef struct { unsigned int pid; unsigned long long usedGpuMemory; } nvmlProcessInfo_v1_t;
typedef struct {
    unsigned int pid;
    unsigned long long usedGpuMemory;
    unsigned int gpuInstanceId, computeInstanceId;
} nvmlProcessInfo_v2_t;

/* The process that uses the GPU is the one whose number is in the file that this variable names. */
static unsigned int user(void)
{
    unsigned int pid = 0;
    const char *path = getenv("CLADE_TEST_GPU_PROCESS");
    FILE *file = path ? fopen(path, "r") : 0;
    if (!file) return 0;
    if (fscanf(file, "%u", &pid) != 1) pid = 0;
    fclose(file);
    return pid;
}

nvmlReturn_t nvmlInit_v2(void) { return INIT; }
nvmlReturn_t nvmlShutdown(void) { return 0; }
nvmlReturn_t nvmlSystemGetDriverVersion(char *text, unsigned int length)
{
    strncpy(text, "570.86.15", length);
    return 0;
}
nvmlReturn_t nvmlDeviceGetCount_v2(unsigned int *count) { *count = 2; return 0; }
nvmlReturn_t nvmlDeviceGetHandleByIndex_v2(unsigned int index, nvmlDevice_t *device)
{
    *device = (nvmlDevice_t)(long)(7 + index);
    return index == LOST ? 15 : 0;
}
nvmlReturn_t nvmlDeviceGetMemoryInfo(nvmlDevice_t device, nvmlMemory_t *memory)
{
    memory->total = 85899345920ULL;
    memory->used = user() ? 11ULL << 30 : 1ULL << 30;
    memory->free = memory->total - memory->used;
    return (long)device >= 7 ? 0 : 2;
}
nvmlReturn_t nvmlDeviceGetUUID(nvmlDevice_t device, char *text, unsigned int length)
{
    snprintf(text, length, "GPU-8a5%ld", (long)device - 1);
    return 0;
}
nvmlReturn_t nvmlDeviceGetName(nvmlDevice_t device, char *text, unsigned int length)
{
    strncpy(text, "NVIDIA H100", length);
    return 0;
}

/* 40 others, more than fit at the first call; then the user; one whose memory the driver does not know. */
#define FILL(type) \
    unsigned int room = *count, i; \
    (void)device; \
    *count = 42; \
    if (PROCESS_RESULT) return PROCESS_RESULT; \
    if (room < 42) return 7; \
    memset(infos, 0, 42 * sizeof(type)); \
    for (i = 0; i < 40; i++) { infos[i].pid = 4000000 + i; infos[i].usedGpuMemory = i; } \
    infos[40].pid = user(); \
    infos[40].usedGpuMemory = 9ULL << 30; \
    infos[41].pid = 4000099; \
    infos[41].usedGpuMemory = ~0ULL; \
    return 0;

nvmlReturn_t nvmlDeviceGetComputeRunningProcesses(nvmlDevice_t device, unsigned int *count, nvmlProcessInfo_v1_t *infos)
{
    FILL(nvmlProcessInfo_v1_t)
}
#if PROCESSES >= 2
nvmlReturn_t nvmlDeviceGetComputeRunningProcesses_v2(
    nvmlDevice_t device, unsigned int *count, nvmlProcessInfo_v2_t *infos)
{
    FILL(nvmlProcessInfo_v2_t)
}
#endif
#if PROCESSES >= 3
nvmlReturn_t nvmlDeviceGetComputeRunningProcesses_v3(
    nvmlDevice_t device, unsigned int *count, nvmlProcessInfo_v2_t *infos)
{
    FILL(nvmlProcessInfo_v2_t)
}
#endif
