import type { Depth } from './stacks.ts'

/** A writable layer over layers, as far as a contender has it. Paths are relative, without a leading slash. */
export interface Mount {
  /** Size of a file; undefined where there is none. */
  size(path: string): number | undefined
  /** Number of entries of a directory, each of them looked at. */
  list(dir: string): number
  /** Overwrites the first byte of a lower file: the copy-up. */
  overwrite(path: string): void
  /** Reads a whole file; its size. */
  read(path: string): number
  /** Creates an empty file. */
  create(path: string): void
  /** Hides a lower file. Missing where a contender cannot. */
  readonly remove?: (path: string) => void
  /** Number of paths that differ from the layers. Missing where a contender cannot. */
  readonly changes?: () => number
  /** Something that keeps what the mount holds now, whatever is changed afterwards. */
  snapshot(): object
}

/** One implementation of a union of layers. */
export interface Contender {
  readonly name: string
  /** Files of its layers: less than the engine's where it is too slow to build. */
  readonly files: number
  /** A new container over the first `depth` layers. The layers are made once and shared. */
  mount(depth: Depth): Mount
}
