import { EngineError } from '../../base/errors.ts'
import { byCodeUnit } from '../../base/text.ts'
import { rfc3339 } from '../../base/time.ts'
import { isRegular } from '../../vfs/filesystem.ts'
import type { Filters, VolumeReply } from '../api.ts'
import type { Container } from '../containers/store.ts'
import type { Daemon } from '../daemon.ts'
import { checkFilters, matchesName, passesLabels, yesNoFilter } from '../filters.ts'
import { logVolume } from './event.ts'
import { ANONYMOUS, isAnonymous, type Volume } from './store.ts'

/** Where volumes lie on the host. */
export const VOLUMES = '/var/lib/docker/volumes'

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/
const OPTIONS = ['type', 'o', 'device', 'size']

export const mountpointOf = (name: string): string => `${VOLUMES}/${name}/_data`

const refuse = (name: string, why: string): never => {
  throw new EngineError('invalid', `create ${name}: ${why}`)
}

function checkName(name: string): void {
  if (name.length === 1)
    refuse(name, 'volume name is too short, names should be at least two alphanumeric characters')
  if (!NAME.test(name))
    refuse(
      name,
      `${JSON.stringify(name)} includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
    )
}

function checkOptions(name: string, options: Readonly<Record<string, string>>): void {
  const unknown = Object.keys(options).find((key) => !OPTIONS.includes(key))
  if (unknown !== undefined) refuse(name, `invalid option: ${JSON.stringify(unknown)}`)
  const keys = Object.keys(options).filter((key) => key !== 'size')
  if (keys.length === 0) return
  for (const needed of ['device', 'type'])
    if (!options[needed]) refuse(name, `missing required option: ${JSON.stringify(needed)}`)
}

/** Makes a volume, or gives the one of that name. Without a name it gets one and counts as anonymous. */
export function createVolume(
  daemon: Daemon,
  given: {
    readonly name?: string | undefined
    readonly driver?: string | undefined
    readonly labels?: Readonly<Record<string, string>> | null | undefined
    readonly options?: Readonly<Record<string, string>> | null | undefined
  },
): Volume {
  const anonymous = !given.name
  const name = given.name || daemon.host.kernel.random('volumes').hex(64)
  if (given.driver && given.driver !== 'local')
    throw new EngineError(
      'not-found',
      `create ${name}: error looking up volume plugin ${given.driver}: plugin ${JSON.stringify(given.driver)} not found`,
    )
  const known = daemon.volumes.get(name)
  if (known) return known
  checkName(name)
  const options = sortedOrNull(given.options ?? {})
  if (options) checkOptions(name, options)
  const labels = { ...given.labels, ...(anonymous && { [ANONYMOUS]: '' }) }
  const created = daemon.host.kernel.now()
  const volume = daemon.volumes.add({ name, created, labels: sortedOrNull(labels), options })
  logVolume(daemon, 'create', name)
  return volume
}

/** A map as Go writes it: by name; null where it is empty. */
const sortedOrNull = (map: Readonly<Record<string, string>>): Readonly<Record<string, string>> | null => {
  const entries = Object.entries(map).sort(([a], [b]) => byCodeUnit(a, b))
  return entries.length > 0 ? Object.fromEntries(entries) : null
}

export function findVolume(daemon: Daemon, name: string): Volume {
  const volume = daemon.volumes.get(name)
  if (!volume) throw new EngineError('not-found', `get ${name}: no such volume`)
  return volume
}

/** Containers that have a volume among their mounts, oldest first. */
export const usersOf = (daemon: Daemon, name: string): Container[] =>
  daemon.containers.all().filter(({ mounts }) => mounts.some((mount) => mount.Name === name))

/** Bytes of the files in a volume. */
export function volumeSize(daemon: Daemon, name: string): number {
  const directory = daemon.volumes.directory(name)
  let size = 0
  directory.tree.forEach((inode) => {
    if (inode && isRegular(inode.mode)) size += (inode.content as { size: number }).size
  })
  return size
}

/** Removes a volume that no container needs; with `force` a missing one is no failure. */
export function removeVolume(daemon: Daemon, name: string, force: boolean): void {
  if (!daemon.volumes.get(name)) {
    if (force) return
    findVolume(daemon, name)
  }
  const users = usersOf(daemon, name)
  if (users.length > 0)
    throw new EngineError(
      'conflict',
      `remove ${name}: volume is in use - [${users.map(({ id }) => id).join(', ')}]`,
    )
  deleteVolume(daemon, name)
}

/** Takes a volume away, whoever asked for it. */
export function deleteVolume(daemon: Daemon, name: string): void {
  daemon.volumes.remove(name)
  logVolume(daemon, 'destroy', name)
}

export const volumeReply = ({ name, created, labels, options }: Volume): VolumeReply => ({
  CreatedAt: rfc3339(created),
  Driver: 'local',
  Labels: labels,
  Mountpoint: mountpointOf(name),
  Name: name,
  Options: options,
  Scope: 'local',
})

const some = (values: readonly string[] | undefined, test: (value: string) => boolean): boolean =>
  !values || values.some(test)

export function listVolumes(daemon: Daemon, filters: Filters): Volume[] {
  checkFilters(filters, ['dangling', 'driver', 'label', 'name'])
  const dangling = yesNoFilter(filters, 'dangling')
  return daemon.volumes
    .all()
    .filter(
      (volume) =>
        some(filters.name, (name) => matchesName(volume.name, name)) &&
        some(filters.driver, (driver) => driver === 'local') &&
        passesLabels(filters, volume.labels) &&
        (dangling === undefined || dangling === (usersOf(daemon, volume.name).length === 0)),
    )
}

/** Removes volumes that nobody uses: the anonymous ones, or with `all=true` every one. */
export function pruneVolumes(
  daemon: Daemon,
  filters: Filters,
): { VolumesDeleted: string[]; SpaceReclaimed: number } {
  checkFilters(filters, ['all', 'label', 'label!'])
  const all = yesNoFilter(filters, 'all') ?? false
  const deleted: string[] = []
  let space = 0
  for (const volume of daemon.volumes.all().reverse()) {
    // One that is mounted from elsewhere is more than a directory of Docker's.
    if (volume.options) continue
    if (!all && !isAnonymous(volume)) continue
    if (!passesLabels(filters, volume.labels)) continue
    if (usersOf(daemon, volume.name).length > 0) continue
    space += volumeSize(daemon, volume.name)
    deleteVolume(daemon, volume.name)
    deleted.push(volume.name)
  }
  daemon.events.log('volume', 'prune', '', { reclaimed: String(space) })
  return { VolumesDeleted: deleted, SpaceReclaimed: space }
}
