import { EngineError } from '../../base/errors.ts'
import type { HostConfig, RestartPolicy } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { targetProblem } from './mounts/mount-spec.ts'
import { checkTmpfsOptions } from './mounts/tmpfs.ts'

/** What is hidden from a container in /proc and /sys (moby, oci/defaults.go). */
const MASKED = [
  '/proc/asound',
  '/proc/acpi',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/sys/firmware',
  '/sys/devices/virtual/powercap',
]
const READ_ONLY = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger']

const SHM_SIZE = 64 * 1024 * 1024
const MINIMUM_MEMORY = 6 * 1024 * 1024

const refuse = (message: string): never => {
  throw new EngineError('invalid', message)
}

/** Refuses what no container can be given (moby, daemon/container.go and daemon_unix.go, verify…). */
function verify(given: Partial<HostConfig>, processors: number): void {
  if ((given.ShmSize ?? 0) < 0) refuse('SHM size can not be less than 0')
  if (given.RestartPolicy) verifyRestartPolicy(given.RestartPolicy)
  if (given.AutoRemove && !['', 'no'].includes(given.RestartPolicy?.Name ?? ''))
    refuse("can't create 'AutoRemove' container with restart policy")
  for (const [path, options] of Object.entries(given.Tmpfs ?? {})) {
    const problem = targetProblem(path)
    if (problem !== undefined) refuse(problem)
    checkTmpfsOptions(options)
  }
  const ipc = given.IpcMode ?? ''
  if (!['', 'none', 'private', 'shareable', 'host'].includes(ipc) && !/^container:./.test(ipc))
    refuse(`invalid IPC mode: ${ipc}`)
  const driver = given.LogConfig?.Type ?? ''
  if (!['', 'json-file', 'local', 'none'].includes(driver))
    refuse(`error looking up logging plugin ${driver}: plugin ${JSON.stringify(driver)} not found`)
  verifyResources(given, false)
  verifyProcessors(given, processors)
  const runtime = given.Runtime ?? ''
  if (!['', 'runc', 'io.containerd.runc.v2'].includes(runtime))
    refuse(`unknown or invalid runtime name: ${runtime}`)
}

/** `processors`: how many the machine has. */
export function verifyProcessors(given: Partial<HostConfig>, processors: number): void {
  const { NanoCpus: nano = 0, CpusetCpus: cpuset = '' } = given
  if (nano < 0 || nano > processors * 1e9)
    refuse(`range of CPUs is from 0.01 to ${processors}.00, as there are only ${processors} CPUs available`)
  const asked = cpuset
    .split(',')
    .flatMap((part) => part.split('-'))
    .filter(Boolean)
  if (asked.some((cpu) => Number(cpu) >= processors))
    refuse(`Requested CPUs are not available - requested ${cpuset}, available: 0-${processors - 1}`)
}

export function verifyRestartPolicy({ Name, MaximumRetryCount }: RestartPolicy): void {
  switch (Name) {
    case 'on-failure':
      if (MaximumRetryCount < 0) refuse('invalid restart policy: maximum retry count cannot be negative')
      return
    case '':
    case 'no':
    case 'always':
    case 'unless-stopped':
      if (MaximumRetryCount < 0)
        refuse(
          "invalid restart policy: maximum retry count can only be used with 'on-failure' and cannot be negative",
        )
      if (MaximumRetryCount !== 0)
        refuse("invalid restart policy: maximum retry count can only be used with 'on-failure'")
      return
    default:
      refuse(
        `invalid restart policy: unknown policy '${Name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`,
      )
  }
}

/** The rules of memory limits. An `update` may leave out what the container has. */
export function verifyResources(given: Partial<HostConfig>, update: boolean): void {
  const { Memory = 0, MemorySwap = 0 } = given
  if (Memory > 0 && Memory < MINIMUM_MEMORY) refuse('Minimum memory limit allowed is 6MB')
  if (Memory > 0 && MemorySwap > 0 && MemorySwap < Memory)
    refuse('Minimum memoryswap limit should be larger than memory limit, see usage')
  if (Memory === 0 && MemorySwap > 0 && !update)
    refuse('You should always set the Memory limit when using Memoryswap limit, see usage')
}

const positiveOrNull = (value: number | null | undefined): number | null =>
  value === null || value === undefined || value === 0 || value < -1 ? null : value

