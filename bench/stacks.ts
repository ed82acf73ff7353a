import { type Body, bytesBody, EMPTY } from '../src/engine/base/body.ts'

/** Numbers of layers that are measured; 127 is the most that overlay2 allows below an upperdir. */
export const DEPTHS = [1, 8, 32, 127] as const
export type Depth = (typeof DEPTHS)[number]
export const DEEPEST = 127

/** Files of a layer, without the few of the merged directory and the large ones. */
export const FILES = 10_000
const DIRECTORIES = 100
/** Of ten files in a directory one has the same name in every layer. */
const SHARED = 0.1

export interface LayerFile {
  /** Relative, without a leading slash. */
  readonly path: string
  readonly body: Body
}

const two = (n: number): string => String(n).padStart(2, '0')
const three = (n: number): string => String(n).padStart(3, '0')

/** The directories that every layer has, each with a hundredth of its files. */
const directory = (i: number): string => `usr/share${Math.floor(i / 10)}/package${i % 10}`
const fileName = (layer: number, i: number, inDirectory: number): string =>
  i < inDirectory * SHARED ? `shared-${three(i)}.conf` : `lib${three(layer)}-${three(i)}.so`

/** The directory whose names are spread over the layers: as many as `MERGED` however many layers there are. */
export const MERGED_DIRECTORY = 'srv/merged'
export const MERGED = 1000

const LARGE_SIZE = 2 ** 20
export const LARGE = 16
export const large = (i: number): string => `srv/large/${two(i % LARGE)}.bin`

/** The small files of a layer, 0 being the base: `files` of them and its part of the merged directory. */
export function* layerFiles(layer: number, files = FILES): Generator<LayerFile> {
  const inDirectory = files / DIRECTORIES
  for (let d = 0; d < DIRECTORIES; d++)
    for (let i = 0; i < inDirectory; i++)
      yield { path: `${directory(d)}/${fileName(layer, i, inDirectory)}`, body: EMPTY }
  // Names that later layers bring hide the same names of the base: the view has 1000 at every depth.
  const step = layer === 0 ? 1 : DEEPEST
  for (let i = layer; i < MERGED; i += step)
    yield { path: `${MERGED_DIRECTORY}/entry-${three(i)}`, body: EMPTY }
}

/** The files of 1 MB. */
export function* largeFiles(): Generator<LayerFile> {
  const body = bytesBody(new Uint8Array(LARGE_SIZE).fill(0x5a))
  for (let i = 0; i < LARGE; i++) yield { path: large(i), body }
}

/** The files of a layer, the base with the large ones. */
export function* stackFiles(layer: number, files = FILES): Generator<LayerFile> {
  yield* layerFiles(layer, files)
  if (layer === 0) yield* largeFiles()
}

/** Files of one layer. */
export type FilesOf = (layer: number) => Iterable<LayerFile>

/** Pseudo-random numbers in [0, 1), the same in every run (a linear congruential generator). */
export function sequence(seed = 1): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Directory and name of `count` different files, spread evenly over layers and directories. */
export function sample(depth: number, files: number, count: number): { dir: string; name: string }[] {
  const next = sequence()
  const inDirectory = files / DIRECTORIES
  const found = new Map<string, { dir: string; name: string }>()
  while (found.size < count) {
    const layer = Math.floor(next() * depth)
    const dir = directory(Math.floor(next() * DIRECTORIES))
    const name = fileName(layer, Math.floor(next() * inDirectory), inDirectory)
    found.set(`${dir}/${name}`, { dir, name })
  }
  return [...found.values()]
}

/** The same for names that no layer has. */
export function absent(count: number): { dir: string; name: string }[] {
  return Array.from({ length: count }, (_, i) => ({
    dir: directory(i % DIRECTORIES),
    name: `nothing-${three(i)}.so`,
  }))
}
