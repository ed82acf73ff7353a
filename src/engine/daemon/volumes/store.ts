import { OrderedMap } from 'immutable'
import type { Instant } from '../../base/time.ts'
import { emptyTree, type Tree } from '../../vfs/tree.ts'
import { TreeFs } from '../../vfs/tree-fs.ts'

/** A volume of the `local` driver as the daemon remembers it. */
export interface Volume {
  readonly name: string
  readonly created: Instant
  readonly labels: Readonly<Record<string, string>> | null
  /** What mount(8) is to be told, where the volume is more than a directory: `type`, `device`, `o`. */
  readonly options: Readonly<Record<string, string>> | null
}

/** The label of a volume that nobody named. */
export const ANONYMOUS = 'com.docker.volume.anonymous'

export const isAnonymous = ({ labels }: Volume): boolean => labels !== null && ANONYMOUS in labels

/** Volumes by name, oldest first, with what they hold. */
export type VolumeState = OrderedMap<string, { readonly volume: Volume; readonly tree: Tree }>

/**
 * Volumes. Each is a directory of the host's disk: one file system object for all who have it mounted, so that a write is seen
 * everywhere at once. `state` is a value.
 */
export class VolumeStore {
  private volumes = OrderedMap<string, Volume>()
  private readonly directories = new Map<string, TreeFs>()
  private readonly dev: number

  /** `dev` is the device that the volumes lie on. */
  constructor(dev: number) {
    this.dev = dev
  }

  get state(): VolumeState {
    return this.volumes.map((volume) => ({ volume, tree: this.directories.get(volume.name)!.tree }))
  }
  restore(state: VolumeState): void {
    this.volumes = state.map(({ volume }) => volume)
    for (const name of [...this.directories.keys()]) if (!state.has(name)) this.directories.delete(name)
    for (const [name, { tree }] of state) {
      const known = this.directories.get(name)
      if (known) known.restore(tree)
      else this.directories.set(name, this.open(tree))
    }
  }

  /** What tells one set of volumes from another, whatever they hold. */
  get list(): OrderedMap<string, Volume> {
    return this.volumes
  }
  get(name: string): Volume | undefined {
    return this.volumes.get(name)
  }
  all(): Volume[] {
    return [...this.volumes.values()]
  }
  /** The directory `_data` of a volume. */
  directory(name: string): TreeFs {
    const directory = this.directories.get(name)
    if (!directory) throw new Error(`no volume ${name}`)
    return directory
  }
  add(volume: Volume): Volume {
    this.volumes = this.volumes.set(volume.name, volume)
    this.directories.set(volume.name, this.open(emptyTree({ time: volume.created })))
    return volume
  }
  remove(name: string): void {
    this.volumes = this.volumes.delete(name)
    this.directories.delete(name)
  }

  private open(tree: Tree): TreeFs {
    return new TreeFs({ type: 'ext4', dev: this.dev, tree })
  }
}
