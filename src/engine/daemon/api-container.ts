/** Containers in the Engine API (moby, api/types/container and api/types/network): what they are made with and shown as. */
import type { Body } from '../base/body.ts'
import type { Instant } from '../base/time.ts'
import type { Healthcheck } from '../oci/types.ts'

/** Where a port of a container is published. */
export interface PortBinding {
  readonly HostIp: string
  readonly HostPort: string
}
export type PortMap = Readonly<Record<string, readonly PortBinding[] | null>>

export interface RestartPolicy {
  /** `no`, `always`, `on-failure`, `unless-stopped`; empty counts as `no`. */
  readonly Name: string
  readonly MaximumRetryCount: number
}

/** One `--mount`. */
export interface MountSpec {
  readonly Type: string
  readonly Source?: string
  readonly Target: string
  readonly ReadOnly?: boolean
  readonly Consistency?: string
  readonly BindOptions?: Readonly<Record<string, unknown>>
  readonly VolumeOptions?: Readonly<Record<string, unknown>>
  readonly ImageOptions?: Readonly<Record<string, unknown>>
  readonly TmpfsOptions?: Readonly<Record<string, unknown>>
}

export interface Ulimit {
  readonly Name: string
  readonly Hard: number
  readonly Soft: number
}

export interface DeviceMapping {
  readonly PathOnHost: string
  readonly PathInContainer: string
  readonly CgroupPermissions: string
}

export interface WeightDevice {
  readonly Path: string
  readonly Weight: number
}

/** At most so many bytes or operations a second. */
export interface ThrottleDevice {
  readonly Path: string
  readonly Rate: number
}

/** What a container may use. Memory in bytes, -1 for no limit; NanoCpus in billionths of a processor. */
export interface Resources {
  readonly CpuShares: number
  readonly Memory: number
  readonly NanoCpus: number
  readonly CgroupParent: string
  readonly BlkioWeight: number
  readonly BlkioWeightDevice: readonly WeightDevice[] | null
  readonly BlkioDeviceReadBps: readonly ThrottleDevice[] | null
  readonly BlkioDeviceWriteBps: readonly ThrottleDevice[] | null
  readonly BlkioDeviceReadIOps: readonly ThrottleDevice[] | null
  readonly BlkioDeviceWriteIOps: readonly ThrottleDevice[] | null
  readonly CpuPeriod: number
  readonly CpuQuota: number
  readonly CpuRealtimePeriod: number
  readonly CpuRealtimeRuntime: number
  readonly CpusetCpus: string
  readonly CpusetMems: string
  readonly Devices: readonly DeviceMapping[] | null
  readonly DeviceCgroupRules: readonly string[] | null
  readonly DeviceRequests: readonly unknown[] | null
  readonly KernelMemory?: number
  readonly MemoryReservation: number
  readonly MemorySwap: number
  readonly MemorySwappiness: number | null
  readonly OomKillDisable: boolean | null
  readonly PidsLimit: number | null
  readonly Ulimits: readonly Ulimit[] | null
  readonly CpuCount: number
  readonly CpuPercent: number
  readonly IOMaximumIOps: number
  readonly IOMaximumBandwidth: number
}

/** How a container is set into its host. Field order is Go's, which `docker inspect` shows. */
export interface HostConfig extends Resources {
  readonly Binds: readonly string[] | null
  readonly ContainerIDFile: string
  readonly LogConfig: { readonly Type: string; readonly Config: Readonly<Record<string, string>> | null }
  readonly NetworkMode: string
  readonly PortBindings: PortMap | null
  readonly RestartPolicy: RestartPolicy
  readonly AutoRemove: boolean
  readonly VolumeDriver: string
  readonly VolumesFrom: readonly string[] | null
  readonly ConsoleSize: readonly [rows: number, columns: number]
  readonly Annotations?: Readonly<Record<string, string>>
  readonly CapAdd: readonly string[] | null
  readonly CapDrop: readonly string[] | null
  readonly CgroupnsMode: string
  readonly Dns: readonly string[] | null
  readonly DnsOptions: readonly string[] | null
  readonly DnsSearch: readonly string[] | null
  readonly ExtraHosts: readonly string[] | null
  readonly GroupAdd: readonly string[] | null
  readonly IpcMode: string
  readonly Cgroup: string
  readonly Links: readonly string[] | null
  readonly OomScoreAdj: number
  readonly PidMode: string
  readonly Privileged: boolean
  readonly PublishAllPorts: boolean
  readonly ReadonlyRootfs: boolean
  readonly SecurityOpt: readonly string[] | null
  readonly StorageOpt?: Readonly<Record<string, string>>
  readonly Tmpfs?: Readonly<Record<string, string>>
  readonly UTSMode: string
  readonly UsernsMode: string
  readonly ShmSize: number
  readonly Sysctls?: Readonly<Record<string, string>>
  readonly Runtime: string
  readonly Isolation: string
  readonly Mounts?: readonly MountSpec[]
  readonly MaskedPaths: readonly string[] | null
  readonly ReadonlyPaths: readonly string[] | null
  readonly Init?: boolean
}

