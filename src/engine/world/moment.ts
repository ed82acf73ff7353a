import { type ImageID, shortID } from '../base/digest.ts'
import type { Container } from '../daemon/containers/store.ts'
import type { Daemon } from '../daemon/daemon.ts'
import type { ProcessRecord } from '../kernel/record.ts'
import { viewOf } from '../kernel/record.ts'
import { pathOf } from '../kernel/walk.ts'
import { upperChanges } from '../vfs/overlay/upper-changes.ts'
import { ROOT, type Tree } from '../vfs/tree.ts'
import { type TreeChange, treeChanges } from '../vfs/tree-changes.ts'
import type { TreeFs } from '../vfs/tree-fs.ts'
import type { Difference, Moment } from '../world.ts'
import { labState } from './packets/lab-state.ts'
import type { Network } from './views/ports/view.ts'

/** What lies here tells of the machine's own doings. */
const UNTOLD = ['var/log/', 'run/', 'tmp/.']

interface ContainerAt {
  readonly name: string
  readonly status: string
  readonly ports: readonly string[]
  readonly upper: Tree
}

/** Values of the world's parts: keeping them costs nothing. */
interface Values {
  /** Trees of its file systems, by the directory that they belong at; '' for the root. */
  readonly disk: ReadonlyMap<string, Tree>
  /** How often the machine was started. */
  readonly starts: number
  /** What else may have changed: name → a value that is another one then. */
  readonly devices: ReadonlyMap<string, unknown>
  /** Image ID → names. */
  readonly images: ReadonlyMap<string, readonly string[]>
  readonly containers: ReadonlyMap<string, ContainerAt>
  readonly volumes: ReadonlyMap<string, Tree>
  readonly networks: ReadonlySet<string>
  /** What the port lab has made: sockets by name, and the cable. */
  readonly lab: ReadonlyMap<string, string>
  /** Working directories of the terminals' shells. */
  readonly directories: readonly string[]
}

/** What of a world a moment holds. */
export interface MomentSources {
  /** File systems of its disk, by the directory that they belong at; '' for the root. */
  readonly disk: ReadonlyMap<string, TreeFs>
  /** What lies on its disk beside files, by the names of devices: a value that is another one when that has changed. */
  readonly devices?: ReadonlyMap<string, unknown>
  /** How often a machine that boots was started. */
  readonly starts?: number
  readonly daemon: Daemon
  readonly network: Pick<Network, 'kernel' | 'lan'>
  readonly shells: readonly ProcessRecord[]
}

/** What a world holds now. */
export function momentOf(sources: MomentSources): Moment {
  const { disk, devices = new Map(), starts = 0, daemon, network, shells } = sources
  const values: Values = {
    disk: new Map([...disk].map(([path, { tree }]) => [path, tree])),
    devices,
    starts,
    images: new Map(daemon.images.all().map(({ id }) => [id, tagsOf(daemon, id)])),
    containers: new Map(
      daemon.containers.all().map((container) => [container.id, containerAt(daemon, container)]),
    ),
    volumes: new Map([...daemon.volumes.state].map(([name, { tree }]) => [name, tree])),
    networks: new Set(daemon.networks.all().map(({ name }) => name)),
    lab: labState(network),
    directories: shells.map((shell) => pathOf(viewOf(shell), shell.cwd)),
  }
  return values as unknown as Moment
}

/** Names with a tag: those with a digest come and go with these. */
const tagsOf = (daemon: Daemon, id: ImageID): readonly string[] =>
  daemon.references.of(id).filter((reference) => !reference.includes('@'))

function containerAt(daemon: Daemon, container: Container): ContainerAt {
  const ports = Object.entries(container.sandbox?.ports ?? {}).flatMap(([port, bindings]) =>
    (bindings ?? []).map(({ HostIp, HostPort }) => `${HostIp}:${HostPort}->${port}`),
  )
  const upper = daemon.runtime.get(container.id)?.rootfs.upper.tree ?? container.upper
  return { name: container.name, status: container.state.Status, ports, upper }
}

