import { listOf, type Shape, type StructShape } from '../format/typed.ts'

const MAP = 'map[string]string'

const BINDING: StructShape = {
  type: 'nat.PortBinding',
  names: { HostIP: 'HostIp' },
  fields: { HostIP: 'string', HostPort: 'string' },
}

/** `nat.PortMap`: ports with where they are published. */
export const PORT_MAP: Shape = { map: listOf(BINDING), type: '[]nat.PortBinding' }

const WEIGHT: StructShape = {
  type: '*blkiodev.WeightDevice',
  fields: { Path: 'string', Weight: 'uint16' },
}
const THROTTLE: StructShape = {
  type: '*blkiodev.ThrottleDevice',
  fields: { Path: 'string', Rate: 'uint64' },
}

/** Go's container.HostConfig (moby, api/types/container/hostconfig.go), the resources in their place. */
export const HOST_CONFIG: StructShape = {
  type: '*container.HostConfig',
  names: {
    DNS: 'Dns',
    DNSOptions: 'DnsOptions',
    DNSSearch: 'DnsSearch',
    CPUShares: 'CpuShares',
    NanoCPUs: 'NanoCpus',
    CPUPeriod: 'CpuPeriod',
    CPUQuota: 'CpuQuota',
    CPURealtimePeriod: 'CpuRealtimePeriod',
    CPURealtimeRuntime: 'CpuRealtimeRuntime',
    CPUCount: 'CpuCount',
    CPUPercent: 'CpuPercent',
  },
  fields: {
    Binds: '[]string',
    ContainerIDFile: 'string',
    LogConfig: { type: 'container.LogConfig', fields: { Type: 'string', Config: MAP } },
    NetworkMode: 'string',
    PortBindings: PORT_MAP,
    RestartPolicy: {
      type: 'container.RestartPolicy',
      fields: { Name: 'string', MaximumRetryCount: 'int' },
    },
    AutoRemove: 'bool',
    VolumeDriver: 'string',
    VolumesFrom: '[]string',
    ConsoleSize: '[]uint',
    Annotations: MAP,
    CapAdd: '[]string',
    CapDrop: '[]string',
    CgroupnsMode: 'string',
    DNS: '[]string',
    DNSOptions: '[]string',
    DNSSearch: '[]string',
    ExtraHosts: '[]string',
    GroupAdd: '[]string',
    IpcMode: 'string',
    Cgroup: 'string',
    Links: '[]string',
    OomScoreAdj: 'int',
    PidMode: 'string',
    Privileged: 'bool',
    PublishAllPorts: 'bool',
    ReadonlyRootfs: 'bool',
    SecurityOpt: '[]string',
    StorageOpt: MAP,
    Tmpfs: MAP,
    UTSMode: 'string',
    UsernsMode: 'string',
    ShmSize: 'int64',
    Sysctls: MAP,
    Runtime: 'string',
    Isolation: 'string',
    CPUShares: 'int64',
    Memory: 'int64',
    NanoCPUs: 'int64',
    CgroupParent: 'string',
    BlkioWeight: 'uint16',
    BlkioWeightDevice: listOf(WEIGHT),
    BlkioDeviceReadBps: listOf(THROTTLE),
    BlkioDeviceWriteBps: listOf(THROTTLE),
    BlkioDeviceReadIOps: listOf(THROTTLE),
    BlkioDeviceWriteIOps: listOf(THROTTLE),
    CPUPeriod: 'int64',
    CPUQuota: 'int64',
    CPURealtimePeriod: 'int64',
    CPURealtimeRuntime: 'int64',
    CpusetCpus: 'string',
    CpusetMems: 'string',
    Devices: listOf({
      type: 'container.DeviceMapping',
      fields: { PathOnHost: 'string', PathInContainer: 'string', CgroupPermissions: 'string' },
    }),
    DeviceCgroupRules: '[]string',
    DeviceRequests: listOf({
      type: 'container.DeviceRequest',
      fields: { Driver: 'string', Count: 'int', DeviceIDs: '[]string', Options: MAP },
    }),
    MemoryReservation: 'int64',
    MemorySwap: 'int64',
    MemorySwappiness: '*int64',
    OomKillDisable: '*bool',
    PidsLimit: '*int64',
    Ulimits: listOf({
      type: '*units.Ulimit',
      fields: { Name: 'string', Hard: 'int64', Soft: 'int64' },
    }),
    CPUCount: 'int64',
    CPUPercent: 'int64',
    IOMaximumIOps: 'uint64',
    IOMaximumBandwidth: 'uint64',
    Mounts: listOf({
      type: 'mount.Mount',
      fields: { Type: 'string', Source: 'string', Target: 'string', ReadOnly: 'bool' },
    }),
    MaskedPaths: '[]string',
    ReadonlyPaths: '[]string',
    Init: '*bool',
  },
}