/** How a container is attached to one network; the address fields are filled while it runs. */
export interface EndpointSettings {
  readonly IPAMConfig: {
    readonly IPv4Address?: string
    readonly IPv6Address?: string
    readonly LinkLocalIPs?: readonly string[]
  } | null
  readonly Links: readonly string[] | null
  readonly Aliases: readonly string[] | null
  readonly MacAddress: string
  readonly DriverOpts: Readonly<Record<string, string>> | null
  readonly GwPriority: number
  readonly NetworkID: string
  readonly EndpointID: string
  readonly Gateway: string
  readonly IPAddress: string
  readonly IPPrefixLen: number
  readonly IPv6Gateway: string
  readonly GlobalIPv6Address: string
  readonly GlobalIPv6PrefixLen: number
  readonly DNSNames: readonly string[] | null
}

/** What a container runs: container.Config. What is left out comes from the image or has Go's zero value. */
export interface ContainerConfigBody {
  readonly Hostname?: string
  readonly Domainname?: string
  readonly User?: string
  readonly AttachStdin?: boolean
  readonly AttachStdout?: boolean
  readonly AttachStderr?: boolean
  readonly ExposedPorts?: Readonly<Record<string, object>> | null
  readonly Tty?: boolean
  readonly OpenStdin?: boolean
  readonly StdinOnce?: boolean
  readonly Env?: readonly string[] | null
  readonly Cmd?: readonly string[] | null
  readonly Healthcheck?: Healthcheck | null
  readonly Image: string
  readonly Volumes?: Readonly<Record<string, object>> | null
  readonly WorkingDir?: string
  readonly Entrypoint?: readonly string[] | null
  readonly MacAddress?: string
  readonly Labels?: Readonly<Record<string, string>> | null
  readonly StopSignal?: string
  readonly StopTimeout?: number | null
  readonly Shell?: readonly string[] | null
}

export interface ContainerCreateBody extends ContainerConfigBody {
  readonly HostConfig?: Partial<HostConfig>
  readonly NetworkingConfig?: {
    readonly EndpointsConfig?: Readonly<Record<string, Partial<EndpointSettings> | null>> | null
  }
}

/** A mount of a container as it turned out. */
export interface MountPoint {
  readonly Type: string
  readonly Name?: string
  readonly Source: string
  readonly Destination: string
  readonly Driver?: string
  readonly Mode: string
  readonly RW: boolean
  readonly Propagation: string
}

export interface PortSummary {
  readonly IP?: string
  readonly PrivatePort: number
  readonly PublicPort?: number
  readonly Type: string
}

export interface ContainerSummary {
  Id: string
  Names: string[]
  Image: string
  ImageID: string
  Command: string
  Created: number
  Ports: PortSummary[]
  SizeRw?: number
  SizeRootFs?: number
  Labels: Record<string, string>
  State: string
  Status: string
  HostConfig: { NetworkMode: string }
  NetworkSettings: { Networks: Record<string, Partial<EndpointSettings>> }
  Mounts: MountPoint[]
}

export interface ContainerState {
  Status: string
  Running: boolean
  Paused: boolean
  Restarting: boolean
  OOMKilled: boolean
  Dead: boolean
  Pid: number
  ExitCode: number
  Error: string
  StartedAt: string
  FinishedAt: string
  Health?: HealthState
}

/** What a health check found. */
export interface HealthState {
  Status: string
  FailingStreak: number
  Log: { Start: string; End: string; ExitCode: number; Output: string }[]
}

