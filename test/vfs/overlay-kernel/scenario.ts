/** What a layer holds, as record.py makes it. `p` is relative, '' the layer's root; parents come first. */
export interface Entry {
  readonly p: string
  /** Directory, file, symlink, hard link, fifo, character or block device. A character device 0:0 is a whiteout. */
  readonly t: 'd' | 'f' | 'l' | 'h' | 'p' | 'c' | 'b'
  readonly m?: number
  readonly u?: number
  readonly g?: number
  /** Content of a file. */
  readonly c?: string
  /** Target of a symlink; of a hard link a path of the same layer. */
  readonly to?: string
  readonly r?: readonly [number, number]
  readonly x?: Readonly<Record<string, string>>
}

/** A call and its arguments, as record.py and replay.ts do it. */
export type Operation = readonly [name: string, ...args: (string | number)[]]

export interface Scenario {
  /** Base first. */
  readonly layers: readonly (readonly Entry[])[]
  readonly upper: readonly Entry[]
  readonly ops: readonly Operation[]
}

/** `[kind, mode, uid, gid, links, number, age, content, xattrs?]`, or the errno of looking at it. */
export type Described = readonly unknown[] | string
export type Dump = Readonly<Record<string, Described>>

/** What came of a scenario. */
export interface Answer {
  readonly before: Dump
  readonly results: readonly unknown[]
  readonly after: Dump
  readonly upper: Dump
  readonly work: readonly unknown[]
}

const NAMES = ['a', 'b', 'c', 'd', 'e']
const XATTRS = ['user.one', 'user.two', 'trusted.three', 'trusted.overlay.opaque', 'trusted.overlay.other']
const FLAGS = [
  'r',
  'r',
  'w',
  '+',
  'a',
  'wt',
  '+t',
  'wc',
  '+c',
  'wct',
  'wcx',
  'ac',
  'rd',
  'rc',
  'rn',
  'rt',
  'wn',
  'rcx',
  'rcd',
]
const S_IFCHR = 0o020000
const S_IFBLK = 0o060000
const S_IFIFO = 0o010000

/** mulberry32: the same numbers for the same seed. */
function numbers(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

class Dice {
  private readonly next: () => number
  constructor(seed: number) {
    this.next = numbers(seed)
  }
  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }
  chance(part: number): boolean {
    return this.next() < part
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }
}

/** A random layer, with everything that may lie in one, wherever it makes sense or not. */
function layer(dice: Dice, most: number): Entry[] {
  const entries: Entry[] = []
  const taken = new Set<string>()
  const folders = ['']
  const files: string[] = []
  if (dice.chance(0.1))
    entries.push({
      p: '',
      t: 'd',
      m: 0o711,
      ...(dice.chance(0.3) && { x: { 'trusted.overlay.opaque': 'y' } }),
    })
  const add = (entry: Entry): void => {
    entries.push(entry)
  }
  for (let left = dice.below(most) + 1; left > 0; left--) {
    const parent = dice.pick(folders)
    const p = parent === '' ? dice.pick(NAMES) : `${parent}/${dice.pick(NAMES)}`
    if (taken.has(p)) continue
    taken.add(p)
    const owner = dice.chance(0.2) ? { u: 1000, g: 1000 } : {}
    const x = dice.chance(0.15) ? { [dice.pick(XATTRS.slice(0, 3))]: dice.pick(['1', 'value']) } : undefined
    const roll = dice.below(100)
    if (roll < 38) {
      if (p.split('/').length < 4) folders.push(p)
      const opaque = dice.chance(0.15) ? { 'trusted.overlay.opaque': 'y' } : undefined
      add({
        p,
        t: 'd',
        m: dice.pick([0o755, 0o700, 0o1775, 0o2775]),
        ...owner,
        ...((x || opaque) && { x: { ...x, ...opaque } }),
      })
    } else if (roll < 62 || (roll < 72 && files.length === 0)) {
      files.push(p)
      add({
        p,
        t: 'f',
        m: dice.pick([0o644, 0o600, 0o4755]),
        c: dice.pick(['', 'one', 'other text']),
        ...owner,
        ...(x && { x }),
      })
    } else if (roll < 72) add({ p, t: 'h', to: dice.pick(files) })
    else if (roll < 80) add({ p, t: 'l', to: dice.pick([...NAMES, 'a/b', './c', 'b/a/c']), ...owner })
    else if (roll < 83) add({ p, t: 'p', m: 0o640 })
    else if (roll < 86) add({ p, t: 'c', m: 0o666, r: [1, 3] })
    else if (roll < 88) add({ p, t: 'b', m: 0o600, r: [7, 99] })
    else add({ p, t: 'c', m: 0, r: [0, 0] })
  }
  return entries
}

