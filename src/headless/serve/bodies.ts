import { anything, list, map, type Shape, struct, text, truth, whole } from '../../engine/base/json-shape.ts'
import { RUN_CONFIG_FIELDS } from '../../engine/oci/config-shape.ts'

/** A body of JSON, as Go reads it. */
export interface JsonBody {
  /** What none at all is: refused, an object without fields, or null. */
  readonly empty: 'refused' | 'bare' | 'null'
  /** Why `null` is refused, where it does not stand for an object without fields. */
  readonly notNull?: string
  readonly shape: Shape
  /** A name in an error begins with it. */
  readonly root: string
  /** What cannot be read is the daemon's failure, and told without a word before it. */
  readonly blunt?: true
}

const int64 = whole('int64')
const texts = list(text())
const labels = map(text())

const RESOURCES: Readonly<Record<string, Shape>> = {
  CpuShares: int64,
  Memory: int64,
  NanoCpus: int64,
  CgroupParent: text(),
  BlkioWeight: whole('uint16'),
  BlkioWeightDevice: list(anything, '[]*blkiodev.WeightDevice'),
  BlkioDeviceReadBps: list(anything, '[]*blkiodev.ThrottleDevice'),
  BlkioDeviceWriteBps: list(anything, '[]*blkiodev.ThrottleDevice'),
  BlkioDeviceReadIOps: list(anything, '[]*blkiodev.ThrottleDevice'),
  BlkioDeviceWriteIOps: list(anything, '[]*blkiodev.ThrottleDevice'),
  CpuPeriod: int64,
  CpuQuota: int64,
  CpuRealtimePeriod: int64,
  CpuRealtimeRuntime: int64,
  CpusetCpus: text(),
  CpusetMems: text(),
  Devices: list(
    struct('container.DeviceMapping', {
      PathOnHost: text(),
      PathInContainer: text(),
      CgroupPermissions: text(),
    }),
  ),
  DeviceCgroupRules: texts,
  DeviceRequests: list(anything, '[]container.DeviceRequest'),
  KernelMemory: int64,
  KernelMemoryTCP: int64,
  MemoryReservation: int64,
  MemorySwap: int64,
  MemorySwappiness: int64,
  OomKillDisable: truth,
  PidsLimit: int64,
  Ulimits: list(struct('units.Ulimit', { Name: text(), Hard: int64, Soft: int64 }), '[]*units.Ulimit'),
  CpuCount: int64,
  CpuPercent: int64,
  IOMaximumIOps: whole('uint64'),
  IOMaximumBandwidth: whole('uint64'),
}
const RESTART_POLICY = struct('container.RestartPolicy', { Name: text(), MaximumRetryCount: whole() })

const HOST_CONFIG = struct('container.HostConfig', {
  ...RESOURCES,
  Binds: texts,
  ContainerIDFile: text(),
  LogConfig: struct('container.LogConfig', { Type: text(), Config: labels }),
  NetworkMode: text('container.NetworkMode'),
  PortBindings: map(
    list(struct('nat.PortBinding', { HostIp: text(), HostPort: text() })),
    'map[nat.Port][]nat.PortBinding',
  ),
  RestartPolicy: RESTART_POLICY,
  AutoRemove: truth,
  VolumeDriver: text(),
  VolumesFrom: texts,
  ConsoleSize: list(whole('uint'), '[2]uint'),
  Annotations: labels,
  CapAdd: texts,
  CapDrop: texts,
  CgroupnsMode: text('container.CgroupnsMode'),
  Dns: texts,
  DnsOptions: texts,
  DnsSearch: texts,
  ExtraHosts: texts,
  GroupAdd: texts,
  IpcMode: text('container.IpcMode'),
  Cgroup: text('container.CgroupSpec'),
  Links: texts,
  OomScoreAdj: whole(),
  PidMode: text('container.PidMode'),
  Privileged: truth,
  PublishAllPorts: truth,
  ReadonlyRootfs: truth,
  SecurityOpt: texts,
  StorageOpt: labels,
  Tmpfs: labels,
  UTSMode: text('container.UTSMode'),
  UsernsMode: text('container.UsernsMode'),
  ShmSize: int64,
  Sysctls: labels,
  Runtime: text(),
  Isolation: text('container.Isolation'),
  Mounts: list(
    struct('mount.Mount', {
      Type: text('mount.Type'),
      Source: text(),
      Target: text(),
      ReadOnly: truth,
      Consistency: text('mount.Consistency'),
      BindOptions: map(anything, 'mount.BindOptions'),
      VolumeOptions: map(anything, 'mount.VolumeOptions'),
      ImageOptions: map(anything, 'mount.ImageOptions'),
      TmpfsOptions: map(anything, 'mount.TmpfsOptions'),
    }),
  ),
  MaskedPaths: texts,
  ReadonlyPaths: texts,
  Init: truth,
})

