import type { ExitCode, Process } from './kernel/process.ts'
import type { Download } from './strata/download.ts'

export type { Download }

/**
 * A host with Docker on it. The only file that knows all the parts. This interface is what an adapter (the
 * page's worker, the headless runner, a test) drives; it holds no timers and does no I/O of its own.
 */
export interface World {
  /**
   * Runs what can run, at most `maxSteps` scheduler steps. `more`: steps ran out. `idle`: nothing to do until the
   * outside speaks. `paused`: the next thing is due after `delay` ns of simulated time and `advance()` allows it;
   * an adapter for readers waits a suitable while before, a headless one does not. `enough` is asked after each step and
   * ends the run early. The world may only be touched while it is not being pumped.
   */
  pump(maxSteps: number, enough?: () => boolean): Promise<Pumped>
  /** Moves the clock to the next thing that is due, after `paused`. */
  advance(): void
  /** Starts a program without a shell around it, its streams held by the caller. */
  start(command: JobOptions): Job
  /**
   * Starts a process of the host whose program the adapter brings along. As every program it awaits kernel calls and
   * nothing else; what it throws besides is a bug.
   */
  launch(name: string, program: (process: Process) => Promise<ExitCode>): Launched
  /** The host as its administrator sees it: for files in and out. Only calls that do not block. */
  readonly admin: Process
  /** Takes what `strata download` hands out. Until somebody listens, the command says that there is no page. */
  onDownload(listener: (file: Download) => void): void
  /** Opens a terminal with a login shell on it. */
  openTerminal(size: { columns: number; rows: number }): TerminalHandle
  /** Hash over everything that matters: equal in Node and in every browser for the same seed and journal. */
  stateHash(): string
  /** What the views draw, from the engine's state. `version` grows when it changed. */
  views(): WorldViews
  /** What each layer says about a path, topmost first; nothing where image or container is gone. */
  explain(over: MergedOf, path: string): readonly OriginView[]
}

export interface JobOptions {
  /** `argv[0]` is looked up in the PATH. */
  readonly argv: readonly string[]
  readonly env?: ReadonlyMap<string, string>
  readonly cwd?: string
  /** All of standard input; nothing otherwise. */
  readonly stdin?: Uint8Array
  /** Run it on a terminal of this size instead of on pipes. */
  readonly terminal?: { readonly columns: number; readonly rows: number }
}

export interface Job {
  /** Undefined as long as it runs. */
  readonly exitCode: number | undefined
  /** What it wrote so far; on a terminal everything is in `stdout`. */
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
  /** Types on its terminal. */
  input(bytes: Uint8Array): void
  /** Takes its terminal away. */
  close(): void
}

export interface Launched {
  /** Bytes on its standard input. */
  feed(bytes: Uint8Array): void
  /** The end of its standard input. */
  endInput(): void
  /** Ends the process at once, whatever it waits for. */
  kill(): void
}

export type Pumped = { readonly kind: 'more' | 'idle' } | { readonly kind: 'paused'; readonly delay: number }

export interface TerminalHandle {
  readonly id: string
  /** Bytes typed or pasted. */
  input(bytes: Uint8Array): void
  resize(size: { columns: number; rows: number }): void
  /** Called with what the terminal is to show. */
  onOutput(listener: (bytes: Uint8Array) => void): void
  /** The shell waits at its prompt: nothing of the reader's is running. */
  readonly atPrompt: boolean
}

export interface WorldViews {
  readonly version: number
  readonly layers: LayersView
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
