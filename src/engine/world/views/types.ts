import type { StartStepKind } from '../../daemon/containers/starts/start-log.ts'
import type { WireCall } from '../../daemon/system/wire-log.ts'
import type { OverlayOperation, Searched } from '../../vfs/overlay/operation.ts'
import type { BootFact, MountFact } from '../../world.ts'
import type { PortsView } from './ports/types.ts'

/** Which view is wanted, and what of it. */
export type ViewQuery =
  | { readonly view: 'layers' }
  /** `mount`: the last one that was touched where it is left out. `open`: directories whose names are all listed. */
  | { readonly view: 'overlay'; readonly mount?: string; readonly open?: readonly string[] }
  /** `start`: the last one where it is left out. */
  | { readonly view: 'start'; readonly start?: number }
  /** `pid`: the process that is looked at. */
  | { readonly view: 'processes'; readonly pid?: number }
  | { readonly view: 'wire' }
  /** Names of two machines, and the number of the packet whose way is wanted. */
  | { readonly view: 'ports'; readonly left?: string; readonly right?: string; readonly packet?: number }
  | { readonly view: 'machine' }
export type ViewName = ViewQuery['view']

interface Version {
  /** Grows when something changed. */
  readonly version: number
}
export interface LayersSnapshot extends Version {
  readonly view: 'layers'
  readonly layers: LayersView
}
export interface OverlaySnapshot extends Version {
  readonly view: 'overlay'
  readonly overlay: OverlayView
}
export interface StartSnapshot extends Version {
  readonly view: 'start'
  readonly start: StartView
}
export interface ProcessesSnapshot extends Version {
  readonly view: 'processes'
  readonly processes: ProcessesView
}
export interface WireSnapshot extends Version {
  readonly view: 'wire'
  readonly wire: WireView
}
export interface PortsSnapshot extends Version {
  readonly view: 'ports'
  readonly ports: PortsView
}
export interface MachineSnapshot extends Version {
  readonly view: 'machine'
  /** Undefined where the host is no machine that boots. */
  readonly machine: MachineView | undefined
}
export type Snapshot =
  | LayersSnapshot
  | OverlaySnapshot
  | StartSnapshot
  | ProcessesSnapshot
  | WireSnapshot
  | PortsSnapshot
  | MachineSnapshot

/** A PC: how far it has come since it was switched on, what it has in memory, what is mounted, what lies on its disk. */
export interface MachineView {
  readonly boot: BootFact
  /** Those that were reached, in order, in milliseconds of the machine's clock since it was switched on. */
  readonly stages: readonly { readonly stage: BootStage; readonly after: number }[]
  readonly memory: readonly MemoryPart[]
  /** Command line of process 1; empty while there is none. */
  readonly init: readonly string[]
  /** As process 1 sees them, in the order of mounting. */
  readonly mounts: readonly MountFact[]
  readonly disk: DiskView
  /** How a container was started last. */
  readonly start: ShownStart | undefined
}
export type BootStage = Exclude<BootFact['stage'], 'off'>

/** Something in the machine's memory. */
export interface MemoryPart {
  readonly what: 'firmware' | 'loader' | 'kernel' | 'initrd' | 'rootfs'
  /** Where that is known. */
  readonly bytes?: number
  /** It was there, and its memory is free again. */
  readonly freed: boolean
}

export interface DiskView {
  /** In sectors of 512 bytes. */
  readonly sectors: number
  /** The first sector ends with 55 aa. */
  readonly signature: boolean
  /** The first sector begins with code. */
  readonly code: boolean
  readonly table: 'msdos' | 'gpt' | undefined
  readonly parts: readonly DiskPart[]
}

/** A stretch of the disk that belongs to a partition, by the table as its bytes are now. */
export interface DiskPart {
  /** `sda1`. */
  readonly name: string
  readonly start: number
  readonly sectors: number
  /** `83`, or the GUID of the type. */
  readonly type: string
  readonly active: boolean
  /** What its superblock says; undefined where there is none. */
  readonly holds:
    | {
        readonly kind: 'ext4' | 'vfat' | 'swap'
        readonly uuid: string
        readonly label: string
        /** It is mounted for writing, or was not unmounted. */
        readonly dirty: boolean
        /** Bytes that files take, and that there are for files; absent for swap. */
        readonly used?: number
        readonly capacity?: number
      }
    | undefined
  /** Directory of process 1 that it is mounted at. */
  readonly mounted?: string
}

/** The last calls of the Engine API, oldest first. */
export interface WireView {
  readonly calls: readonly WireCall[]
}
export type * from './ports/types.ts'
export type { WireCall }

/** How containers were started lately, and one of these starts step by step. */
export interface StartView {
  /** The latest first. */
  readonly starts: readonly { readonly number: number; readonly name: string; readonly ended: boolean }[]
  readonly shown: ShownStart | undefined
}

export interface ShownStart {
  readonly number: number
  readonly name: string
  readonly container: string
  readonly steps: readonly {
    readonly kind: StartStepKind
    /** Milliseconds of the host's clock since the first step. */
    readonly after: number
    /** Names are those of Linux, runc or Docker; so are the values. */
    readonly facts: readonly (readonly [name: string, value: string])[]
  }[]
}

/** All processes of the host, and one of them in detail. */
export interface ProcessesView {
  /** In the order of a walk: a parent before its children. */
  readonly processes: readonly ProcessRow[]
  readonly selected: ProcessDetail | undefined
}

