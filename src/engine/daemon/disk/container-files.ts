import { sha256Hex } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import { goJson } from '../../oci/json.ts'
import { type DirectoryNode, directoryNode, fileNode, listNode, textNode } from '../../vfs/graft/node.ts'
import { type EtcFile, etcFiles } from '../containers/etc-files.ts'
import { inspectContainer } from '../containers/inspect.ts'
import type { Container } from '../containers/store.ts'
import type { Daemon } from '../daemon.ts'
import { logFile } from './logs.ts'

/** `containers`: a directory per container (moby, daemon/container). */
export const containerFiles = (daemon: Daemon, started: Instant): DirectoryNode =>
  listNode(0o710, daemon.containers.changed ?? started, {
    names: () => daemon.containers.state.keys(),
    get: (id) => {
      const container = daemon.containers.get(id)
      return container && filesOf(daemon, container)
    },
    directories: () => daemon.containers.state.size,
  })

function filesOf(daemon: Daemon, container: Container): DirectoryNode {
  const { id, created, state, log } = container
  const changed = state.FinishedAt ?? state.StartedAt ?? created
  const config = textNode(0o600, changed, () => `${goJson(configFile(daemon, container))}\n`)
  const hostConfig = textNode(0o600, changed, () => `${goJson(container.hostConfig)}\n`)
  const checkpoints = directoryNode(0o700, created)
  if (state.StartedAt === undefined)
    return directoryNode(0o710, changed, {
      checkpoints,
      'config.v2.json': config,
      'hostconfig.json': hostConfig,
    })
  const etc = (name: EtcFile) => fileNode(0o644, state.StartedAt!, () => etcBody(daemon, container, name))
  const lastLine = log.last()?.time ?? state.StartedAt
  return directoryNode(0o710, changed, {
    ...(container.hostConfig.LogConfig.Type === 'json-file' && {
      [`${id}-json.log`]: fileNode(0o640, lastLine, () => logFile(log, !state.Running)),
    }),
    checkpoints,
    'config.v2.json': config,
    'hostconfig.json': hostConfig,
    hostname: etc('hostname'),
    hosts: etc('hosts'),
    mounts: directoryNode(0o710, state.StartedAt),
    'resolv.conf': etc('resolv.conf'),
    'resolv.conf.hash': textNode(
      0o644,
      state.StartedAt,
      () => `sha256:${sha256Hex(etcFiles(daemon, container)['resolv.conf'])}`,
    ),
  })
}

/** The very file that a running container has bound over its own. */
function etcBody(daemon: Daemon, container: Container, name: EtcFile) {
  const fs = daemon.runtime.get(container.id)?.rootfs.etc
  const ino = fs?.child(fs.root, name)
  return fs && ino !== undefined
    ? fs.body(ino)
    : textNode(0o644, 0n, () => etcFiles(daemon, container)[name]).body()
}

/** config.v2.json: the container as the daemon writes it down (moby, daemon/container/container.go, `Container`). */
function configFile(daemon: Daemon, container: Container): Readonly<Record<string, unknown>> {
  const inspect = inspectContainer(daemon, container)
  const { Status: _, ...state } = inspect.State
  const image = daemon.images.get(container.imageID)?.config
  const begun = container.state.StartedAt !== undefined
  const path = (name: EtcFile): string => (begun ? `/var/lib/docker/containers/${container.id}/${name}` : '')
  return {
    StreamConfig: {},
    State: { ...state, Health: null },
    ID: container.id,
    Created: inspect.Created,
    Managed: false,
    Path: inspect.Path,
    Args: inspect.Args,
    Config: inspect.Config,
    Image: inspect.Image,
    ImageManifest: null,
    NetworkSettings: {
      ...inspect.NetworkSettings,
      Service: null,
      SecondaryIPAddresses: null,
      SecondaryIPv6Addresses: null,
      HasSwarmEndpoint: false,
    },
    LogPath: inspect.LogPath,
    Name: inspect.Name,
    Driver: inspect.Driver,
    OS: inspect.Platform,
    ImagePlatform: {
      architecture: image?.architecture ?? daemon.host.architecture,
      os: image?.os ?? 'linux',
      ...(image?.variant && { variant: image.variant }),
    },
    RestartCount: inspect.RestartCount,
    HasBeenStartedBefore: begun,
    HasBeenManuallyStopped: false,
    MountPoints: {},
    SecretReferences: null,
    ConfigReferences: null,
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    SeccompProfile: '',
    NoNewPrivileges: false,
    WritableCgroups: null,
    HostnamePath: path('hostname'),
    HostsPath: path('hosts'),
    ShmPath: '',
    ResolvConfPath: path('resolv.conf'),
    LocalLogCacheMeta: { HaveNotifyEnabled: false },
  }
}