interface CpuStats {
  readonly cpu_usage: {
    readonly total_usage: number
    readonly usage_in_kernelmode: number
    readonly usage_in_usermode: number
  }
  readonly system_cpu_usage?: number
  readonly online_cpus?: number
  readonly throttling_data: {
    readonly periods: number
    readonly throttled_periods: number
    readonly throttled_time: number
  }
}

interface BlockStats {
  readonly io_service_bytes_recursive: [] | null
  readonly io_serviced_recursive: [] | null
  readonly io_queue_recursive: [] | null
  readonly io_service_time_recursive: [] | null
  readonly io_wait_time_recursive: [] | null
  readonly io_merged_recursive: [] | null
  readonly io_time_recursive: [] | null
  readonly sectors_recursive: [] | null
}

interface NetworkStats {
  readonly rx_bytes: number
  readonly rx_packets: number
  readonly rx_errors: number
  readonly rx_dropped: number
  readonly tx_bytes: number
  readonly tx_packets: number
  readonly tx_errors: number
  readonly tx_dropped: number
}

/** What a container uses: processor time in nanoseconds, memory in bytes. */
export interface StatsReply {
  readonly name: string
  readonly id: string
  readonly read: string
  readonly preread: string
  readonly pids_stats: { readonly current?: number; readonly limit?: number }
  readonly blkio_stats: BlockStats
  readonly num_procs: number
  readonly storage_stats: object
  readonly cpu_stats: CpuStats
  readonly precpu_stats: CpuStats
  readonly memory_stats: { readonly usage?: number; readonly limit?: number }
  readonly networks?: Readonly<Record<string, NetworkStats>>
}

/** `GET /containers/{id}/top`: columns of `ps` and what is in them. */
export interface TopReply {
  readonly Titles: readonly string[]
  readonly Processes: readonly (readonly string[])[]
}

export interface NetworkSettings {
  Bridge: string
  SandboxID: string
  SandboxKey: string
  Ports: PortMap
  Networks: Record<string, EndpointSettings>
  [more: string]: unknown
}

/** `docker inspect` of a container. */
export interface ContainerInspect {
  Id: string
  Created: string
  Path: string
  Args: string[]
  State: ContainerState
  Image: string
  Name: string
  RestartCount: number
  Driver: string
  Platform: string
  HostConfig: HostConfig
  GraphDriver: { Data: Record<string, string>; Name: string }
  Mounts: MountPoint[]
  Config: Record<string, unknown>
  NetworkSettings: NetworkSettings
  [more: string]: unknown
}

/** What is at a path of a container (api/types/container.PathStat). */
export interface PathStat {
  /** Last part of the path that was asked for. */
  readonly name: string
  readonly size: number
  /** Go's os.FileMode: a directory has bit 31, a symlink bit 27. */
  readonly mode: number
  readonly mtime: Instant
  /** Where a symlink leads in the end; else ''. */
  readonly linkTarget: string
}

/** What is at a path as a tar archive. */
export interface PathArchive {
  readonly stat: PathStat
  readonly archive: Body
}

/** A command to run in a container. */
export interface ExecCreateBody {
  AttachStdin?: boolean
  AttachStdout?: boolean
  AttachStderr?: boolean
  Tty?: boolean
  Cmd: string[]
  Env?: string[]
  WorkingDir?: string
  User?: string
  Detach?: boolean
  Privileged?: boolean
  DetachKeys?: string
}

/** A command that runs, ran or is to run in a container. */
export interface ExecInspect {
  ID: string
  Running: boolean
  ExitCode: number | null
  ProcessConfig: { tty: boolean; entrypoint: string; arguments: string[]; privileged: boolean; user?: string }
  OpenStdin: boolean
  OpenStderr: boolean
  OpenStdout: boolean
  CanRemove: boolean
  ContainerID: string
  DetachKeys: string
  Pid: number
}

/** A volume as the API shows it. */
export interface VolumeReply {
  readonly CreatedAt: string
  readonly Driver: string
  readonly Labels: Readonly<Record<string, string>> | null
  readonly Mountpoint: string
  readonly Name: string
  readonly Options: Readonly<Record<string, string>> | null
  readonly Scope: string
}

export interface ChangeItem {
  /** 0 modified, 1 added, 2 deleted. */
  Kind: 0 | 1 | 2
  Path: string
}
