import { mapOf, type Shape, type StructShape } from '../format/typed.ts'

const STRING = 'string'
const BOOL = 'bool'
const INT = 'int'
const STRINGS = '[]string'

const COMMIT: StructShape = { type: 'system.Commit', fields: { ID: STRING } }
const PAIRS: Shape = { list: STRINGS, type: '[2]string' }

/** Go's types of `GET /info` (moby, api/types/system.Info). */
export const INFO_SHAPE: StructShape = {
  type: 'system.dockerInfo',
  fields: {
    ID: STRING,
    Containers: INT,
    ContainersRunning: INT,
    ContainersPaused: INT,
    ContainersStopped: INT,
    Images: INT,
    Driver: STRING,
    DriverStatus: PAIRS,
    SystemStatus: PAIRS,
    Plugins: {
      type: 'system.PluginsInfo',
      fields: { Volume: STRINGS, Network: STRINGS, Authorization: STRINGS, Log: STRINGS },
    },
    MemoryLimit: BOOL,
    SwapLimit: BOOL,
    KernelMemory: BOOL,
    KernelMemoryTCP: BOOL,
    CPUCfsPeriod: BOOL,
    CPUCfsQuota: BOOL,
    CPUShares: BOOL,
    CPUSet: BOOL,
    PidsLimit: BOOL,
    IPv4Forwarding: BOOL,
    BridgeNfIptables: BOOL,
    BridgeNfIP6tables: BOOL,
    Debug: BOOL,
    NFd: INT,
    OomKillDisable: BOOL,
    NGoroutines: INT,
    SystemTime: STRING,
    LoggingDriver: STRING,
    CgroupDriver: STRING,
    CgroupVersion: STRING,
    NEventsListener: INT,
    KernelVersion: STRING,
    OperatingSystem: STRING,
    OSVersion: STRING,
    OSType: STRING,
    Architecture: STRING,
    IndexServerAddress: STRING,
    RegistryConfig: {
      type: '*registry.ServiceConfig',
      fields: {
        InsecureRegistryCIDRs: STRINGS,
        IndexConfigs: mapOf({
          type: '*registry.IndexInfo',
          fields: { Name: STRING, Mirrors: STRINGS, Secure: BOOL, Official: BOOL },
        }),
        Mirrors: STRINGS,
      },
    },
    NCPU: INT,
    MemTotal: INT,
    GenericResources: '[]swarm.GenericResource',
    DockerRootDir: STRING,
    HTTPProxy: STRING,
    HTTPSProxy: STRING,
    NoProxy: STRING,
    Name: STRING,
    Labels: STRINGS,
    ExperimentalBuild: BOOL,
    ServerVersion: STRING,
    Runtimes: mapOf({
      type: 'system.RuntimeWithStatus',
      fields: { Path: STRING, Args: STRINGS, Status: 'map[string]string' },
    }),
    DefaultRuntime: STRING,
    Swarm: {
      type: 'swarm.Info',
      fields: {
        NodeID: STRING,
        NodeAddr: STRING,
        LocalNodeState: STRING,
        ControlAvailable: BOOL,
        Error: STRING,
        RemoteManagers: '[]swarm.Peer',
        Nodes: INT,
        Managers: INT,
      },
    },
    LiveRestoreEnabled: BOOL,
    Isolation: STRING,
    InitBinary: STRING,
    ContainerdCommit: COMMIT,
    RuncCommit: COMMIT,
    InitCommit: COMMIT,
    SecurityOptions: STRINGS,
    ProductLicense: STRING,
    DefaultAddressPools: '[]system.NetworkAddressPool',
    FirewallBackend: { type: '*system.FirewallInfo', fields: { Driver: STRING, Info: PAIRS } },
    CDISpecDirs: STRINGS,
    Containerd: {
      type: '*system.ContainerdInfo',
      fields: {
        Address: STRING,
        Namespaces: {
          type: 'system.ContainerdNamespaces',
          fields: { Containers: STRING, Plugins: STRING },
        },
      },
    },
    Warnings: STRINGS,
  },
}

/** Fields whose JSON names differ from Go's. */
const RENAMED: Readonly<Record<string, string>> = {
  CpuCfsPeriod: 'CPUCfsPeriod',
  CpuCfsQuota: 'CPUCfsQuota',
  HttpProxy: 'HTTPProxy',
  HttpsProxy: 'HTTPSProxy',
}
const RUNTIME_FIELDS: Readonly<Record<string, string>> = {
  path: 'Path',
  runtimeArgs: 'Args',
  status: 'Status',
}

const renamed = (data: object, names: Readonly<Record<string, string>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(data).map(([name, value]) => [names[name] ?? name, value]))

/** The reply under Go's names, as the shape lists them. */
export function goNames(reply: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const runtimes = reply.Runtimes as Record<string, object> | undefined
  return {
    ...renamed(reply, RENAMED),
    ...(runtimes && {
      Runtimes: Object.fromEntries(
        Object.entries(runtimes).map(([name, runtime]) => [name, renamed(runtime, RUNTIME_FIELDS)]),
      ),
    }),
  }
}

/** What Go marshals of a reply that never came. */
export const NO_INFO: Readonly<Record<string, unknown>> = {
  ID: '',
  Containers: 0,
  ContainersRunning: 0,
  ContainersPaused: 0,
  ContainersStopped: 0,
  Images: 0,
  Driver: '',
  DriverStatus: null,
  Plugins: { Volume: null, Network: null, Authorization: null, Log: null },
  MemoryLimit: false,
  SwapLimit: false,
  CpuCfsPeriod: false,
  CpuCfsQuota: false,
  CPUShares: false,
  CPUSet: false,
  PidsLimit: false,
  IPv4Forwarding: false,
  Debug: false,
  NFd: 0,
  OomKillDisable: false,
  NGoroutines: 0,
  SystemTime: '',
  LoggingDriver: '',
  CgroupDriver: '',
  NEventsListener: 0,
  KernelVersion: '',
  OperatingSystem: '',
  OSVersion: '',
  OSType: '',
  Architecture: '',
  IndexServerAddress: '',
  RegistryConfig: null,
  NCPU: 0,
  MemTotal: 0,
  GenericResources: null,
  DockerRootDir: '',
  HttpProxy: '',
  HttpsProxy: '',
  NoProxy: '',
  Name: '',
  Labels: null,
  ExperimentalBuild: false,
  ServerVersion: '',
  Runtimes: null,
  DefaultRuntime: '',
  Swarm: {
    NodeID: '',
    NodeAddr: '',
    LocalNodeState: '',
    ControlAvailable: false,
    Error: '',
    RemoteManagers: null,
  },
  LiveRestoreEnabled: false,
  Isolation: '',
  InitBinary: '',
  ContainerdCommit: { ID: '' },
  RuncCommit: { ID: '' },
  InitCommit: { ID: '' },
  SecurityOptions: null,
  CDISpecDirs: null,
  Warnings: null,
}
