import { bytesOf } from '../base/body.ts'
import { isErrno } from '../base/errors.ts'
import { decode } from '../base/text.ts'
import type { ContainerInspect, ImageInspect } from '../daemon/api.ts'
import { containerChanges, overlayOf } from '../daemon/containers/changes.ts'
import { inspectContainer } from '../daemon/containers/inspect.ts'
import type { Daemon } from '../daemon/daemon.ts'
import { inspectImage } from '../daemon/images/inspect.ts'
import { ROOT } from '../kernel/credentials.ts'
import { MountNamespace, type Place } from '../kernel/mounts.ts'
import type { ProcessRecord } from '../kernel/record.ts'
import { viewOf } from '../kernel/record.ts'
import { statusOf } from '../kernel/space.ts'
import { pathOf, resolve, type View } from '../kernel/walk.ts'
import { historyWithLayers } from '../oci/config.ts'
import type { StoredImage } from '../store/images.ts'
import { type Filesystem, isDirectory, isRegular, isSymlink } from '../vfs/filesystem.ts'
import type { Facts, FileFact, InterfaceFact, MountFact, ProcessFact, SocketFact } from '../world.ts'
import { pushedUnder } from './pushed.ts'

/** Files above this are not read whole. */
const MOST_TEXT = 1_000_000

/** What facts are told of. */
export interface FactSources {
  /** The one that runs, or its stores where none does. */
  readonly daemon: Daemon
  /** The first process; undefined while there is none. */
  readonly init: ProcessRecord | undefined
  /** From where paths of the host are looked up. */
  readonly files: View
  readonly shells: readonly ProcessRecord[]
  /** Of a machine that boots. */
  readonly machine?: Pick<Facts, 'boot' | 'partition'>
}

/** What is true of a host now. Asks, and changes nothing. */
export function factsOf({ daemon, init, files, shells, machine }: FactSources): Facts {
  const { kernel } = daemon.host
  const byName = (name: string) =>
    daemon.containers.byName(name) ??
    daemon.containers.all().find(({ id }) => name.length >= 4 && id.startsWith(name))
  const images = (): ImageInspect[] => daemon.images.all().map((image) => inspectImage(daemon, image))
  const imageOf = (reference: string): StoredImage | undefined => {
    const whole = /[:@]/.test(reference) ? reference : `${reference}:latest`
    return daemon.images.all().find(({ id }) => id === whole || daemon.references.of(id).includes(whole))
  }
  return {
    images,
    image: (reference) => {
      const image = imageOf(reference)
      return image && inspectImage(daemon, image)
    },
    history: (reference) => {
      const image = imageOf(reference)
      return image
        ? historyWithLayers(image.config).map(({ row, diffID }) => ({
            by: row.created_by ?? '',
            layer: diffID !== undefined,
          }))
        : []
    },
    containers: () =>
      daemon.containers.all().map((container): ContainerInspect => inspectContainer(daemon, container)),
    container: (name) => {
      const container = byName(name)
      return container && inspectContainer(daemon, container)
    },
    changes: (name) => {
      const container = byName(name)
      return container
        ? containerChanges(daemon, container).map(({ Kind, Path }) => `${'CAD'[Kind]} ${Path}`)
        : []
    },
    log: (name) => [...(byName(name)?.log ?? [])].map(({ bytes }) => decode(bytes)).join(''),
    pushed: (reference) => pushedUnder(daemon.host.registries, reference),
    volumes: () => daemon.volumes.all().map(({ name }) => name),
    networks: () => daemon.networks.all().map(({ name }) => name),
    at: (path, inside) => {
      if (!inside) return fileAt(files, path)
      if ('volume' in inside) {
        const known = daemon.volumes.get(inside.volume)
        return known && fileAt(viewOver(daemon.volumes.directory(inside.volume)), path)
      }
      const container = byName(inside.container)
      return container && fileAt(viewOver(overlayOf(daemon, container)), path)
    },
    mounts: () => files.namespace.mounts.filter(({ hidden }) => !hidden).map(mountFact),
    freeBytes: (path) => {
      try {
        const { blockSize, available } = statusOf(kernel, resolve(files, path).mount.fs)
        return blockSize * available
      } catch (error) {
        if (!isErrno(error)) throw error
        return 0
      }
    },
    processes: () =>
      kernel.pidNamespace.all().map(
        ([pid, record]): ProcessFact => ({
          pid,
          argv: record.argv,
          state: record.state,
          ownRoot: record.namespaces.mount !== init?.namespaces.mount,
        }),
      ),
    sockets: (inside) => {
      const record = firstOf(inside)
      return record ? socketsOf(record) : []
    },
    interfaces: (inside) => {
      const record = firstOf(inside)
      return record ? interfacesOf(record) : []
    },
    cwd: () => (shells[0] ? pathOf(viewOf(shells[0]), shells[0].cwd) : '/'),
    lines: () => [...kernel.consoles].flatMap(({ edited }) => edited.all),
    special: (name) => [...kernel.consoles].reduce((sum, { taken }) => sum + (taken.get(name) ?? 0), 0),
    mode: (name) => {
      const [first] = kernel.consoles
      return first?.termios[name] ?? false
    },
    boot: () => machine?.boot(),
    partition: (name, path) => machine?.partition(name, path),
  }

  /** The first process of a container that runs, or of the host. */
  function firstOf(inside: { readonly container: string } | undefined): ProcessRecord | undefined {
    if (!inside) return init
    const id = byName(inside.container)?.id
    return id === undefined ? undefined : daemon.runtime.get(id)?.init
  }
}

