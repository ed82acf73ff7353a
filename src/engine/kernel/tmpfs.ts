import { FsError } from '../base/errors.ts'
import type { Instant } from '../base/time.ts'
import { TreeFs } from '../vfs/tree-fs.ts'
import { MEMORY_KB, PAGE } from './memory.ts'

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }
/** Half of the memory, in bytes and in inodes. */
const defaultBytes = (memory: number): number => pages((memory / 2) * 1024)
const defaultInodes = (memory: number): number => Math.floor(defaultBytes(memory) / PAGE)
const DEFAULT_MODE = 0o1777

/** What a tmpfs was asked to be. */
interface TmpfsOptions {
  bytes: number
  inodes: number
  mode: number
  uid: number
  gid: number
}

/** `1m`, `50%`: bytes in whole pages. EINVAL. */
function sizeOf(text: string, memory: number): number {
  const percent = /^(\d+)%$/.exec(text)
  if (percent) return pages((memory * 1024 * Number(percent[1])) / 100)
  const m = /^(\d+)([kmg]?)$/i.exec(text)
  if (!m) throw new FsError('EINVAL')
  return pages(Number(m[1]) * UNITS[m[2]!.toLowerCase()]!)
}
const pages = (bytes: number): number => Math.ceil(bytes / PAGE) * PAGE

const numberIn = (text: string, base: 8 | 10): number => {
  if (!(base === 8 ? /^[0-7]+$/ : /^\d+$/).test(text)) throw new FsError('EINVAL')
  return Number.parseInt(text, base)
}

/** Reads options as shmem_parse_one does (mm/shmem.c). EINVAL for one that a tmpfs has not. */
function parse(options: readonly string[], memory: number): TmpfsOptions {
  const found: TmpfsOptions = {
    bytes: defaultBytes(memory),
    inodes: defaultInodes(memory),
    mode: DEFAULT_MODE,
    uid: 0,
    gid: 0,
  }
  for (const option of options) {
    const [name = '', value = ''] = option.split('=', 2)
    if (name === 'size') found.bytes = sizeOf(value, memory)
    else if (name === 'nr_blocks') found.bytes = sizeOf(value, memory) * PAGE
    else if (name === 'nr_inodes') found.inodes = sizeOf(value, memory) === 0 ? 0 : countOf(value)
    else if (name === 'mode') found.mode = numberIn(value, 8) & 0o7777
    else if (name === 'uid') found.uid = numberIn(value, 10)
    else if (name === 'gid') found.gid = numberIn(value, 10)
    else if (!['huge', 'mpol', 'inode32', 'inode64'].includes(name)) throw new FsError('EINVAL')
  }
  return found
}

function countOf(text: string): number {
  const m = /^(\d+)([kmg]?)$/i.exec(text)
  if (!m) throw new FsError('EINVAL')
  return Number(m[1]) * UNITS[m[2]!.toLowerCase()]!
}

/** As /proc/mounts shows them: what differs from the default (shmem_show_options). */
function shown({ bytes, inodes, mode, uid, gid }: TmpfsOptions, memory: number): string[] {
  return [
    ...(bytes === defaultBytes(memory) ? [] : [`size=${bytes / 1024}k`]),
    ...(inodes === defaultInodes(memory) ? [] : [`nr_inodes=${inodes}`]),
    ...(mode === DEFAULT_MODE ? [] : [`mode=${mode.toString(8).padStart(3, '0')}`]),
    ...(uid === 0 ? [] : [`uid=${uid}`]),
    ...(gid === 0 ? [] : [`gid=${gid}`]),
  ]
}

/** An empty tmpfs with its options as /proc/mounts shows them (tmpfs(5)). `memory`: the machine's, in KiB. EINVAL. */
export function newTmpfs(
  dev: number,
  options: readonly string[],
  time: Instant,
  memory: number = MEMORY_KB.total,
): { fs: TreeFs; options: string[] } {
  const wanted = parse(options, memory)
  const fs = new TreeFs({ type: 'tmpfs', dev, rootMode: wanted.mode, time })
  if (wanted.uid !== 0 || wanted.gid !== 0) fs.setattr(fs.root, { uid: wanted.uid, gid: wanted.gid, time })
  fs.capacity = { bytes: wanted.bytes, inodes: wanted.inodes }
  return { fs, options: shown(wanted, memory) }
}

/** Changes the size of a mounted one. EINVAL where more is in it already. Returns the options as shown from now on. */
export function resizeTmpfs(
  fs: TreeFs,
  before: readonly string[],
  options: readonly string[],
  memory: number = MEMORY_KB.total,
): string[] {
  const wanted = parse([...before, ...options], memory)
  const { bytes, inodes } = fs.usage()
  if (wanted.bytes < bytes || wanted.inodes < inodes) throw new FsError('EINVAL')
  fs.capacity = { bytes: wanted.bytes, inodes: wanted.inodes }
  return shown(wanted, memory)
}