const ENDPOINT = struct('network.EndpointSettings', {
  IPAMConfig: map(anything, 'network.EndpointIPAMConfig'),
  Links: texts,
  Aliases: texts,
  MacAddress: text(),
  DriverOpts: labels,
  GwPriority: whole(),
  NetworkID: text(),
  EndpointID: text(),
  Gateway: text(),
  IPAddress: text(),
  IPPrefixLen: whole(),
  IPv6Gateway: text(),
  GlobalIPv6Address: text(),
  GlobalIPv6PrefixLen: int64,
  DNSNames: texts,
})

/** The bodies that are JSON. */
export const BODIES = {
  create: {
    empty: 'refused',
    notNull: 'config cannot be empty in order to create a container',
    root: '',
    shape: struct('container.CreateRequest', {
      ...RUN_CONFIG_FIELDS,
      HostConfig: HOST_CONFIG,
      NetworkingConfig: struct('network.NetworkingConfig', {
        EndpointsConfig: map(ENDPOINT, 'map[string]*network.EndpointSettings'),
      }),
    }),
  },
  update: {
    empty: 'bare',
    root: 'UpdateConfig',
    shape: struct('container.UpdateConfig', { ...RESOURCES, RestartPolicy: RESTART_POLICY }),
  },
  exec: {
    empty: 'bare',
    root: 'ExecOptions',
    shape: struct('container.ExecOptions', {
      User: text(),
      Privileged: truth,
      Tty: truth,
      ConsoleSize: list(whole('uint'), '*[2]uint'),
      AttachStdin: truth,
      AttachStderr: truth,
      AttachStdout: truth,
      DetachKeys: text(),
      Env: texts,
      WorkingDir: text(),
      Cmd: texts,
    }),
  },
  execStart: {
    empty: 'bare',
    root: 'ExecStartOptions',
    shape: struct('container.ExecStartOptions', {
      Detach: truth,
      Tty: truth,
      ConsoleSize: list(whole('uint'), '*[2]uint'),
    }),
  },
  volume: {
    empty: 'bare',
    root: 'CreateOptions',
    shape: struct('volume.CreateOptions', {
      Driver: text(),
      DriverOpts: labels,
      Labels: labels,
      Name: text(),
      ClusterVolumeSpec: anything,
    }),
  },
  network: {
    empty: 'bare',
    root: 'CreateRequest',
    shape: struct('network.CreateRequest', {
      Name: text(),
      Driver: text(),
      Scope: text(),
      EnableIPv4: truth,
      EnableIPv6: truth,
      IPAM: struct('network.IPAM', {
        Driver: text(),
        Options: labels,
        Config: list(
          struct('network.IPAMConfig', {
            Subnet: text(),
            IPRange: text(),
            Gateway: text(),
            AuxiliaryAddresses: labels,
          }),
        ),
      }),
      Internal: truth,
      Attachable: truth,
      Ingress: truth,
      ConfigOnly: truth,
      ConfigFrom: struct('network.ConfigReference', { Network: text() }),
      Options: labels,
      Labels: labels,
    }),
  },
  connect: {
    empty: 'bare',
    root: 'ConnectOptions',
    shape: struct('network.ConnectOptions', { Container: text(), EndpointConfig: ENDPOINT }),
  },
  disconnect: {
    empty: 'bare',
    root: 'DisconnectOptions',
    shape: struct('network.DisconnectOptions', { Container: text(), Force: truth }),
  },
  commit: { empty: 'null', root: '', shape: struct('container.Config', RUN_CONFIG_FIELDS) },
  login: {
    empty: 'bare',
    blunt: true,
    root: '',
    shape: struct('registry.AuthConfig', {
      username: text(),
      password: text(),
      auth: text(),
      email: text(),
      serveraddress: text(),
      identitytoken: text(),
      registrytoken: text(),
    }),
  },
} as const satisfies Readonly<Record<string, JsonBody>>