/** The settings of a container with the daemon's defaults in what was left open, in Go's field order. */
export function hostConfigOf(daemon: Daemon, given: Partial<HostConfig>): HostConfig {
  const { cgroup, cpus } = daemon.host.machine
  verify(given, cpus)
  const shared = cgroup.version === 1
  const privileged = given.Privileged ?? false
  const mode = given.NetworkMode ?? ''
  const memory = given.Memory ?? 0
  return {
    Binds: given.Binds ?? null,
    ContainerIDFile: given.ContainerIDFile ?? '',
    LogConfig: { Type: given.LogConfig?.Type || 'json-file', Config: given.LogConfig?.Config ?? {} },
    NetworkMode: mode === '' || mode === 'default' ? 'bridge' : mode,
    PortBindings: given.PortBindings ?? {},
    RestartPolicy: {
      Name: given.RestartPolicy?.Name || 'no',
      MaximumRetryCount: given.RestartPolicy?.MaximumRetryCount ?? 0,
    },
    AutoRemove: given.AutoRemove ?? false,
    VolumeDriver: given.VolumeDriver ?? '',
    VolumesFrom: given.VolumesFrom ?? null,
    ConsoleSize: given.ConsoleSize ?? [0, 0],
    ...(given.Annotations && { Annotations: given.Annotations }),
    CapAdd: given.CapAdd ?? null,
    CapDrop: given.CapDrop ?? null,
    CgroupnsMode: given.CgroupnsMode || (shared || privileged ? 'host' : 'private'),
    Dns: given.Dns ?? null,
    DnsOptions: given.DnsOptions ?? null,
    DnsSearch: given.DnsSearch ?? null,
    ExtraHosts: given.ExtraHosts ?? null,
    GroupAdd: given.GroupAdd ?? null,
    IpcMode: given.IpcMode || 'private',
    Cgroup: given.Cgroup ?? '',
    Links: given.Links ?? null,
    OomScoreAdj: given.OomScoreAdj ?? 0,
    PidMode: given.PidMode ?? '',
    Privileged: privileged,
    PublishAllPorts: given.PublishAllPorts ?? false,
    ReadonlyRootfs: given.ReadonlyRootfs ?? false,
    SecurityOpt: given.SecurityOpt ?? (privileged ? ['label=disable'] : null),
    ...(given.StorageOpt && { StorageOpt: given.StorageOpt }),
    ...(given.Tmpfs && { Tmpfs: given.Tmpfs }),
    UTSMode: given.UTSMode ?? '',
    UsernsMode: given.UsernsMode ?? '',
    ShmSize: given.ShmSize || SHM_SIZE,
    ...(given.Sysctls && { Sysctls: given.Sysctls }),
    Runtime: given.Runtime || 'runc',
    Isolation: given.Isolation ?? '',
    CpuShares: given.CpuShares ?? 0,
    Memory: memory,
    NanoCpus: given.NanoCpus ?? 0,
    CgroupParent: given.CgroupParent ?? '',
    BlkioWeight: given.BlkioWeight ?? 0,
    BlkioWeightDevice: given.BlkioWeightDevice ?? null,
    BlkioDeviceReadBps: given.BlkioDeviceReadBps ?? null,
    BlkioDeviceWriteBps: given.BlkioDeviceWriteBps ?? null,
    BlkioDeviceReadIOps: given.BlkioDeviceReadIOps ?? null,
    BlkioDeviceWriteIOps: given.BlkioDeviceWriteIOps ?? null,
    CpuPeriod: given.CpuPeriod ?? 0,
    CpuQuota: given.CpuQuota ?? 0,
    CpuRealtimePeriod: given.CpuRealtimePeriod ?? 0,
    CpuRealtimeRuntime: given.CpuRealtimeRuntime ?? 0,
    CpusetCpus: given.CpusetCpus ?? '',
    CpusetMems: given.CpusetMems ?? '',
    Devices: given.Devices ?? null,
    DeviceCgroupRules: given.DeviceCgroupRules ?? null,
    DeviceRequests: given.DeviceRequests ?? null,
    MemoryReservation: given.MemoryReservation ?? 0,
    MemorySwap: given.MemorySwap || (memory > 0 ? 2 * memory : 0),
    MemorySwappiness: given.MemorySwappiness === -1 ? null : (given.MemorySwappiness ?? null),
    OomKillDisable: shared ? (given.OomKillDisable ?? false) : null,
    PidsLimit: positiveOrNull(given.PidsLimit),
    Ulimits: given.Ulimits ?? null,
    CpuCount: given.CpuCount ?? 0,
    CpuPercent: given.CpuPercent ?? 0,
    IOMaximumIOps: given.IOMaximumIOps ?? 0,
    IOMaximumBandwidth: given.IOMaximumBandwidth ?? 0,
    ...(given.Mounts && { Mounts: given.Mounts }),
    MaskedPaths: given.MaskedPaths ?? (privileged ? null : MASKED),
    ReadonlyPaths: given.ReadonlyPaths ?? (privileged ? null : READ_ONLY),
    ...(given.Init !== undefined && { Init: given.Init }),
  }
}
