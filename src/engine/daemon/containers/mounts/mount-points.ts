import { EngineError, isErrno } from '../../../base/errors.ts'
import { makeDirectories } from '../../../kernel/make-directories.ts'
import { viewOf } from '../../../kernel/record.ts'
import { resolve } from '../../../kernel/walk.ts'
import type { HostConfig, MountPoint, MountSpec } from '../../api.ts'
import type { Daemon } from '../../daemon.ts'
import { createVolume, mountpointOf } from '../../volumes/volumes.ts'
import { findContainer } from '../names.ts'
import type { Container, ContainerConfig } from '../store.ts'
import { checkMount, cleanPath, parseBind, volumesFromMode } from './mount-spec.ts'

/** A mount of a container, as it was settled when the container was made. */
export interface ContainerMount extends MountPoint {
  /** The user gave the volume its name: it stays when the container goes. */
  readonly named: boolean
  /** What the image has there goes into the volume where that is empty. */
  readonly copy: boolean
  /** What of a volume is mounted; all of it where this is left out. */
  readonly subpath?: string
  /** Options of a tmpfs. */
  readonly options?: readonly string[]
}

/** Settles every mount of a container that is being made: volumes come into being here (moby, daemon/volumes.go). */
export function mountPointsOf(
  daemon: Daemon,
  hostConfig: HostConfig,
  config: ContainerConfig,
): ContainerMount[] {
  const inherited = (hostConfig.VolumesFrom ?? []).flatMap((text) => mountsFrom(daemon, text))
  const given = [
    ...(hostConfig.Binds ?? []).map((raw) => {
      const { spec, mode } = parseBind(raw)
      return settle(daemon, spec, { mode, driver: hostConfig.VolumeDriver, create: true })
    }),
    ...(hostConfig.Mounts ?? []).map((spec) => {
      checkMount(spec)
      return settle(daemon, spec, { mode: '', driver: '', create: false })
    }),
  ]
  const taken = new Set(Object.keys(hostConfig.Tmpfs ?? {}).map(cleanPath))
  for (const { Destination } of given) {
    if (taken.has(Destination)) throw new EngineError('invalid', `Duplicate mount point: ${Destination}`)
    taken.add(Destination)
  }
  const mounts = new Map([...inherited, ...given].map((mount) => [mount.Destination, mount]))
  for (const path of Object.keys(config.Volumes ?? {})) {
    const Destination = cleanPath(path)
    if (!mounts.has(Destination) && !taken.has(Destination))
      mounts.set(Destination, anonymous(daemon, Destination, hostConfig.VolumeDriver))
  }
  return [...mounts.values()].sort((a, b) => (a.Destination < b.Destination ? -1 : 1))
}

/** The mounts of another container: `name` or `name:mode`. */
function mountsFrom(daemon: Daemon, text: string): ContainerMount[] {
  if (text === '') throw new EngineError('invalid', 'volumes-from specification cannot be an empty string')
  const at = text.indexOf(':')
  const name = at < 0 ? text : text.slice(0, at)
  const mode = at < 0 ? '' : text.slice(at + 1)
  const readOnly = volumesFromMode(mode)
  return containerNamed(daemon, name).mounts.map((mount) => ({
    ...mount,
    copy: false,
    Mode: mode,
    ...(readOnly !== undefined && { RW: !readOnly && mount.RW }),
  }))
}

/** A container that is missing makes the request a bad one, not its image a missing one. */
function containerNamed(daemon: Daemon, name: string): Container {
  try {
    return findContainer(daemon.containers, name)
  } catch (error) {
    if (error instanceof EngineError) throw new EngineError('invalid', error.message)
    throw error
  }
}

interface Given {
  readonly mode: string
  readonly driver: string
  /** A source that is missing on the host is made. */
  readonly create: boolean
}

function settle(daemon: Daemon, spec: MountSpec, { mode, driver, create }: Given): ContainerMount {
  const Destination = cleanPath(spec.Target)
  const RW = !(spec.ReadOnly ?? false)
  const source = spec.Source ?? ''
  if (spec.Type === 'tmpfs')
    return {
      Type: 'tmpfs',
      Source: '',
      Destination,
      Mode: '',
      RW,
      Propagation: '',
      named: false,
      copy: false,
      options: tmpfsOptions(spec),
    }
  if (spec.Type === 'bind') {
    const Source = cleanPath(source)
    prepareSource(daemon, Source, create)
    const Propagation = String(spec.BindOptions?.Propagation ?? 'rprivate')
    return { Type: 'bind', Source, Destination, Mode: mode, RW, Propagation, named: true, copy: false }
  }
  const { NoCopy, Subpath, Labels, DriverConfig } = (spec.VolumeOptions ?? {}) as {
    NoCopy?: boolean
    Subpath?: string
    Labels?: Record<string, string>
    DriverConfig?: { Name?: string; Options?: Record<string, string> }
  }
  const { name } = createVolume(daemon, {
    name: source,
    driver: DriverConfig?.Name ?? driver,
    labels: Labels,
    options: DriverConfig?.Options,
  })
  const settled = volumeMount(name, Destination, {
    Mode: mode === '' ? 'z' : mode,
    RW,
    named: source !== '',
    copy: !NoCopy && !Subpath,
  })
  return Subpath ? { ...settled, subpath: Subpath } : settled
}

const volumeMount = (
  name: string,
  Destination: string,
  { Mode, RW, named, copy }: Pick<ContainerMount, 'Mode' | 'RW' | 'named' | 'copy'>,
): ContainerMount => ({
  Type: 'volume',
  Name: name,
  Source: mountpointOf(name),
  Destination,
  Driver: 'local',
  Mode,
  RW,
  Propagation: '',
  named,
  copy,
})

/** A volume for a path that the image or `-v PATH` names. */
function anonymous(daemon: Daemon, Destination: string, driver: string): ContainerMount {
  const { name } = createVolume(daemon, { driver })
  return volumeMount(name, Destination, { Mode: '', RW: true, named: false, copy: true })
}

function prepareSource(daemon: Daemon, path: string, create: boolean): void {
  const { kernel, process } = daemon.host
  const view = viewOf(process)
  try {
    if (create) makeDirectories(view, path, { mode: 0o755, uid: 0, gid: 0, time: kernel.now() })
    else resolve(view, path)
  } catch (error) {
    // What is in the way shows when the runtime mounts it.
    if (create && isErrno(error, 'ENOTDIR')) return
    if (!isErrno(error)) throw error
    throw new EngineError(
      'invalid',
      `invalid mount config for type "bind": bind source path does not exist: ${path}`,
    )
  }
}

function tmpfsOptions({ TmpfsOptions = {}, ReadOnly }: MountSpec): string[] {
  const { SizeBytes, Mode } = TmpfsOptions as { SizeBytes?: number; Mode?: number }
  return [
    ...(ReadOnly ? ['ro'] : []),
    ...(SizeBytes ? [`size=${sizeText(SizeBytes)}`] : []),
    ...(Mode ? [`mode=${Mode.toString(8)}`] : []),
  ]
}

/** Kilobytes, as /proc/mounts shows the size of a tmpfs. */
const sizeText = (bytes: number): string => `${Math.ceil(bytes / 4096) * 4}k`