/** A file system alone, as a view of it. */
export function viewOver(fs: Filesystem): View {
  const namespace = new MountNamespace(
    { fs, root: fs.root, source: '', options: [], readOnly: true },
    // These mounts are nobody's: they take no number.
    () => 0,
  )
  const root: Place = { mount: namespace.root, ino: fs.root }
  return { namespace, root, cwd: root, credentials: ROOT }
}

function socketsOf({ calls }: ProcessRecord): SocketFact[] {
  return calls.net
    .sockets()
    .flatMap(({ protocol, state, local, remote, holders }) =>
      protocol === 'tcp' || protocol === 'udp'
        ? [{ protocol, state, local, remote, programs: holders.map(({ comm }) => comm) }]
        : [],
    )
}

function interfacesOf({ calls }: ProcessRecord): InterfaceFact[] {
  const addresses = calls.net.addresses()
  return calls.net.links().map(({ name, ifindex, link, flags, carrier, master }) => ({
    name,
    ifindex,
    up: flags.includes('UP'),
    carrier,
    addresses: addresses
      .filter(({ ifindex: of, family }) => of === ifindex && family === 'inet')
      .map(({ address, length }) => `${address}/${length}`),
    ...(link !== undefined && { iflink: link }),
    ...(master !== undefined && { master }),
  }))
}

function mountFact({
  path,
  source,
  fs,
  options,
  forbidsWrites,
}: MountNamespace['mounts'][number]): MountFact {
  return { target: path, source, type: fs.type, options, readOnly: forbidsWrites }
}

export function fileAt(view: View, path: string): FileFact | undefined {
  let place: Place
  try {
    place = resolve(view, path)
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
  const { fs } = place.mount
  const stat = fs.stat(place.ino)
  const kind = isDirectory(stat.mode)
    ? 'directory'
    : isRegular(stat.mode)
      ? 'file'
      : isSymlink(stat.mode)
        ? 'symlink'
        : 'other'
  return {
    kind,
    mode: stat.mode & 0o7777,
    uid: stat.uid,
    gid: stat.gid,
    size: stat.size,
    links: stat.nlink,
    body: () => (kind === 'file' ? fs.body(place.ino) : undefined),
    text: () => (kind === 'file' && stat.size <= MOST_TEXT ? decode(bytesOf(fs.body(place.ino))) : ''),
    names: () =>
      kind === 'directory'
        ? fs
            .readdir(place.ino)
            .map(({ name }) => name)
            .filter((name) => name !== '.' && name !== '..')
        : [],
  }
}