export interface ProcessRow {
  readonly pid: number
  readonly depth: number
  /** 0 where there is none. */
  readonly parent: number
  readonly program: string
  readonly command: string
  readonly user: string
  readonly state: 'running' | 'sleeping' | 'stopped' | 'zombie' | 'frozen'
  /** The container that it belongs to. */
  readonly container?: { readonly id: string; readonly name: string }
  /** Its number within its own PID namespace, where that is not the host's. */
  readonly inner: number | undefined
  readonly namespaces: readonly {
    readonly kind: string
    /** Behind `net:[…]`. */
    readonly number: number | undefined
    /** It is the host's. */
    readonly host: boolean
    /** It is the parent's. */
    readonly inherited: boolean
  }[]
}

export interface ProcessDetail {
  readonly pid: number
  readonly exe: string
  readonly cwd: string
  /** File system and source of its root, with the upperdir of an overlay. */
  readonly root: string
  /** Mounts that it sees. */
  readonly mounts: number
  readonly cgroup: string
  readonly files: readonly { readonly fd: number; readonly path: string }[]
}

/** Overlays that are mounted or could be, and one of them in detail. */
export interface OverlayView {
  readonly mounts: readonly OverlayMount[]
  readonly shown: ShownOverlay | undefined
}

export interface OverlayMount {
  /** A container's ID, or the upperdir of what the reader mounted. */
  readonly id: string
  /** A container's name, or the mount point. */
  readonly name: string
  readonly kind: 'container' | 'mount'
  readonly mounted: boolean
}

export interface ShownOverlay {
  readonly id: string
  /** Where it is mounted. */
  readonly merged: string
  /** The upperdir, if there is one, then the lowerdirs, top first. */
  readonly columns: readonly OverlayColumn[]
  /** In the order of a listing: a directory before what is in it. */
  readonly rows: readonly OverlayRow[]
  /** More paths than are listed have to do with it. */
  readonly cut: boolean
  /** The latest first. */
  readonly operations: readonly NotedOperation[]
}

export interface OverlayColumn {
  readonly layer: Searched['layer']
  readonly directory: string
  /** Of a layer of an image. */
  readonly chainID?: string
  /** The instruction that made the layer; '' where there is none. */
  readonly createdBy: string
  /** What the daemon lays between image and container. */
  readonly init: boolean
}

export interface OverlayRow {
  /** Absolute within the merged view. */
  readonly path: string
  /** What the merged view shows. */
  readonly merged: { readonly kind: OverlayCell['kind']; readonly size: number } | undefined
  /** As many as columns. Undefined where a layer has nothing of that name. */
  readonly cells: readonly (OverlayCell | undefined)[]
  /** Names in the merged directory; 0 for anything else. */
  readonly names: number
  /** Every one of them is listed. */
  readonly open: boolean
}

export interface OverlayCell {
  readonly kind: 'file' | 'directory' | 'symlink' | 'whiteout' | 'device' | 'fifo' | 'socket'
  readonly size: number
  readonly opaque: boolean
  readonly role: 'supplies' | 'merged' | 'hides' | 'hidden'
  /** It is not the path itself, but a directory above it, that hides it here. */
  readonly above: boolean
}

export interface NotedOperation extends OverlayOperation {
  /** Counts from 1 in a world. */
  readonly number: number
  readonly pid: number
  readonly program: string
}

/** Whose merged view: an image's layers, or those and a container's writable layer. `id` as in the views. */
export interface MergedOf {
  readonly kind: 'image' | 'container'
  readonly id: string
}

/** One layer that has something to say about a path. */
export interface OriginView {
  /** ChainID of the layer, `upper` for a container's writable layer, `init` for what the daemon lays below it. */
  readonly layer: string
  /**
   * `supplies`: the merged view shows this one. `merges`: a directory whose names are merged with the ones above.
   * `hides`: a deletion mark. `hidden`: there, but below a file or a mark that hides it.
   */
  readonly effect: 'supplies' | 'merges' | 'hides' | 'hidden'
}

/** Images as stacks of layers and containers on top of them. */
export interface LayersView {
  readonly images: readonly ImageView[]
  /** Every layer in the store once, by chainID: equal chainIDs in two images are one shared layer. */
  readonly layers: readonly LayerView[]
  readonly containers: readonly ContainerView[]
}
export interface ImageView {
  /** `sha256:…` of the config. */
  readonly id: string
  /** `redis:latest`; empty when untagged. */
  readonly tags: readonly string[]
  readonly size: number
  /** ChainIDs, base first. */
  readonly layers: readonly string[]
  /** History rows, oldest first, as in the config; `layer` is the chainID a row made, if it made one. */
  readonly history: readonly { readonly createdBy: string; readonly layer?: string }[]
}
export interface LayerView {
  readonly chainID: string
  readonly diffID: string
  /** Compressed digest as in pull output, where it was pulled. */
  readonly blobDigest?: string
  /** Bytes of the files in it. */
  readonly size: number
  readonly createdBy: string
  /** Number of files and directories in it. */
  readonly entries: number
  /** Paths of the layer, at most 200, whiteouts among them. */
  readonly paths: readonly LayerPath[]
}
export interface LayerPath {
  readonly path: string
  readonly kind: 'file' | 'directory' | 'symlink' | 'whiteout' | 'other'
  readonly size: number
}
export interface ContainerView {
  readonly id: string
  readonly name: string
  /** Image ID and what the user called it. */
  readonly image: string
  readonly imageName: string
  readonly running: boolean
  readonly size: number
  /** The writable layer: what it added, changed, deleted. */
  readonly changes: readonly { readonly kind: 'added' | 'changed' | 'deleted'; readonly path: string }[]
}
