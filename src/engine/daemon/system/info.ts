import { rfc3339Nano } from '../../base/time.ts'
import { containerdSocket, type Daemon } from '../daemon.ts'

/** Files and goroutines that an idle daemon has. */
const IDLE = { files: 25, goroutines: 49 }

const NETWORKS = ['bridge', 'host', 'ipvlan', 'macvlan', 'null', 'overlay']
const LOGS = ['awslogs', 'fluentd', 'gelf', 'journald', 'json-file', 'local', 'splunk', 'syslog']
const RUNTIME = { path: 'runc' }

/** `GET /info`, in the order of the API's own struct (moby, api/types/system.Info). */
export function infoReply(daemon: Daemon): Record<string, unknown> {
  const { build, machine, kernel, process } = daemon.host
  const containers = daemon.containers.all()
  const running = containers.filter(({ state }) => state.Status === 'running').length
  const paused = containers.filter(({ state }) => state.Status === 'paused').length
  return {
    ID: daemon.engineID,
    Containers: containers.length,
    ContainersRunning: running,
    ContainersPaused: paused,
    ContainersStopped: containers.length - running - paused,
    Images: daemon.images.all().length,
    Driver: 'overlay2',
    DriverStatus: [
      ['Backing Filesystem', 'extfs'],
      ['Supports d_type', 'true'],
      ['Using metacopy', 'false'],
      ['Native Overlay Diff', 'true'],
      ['userxattr', 'false'],
    ],
    Plugins: { Volume: ['local'], Network: NETWORKS, Authorization: null, Log: LOGS },
    MemoryLimit: true,
    SwapLimit: true,
    ...(machine.cgroup.version === 1 && { KernelMemoryTCP: true }),
    CpuCfsPeriod: true,
    CpuCfsQuota: true,
    CPUShares: true,
    CPUSet: true,
    PidsLimit: true,
    IPv4Forwarding: true,
    Debug: false,
    NFd: IDLE.files,
    OomKillDisable: machine.cgroup.version === 1,
    NGoroutines: IDLE.goroutines,
    SystemTime: rfc3339Nano(kernel.now()),
    LoggingDriver: 'json-file',
    CgroupDriver: machine.cgroup.driver,
    CgroupVersion: String(machine.cgroup.version),
    NEventsListener: daemon.events.listeners,
    KernelVersion: kernel.options.release,
    OperatingSystem: machine.operatingSystem,
    OSVersion: machine.osVersion,
    OSType: 'linux',
    Architecture: kernel.options.machine,
    IndexServerAddress: 'https://index.docker.io/v1/',
    RegistryConfig: {
      IndexConfigs: { 'docker.io': { Mirrors: [], Name: 'docker.io', Official: true, Secure: true } },
      InsecureRegistryCIDRs: ['::1/128', '127.0.0.0/8'],
      Mirrors: null,
    },
    NCPU: machine.cpus,
    MemTotal: machine.memory,
    GenericResources: null,
    DockerRootDir: '/var/lib/docker',
    HttpProxy: '',
    HttpsProxy: '',
    NoProxy: '',
    Name: process.namespaces.uts.hostname,
    Labels: [],
    ExperimentalBuild: false,
    ServerVersion: build.version,
    Runtimes: { 'io.containerd.runc.v2': RUNTIME, runc: RUNTIME },
    DefaultRuntime: 'runc',
    Swarm: {
      NodeID: '',
      NodeAddr: '',
      LocalNodeState: 'inactive',
      ControlAvailable: false,
      Error: '',
      RemoteManagers: null,
    },
    LiveRestoreEnabled: false,
    Isolation: '',
    InitBinary: 'docker-init',
    ContainerdCommit: { ID: build.containerd.commit },
    RuncCommit: { ID: build.runc.commit },
    InitCommit: { ID: build.init.commit },
    SecurityOptions: machine.securityOptions,
    FirewallBackend: { Driver: 'iptables' },
    CDISpecDirs: ['/etc/cdi', '/var/run/cdi'],
    Containerd: {
      Address: containerdSocket(daemon.host),
      Namespaces: { Containers: 'moby', Plugins: 'plugins.moby' },
    },
    Warnings: null,
  }
}