/** What differs between two moments of one world, in the order in which a reader asks: images first, files last. */
export function differencesBetween(from: Moment, to: Moment): Difference[] {
  const [before, after] = [from as unknown as Values, to as unknown as Values]
  return [
    ...(before.starts === after.starts
      ? []
      : [{ what: 'boot' as const, how: 'added' as const, name: String(after.starts) }]),
    ...imageDifferences(before.images, after.images),
    ...containerDifferences(before.containers, after.containers),
    ...nameDifferences('volume', new Set(before.volumes.keys()), new Set(after.volumes.keys())),
    ...nameDifferences('network', before.networks, after.networks),
    ...labDifferences(before.lab, after.lab),
    ...[...after.disk].flatMap(([path, tree]) => fileDifferences(path, before.disk.get(path), tree)),
    ...deviceDifferences(before.devices, after.devices),
    ...insideDifferences(before, after),
    ...directoryDifferences(before.directories, after.directories),
  ]
}

function nameDifferences(
  what: Difference['what'],
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
): Difference[] {
  return [
    ...[...after]
      .filter((name) => !before.has(name))
      .map((name): Difference => ({ what, how: 'added', name })),
    ...[...before]
      .filter((name) => !after.has(name))
      .map((name): Difference => ({ what, how: 'deleted', name })),
  ]
}

/** Sockets of the port lab, and whether its cable is held. */
function labDifferences(before: Values['lab'], after: Values['lab']): Difference[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name): Difference[] => {
    const [was, now] = [before.get(name), after.get(name)]
    if (was === now) return []
    const how = was === undefined ? 'added' : now === undefined ? 'deleted' : 'changed'
    return [
      { what: name === 'wire' ? 'wire' : 'socket', how, name, ...(was && { was }), ...(now && { now }) },
    ]
  })
}

function imageDifferences(before: Values['images'], after: Values['images']): Difference[] {
  const differences: Difference[] = []
  for (const [id, names] of after) {
    const had = before.get(id)
    if (!had && names.length === 0) differences.push({ what: 'image', how: 'added', name: shortID(id) })
    for (const name of names)
      if (!had?.includes(name)) differences.push({ what: 'image', how: 'added', name })
  }
  for (const [id, names] of before) {
    const has = after.get(id)
    if (!has && names.length === 0) differences.push({ what: 'image', how: 'deleted', name: shortID(id) })
    for (const name of names)
      if (!has?.includes(name)) differences.push({ what: 'image', how: 'deleted', name })
  }
  return differences
}

function containerDifferences(before: Values['containers'], after: Values['containers']): Difference[] {
  const differences: Difference[] = []
  for (const [id, is] of after) {
    const was = before.get(id)
    if (!was) differences.push({ what: 'container', how: 'added', name: is.name, now: is.status })
    else if (was.status !== is.status || was.name !== is.name)
      differences.push({
        what: 'container',
        how: 'changed',
        name: is.name,
        was: was.name === is.name ? was.status : was.name,
        now: was.name === is.name ? is.status : is.name,
      })
    differences.push(...nameDifferences('port', new Set(was?.ports), new Set(is.ports)))
  }
  for (const [id, was] of before) {
    if (after.has(id)) continue
    differences.push({ what: 'container', how: 'deleted', name: was.name })
    differences.push(...nameDifferences('port', new Set(was.ports), new Set()))
  }
  return differences
}

function fileDifferences(at: string, before: Tree | undefined, after: Tree): Difference[] {
  if (!before) return []
  return treeChanges(before, after)
    .filter(({ path }) => at !== '' || !UNTOLD.some((prefix) => path.startsWith(prefix)))
    .map(({ kind, path }): Difference => ({ what: 'file', how: kind, name: `${at}/${path}` }))
}

function deviceDifferences(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): Difference[] {
  return [...after]
    .filter(([name, value]) => before.get(name) !== value)
    .map(([name]): Difference => ({ what: 'file', how: 'changed', name }))
}

/** Files in writable layers and volumes that are there before and after. */
function insideDifferences(before: Values, after: Values): Difference[] {
  const differences: Difference[] = []
  const tell = (owner: string, changes: readonly TreeChange[]): void => {
    for (const { kind, path } of changes)
      differences.push({ what: 'file', how: kind, name: `/${path}`, owner })
  }
  for (const [id, { name, upper }] of after.containers) {
    const was = before.containers.get(id)?.upper
    if (was) tell(name, upperChanges(was, upper, upper.child(ROOT, 'diff')!))
  }
  for (const [name, tree] of after.volumes) {
    const was = before.volumes.get(name)
    if (was) tell(name, treeChanges(was, tree))
  }
  return differences
}

function directoryDifferences(before: readonly string[], after: readonly string[]): Difference[] {
  return after.flatMap((now, i): Difference[] => {
    const was = before[i]
    return was === undefined || was === now
      ? []
      : [{ what: 'directory', how: 'changed', name: now, was, now }]
  })
}
