import { EngineError } from '../../base/errors.ts'
import type { HostConfig } from '../api.ts'
import type { Daemon } from '../daemon.ts'
import { capabilityNames } from './capabilities.ts'
import { findContainer } from './names.ts'
import { logConfigOf } from './settings/log-config.ts'

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

/** `container:NAME` with the ID of the container; one that is missing is refused where it `must` be there. */
function donorID(daemon: Daemon, mode: string, must = true): string {
  if (!mode.startsWith('container:')) return mode
  const name = mode.slice('container:'.length)
  try {
    return `container:${findContainer(daemon.containers, name).id}`
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    if (must) throw new EngineError('invalid', error.message)
    return mode
  }
}

const positiveOrNull = (value: number | null | undefined): number | null =>
  value === null || value === undefined || value === 0 || value < -1 ? null : value

/** The settings of a container with the daemon's defaults in what was left open, in Go's field order. */
export function hostConfigOf(daemon: Daemon, given: Partial<HostConfig>): HostConfig {
  const { cgroup } = daemon.host.machine
  const shared = cgroup.version === 1
  const privileged = given.Privileged ?? false
  const mode = given.NetworkMode ?? ''
  const memory = given.Memory ?? 0
  return {
    Binds: given.Binds ?? null,
    ContainerIDFile: given.ContainerIDFile ?? '',
    LogConfig: logConfigOf(given.LogConfig),
    NetworkMode: mode === '' || mode === 'default' ? 'bridge' : donorID(daemon, mode, false),
    PortBindings: given.PortBindings ?? null,
    RestartPolicy: {
      Name: given.RestartPolicy?.Name || 'no',
      MaximumRetryCount: given.RestartPolicy?.MaximumRetryCount ?? 0,
    },
    AutoRemove: given.AutoRemove ?? false,
    VolumeDriver: given.VolumeDriver ?? '',
    VolumesFrom: given.VolumesFrom ?? null,
    ConsoleSize: given.ConsoleSize ?? [0, 0],
    ...(given.Annotations && { Annotations: given.Annotations }),
    CapAdd: capabilityNames(given.CapAdd),
    CapDrop: capabilityNames(given.CapDrop),
    CgroupnsMode: given.CgroupnsMode || (shared || privileged ? 'host' : 'private'),
    Dns: given.Dns ?? null,
    DnsOptions: given.DnsOptions ?? null,
    DnsSearch: given.DnsSearch ?? null,
    ExtraHosts: given.ExtraHosts ?? null,
    GroupAdd: given.GroupAdd ?? null,
    IpcMode: donorID(daemon, given.IpcMode || 'private'),
    Cgroup: given.Cgroup ?? '',
    Links: given.Links ?? null,
    OomScoreAdj: given.OomScoreAdj ?? 0,
    PidMode: donorID(daemon, given.PidMode ?? ''),
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
    BlkioWeight: shared ? 0 : (given.BlkioWeight ?? 0),
    BlkioWeightDevice: shared && given.BlkioWeightDevice ? [] : (given.BlkioWeightDevice ?? null),
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
