import type { ContainerInspect } from '../../daemon/api.ts'
import type { Value } from '../format/template/value.ts'
import { listOf, mapOf, type StructShape, typed } from '../format/typed.ts'
import { HOST_CONFIG, PORT_MAP } from './host-config-shape.ts'

const SET = 'map[string]struct {}'
const MAP = 'map[string]string'

const HEALTH: StructShape = {
  type: '*container.Health',
  fields: {
    Status: 'string',
    FailingStreak: 'int',
    Log: listOf({
      type: '*container.HealthcheckResult',
      fields: { Start: 'string', End: 'string', ExitCode: 'int', Output: 'string' },
    }),
  },
}

const STATE: StructShape = {
  type: '*container.State',
  fields: {
    Status: 'string',
    Running: 'bool',
    Paused: 'bool',
    Restarting: 'bool',
    OOMKilled: 'bool',
    Dead: 'bool',
    Pid: 'int',
    ExitCode: 'int',
    Error: 'string',
    StartedAt: 'string',
    FinishedAt: 'string',
    Health: HEALTH,
  },
}

const CONFIG: StructShape = {
  type: '*container.Config',
  fields: {
    Hostname: 'string',
    Domainname: 'string',
    User: 'string',
    AttachStdin: 'bool',
    AttachStdout: 'bool',
    AttachStderr: 'bool',
    ExposedPorts: SET,
    Tty: 'bool',
    OpenStdin: 'bool',
    StdinOnce: 'bool',
    Env: '[]string',
    Cmd: '[]string',
    Healthcheck: '*v1.HealthcheckConfig',
    ArgsEscaped: 'bool',
    Image: 'string',
    Volumes: SET,
    WorkingDir: 'string',
    Entrypoint: '[]string',
    NetworkDisabled: 'bool',
    OnBuild: '[]string',
    Labels: MAP,
    StopSignal: 'string',
    StopTimeout: '*int',
    Shell: '[]string',
  },
}

const ENDPOINT: StructShape = {
  type: '*network.EndpointSettings',
  fields: {
    IPAMConfig: '*network.EndpointIPAMConfig',
    Links: '[]string',
    Aliases: '[]string',
    MacAddress: 'string',
    DriverOpts: MAP,
    GwPriority: 'int',
    NetworkID: 'string',
    EndpointID: 'string',
    Gateway: 'string',
    IPAddress: 'string',
    IPPrefixLen: 'int',
    IPv6Gateway: 'string',
    GlobalIPv6Address: 'string',
    GlobalIPv6PrefixLen: 'int',
    DNSNames: '[]string',
  },
}

/** `docker inspect` of a container (moby, api/types/container, InspectResponse). */
const CONTAINER: StructShape = {
  type: 'container.InspectResponse',
  names: { ID: 'Id' },
  fields: {
    ID: 'string',
    Created: 'string',
    Path: 'string',
    Args: '[]string',
    State: STATE,
    Image: 'string',
    ResolvConfPath: 'string',
    HostnamePath: 'string',
    HostsPath: 'string',
    LogPath: 'string',
    Name: 'string',
    RestartCount: 'int',
    Driver: 'string',
    Platform: 'string',
    ImageManifestDescriptor: '*v1.Descriptor',
    MountLabel: 'string',
    ProcessLabel: 'string',
    AppArmorProfile: 'string',
    ExecIDs: '[]string',
    HostConfig: HOST_CONFIG,
    GraphDriver: { type: 'storage.DriverData', fields: { Data: MAP, Name: 'string' } },
    SizeRw: '*int64',
    SizeRootFs: '*int64',
    Mounts: listOf({
      type: 'container.MountPoint',
      fields: {
        Type: 'string',
        Name: 'string',
        Source: 'string',
        Destination: 'string',
        Driver: 'string',
        Mode: 'string',
        RW: 'bool',
        Propagation: 'string',
      },
    }),
    Config: CONFIG,
    NetworkSettings: {
      type: '*container.NetworkSettings',
      fields: {
        Bridge: 'string',
        SandboxID: 'string',
        SandboxKey: 'string',
        Ports: PORT_MAP,
        HairpinMode: 'bool',
        LinkLocalIPv6Address: 'string',
        LinkLocalIPv6PrefixLen: 'int',
        SecondaryIPAddresses: '[]network.Address',
        SecondaryIPv6Addresses: '[]network.Address',
        EndpointID: 'string',
        Gateway: 'string',
        GlobalIPv6Address: 'string',
        GlobalIPv6PrefixLen: 'int',
        IPAddress: 'string',
        IPPrefixLen: 'int',
        IPv6Gateway: 'string',
        MacAddress: 'string',
        Networks: mapOf(ENDPOINT),
      },
    },
  },
}

export const containerValue = (container: ContainerInspect): Value => typed(container, CONTAINER)