function operation(dice: Dice, paths: readonly string[]): Operation {
  const random = (): string => Array.from({ length: dice.below(3) + 1 }, () => dice.pick(NAMES)).join('/')
  const path = (): string => (dice.chance(0.7) && paths.length > 0 ? dice.pick(paths) : random())
  const slot = (): number => dice.below(3)
  const roll = dice.below(100)
  if (roll < 17) return ['open', path(), dice.pick(FLAGS), 0o640, slot()]
  if (roll < 24) return ['write', slot(), dice.pick(['x', 'written', ''])]
  if (roll < 28) return ['read', slot()]
  if (roll < 30) return ['fstat', slot()]
  if (roll < 32) return ['ftruncate', slot(), dice.pick([0, 2, 12])]
  if (roll < 33) return ['close', slot()]
  if (roll < 41) return ['unlink', path()]
  if (roll < 48) return ['rmdir', path()]
  if (roll < 55) return ['mkdir', path(), dice.pick([0o755, 0o700])]
  if (roll < 66) return ['rename', path(), path()]
  if (roll < 70) return ['link', path(), path()]
  if (roll < 72) return ['symlink', dice.pick(['a', 'b/c', 'nowhere']), path()]
  if (roll < 74) {
    const [type, major, minor] = dice.pick([
      [S_IFCHR, 1, 3],
      [S_IFCHR, 0, 0],
      [S_IFBLK, 7, 99],
      [S_IFIFO, 0, 0],
    ] as const)
    return ['mknod', path(), type, major, minor]
  }
  if (roll < 77) return ['chmod', path(), dice.pick([0o600, 0o755, 0o2755])]
  if (roll < 79)
    return [dice.pick(['chown', 'lchown']), path(), dice.pick([0, 1000, -1]), dice.pick([0, 1000])]
  if (roll < 81) return ['utimes', path(), 999_999_999]
  if (roll < 83) return ['truncate', path(), dice.pick([0, 3, 20])]
  if (roll < 86) return ['setxattr', path(), dice.pick(XATTRS), dice.pick(['y', 'set'])]
  if (roll < 88) return ['removexattr', path(), dice.pick(XATTRS)]
  if (roll < 90) return ['getxattr', path(), dice.pick(XATTRS)]
  if (roll < 92) return ['listxattr', path()]
  if (roll < 94) return ['readlink', path()]
  if (roll < 96) return ['readdir', path()]
  return [dice.pick(['stat', 'lstat']), path()]
}

/** The scenario of a seed. */
export function scenarioOf(seed: number): Scenario {
  const dice = new Dice(seed)
  const layers = Array.from({ length: dice.below(5) + 1 }, () => layer(dice, 14))
  const upper = dice.chance(0.35) ? layer(dice, 8) : []
  const paths = [...new Set([...layers.flat(), ...upper].map(({ p }) => p).filter((p) => p !== ''))]
  // Some stay with a few names, so that much happens to each.
  const few = dice.chance(0.4) ? Array.from({ length: 4 }, () => dice.pick([...paths, ...NAMES])) : paths
  const ops = Array.from({ length: dice.below(20) + 4 }, () => operation(dice, few))
  return { layers, upper, ops }
}
