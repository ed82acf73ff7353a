import { isErrno } from '../../base/errors.ts'
import { isBlockDevice } from '../../vfs/filesystem.ts'
import { optionTable, parseOptions } from '../options.ts'
import type { Io, Main } from '../program.ts'
import { program } from '../program.ts'
import { type Block, blocks } from './devices.ts'
import { contentsOf, type PartitionTable, tableOf, tryHead } from './probe.ts'

const OPTIONS = optionTable(
  '[options] [<device> ...]',
  `!-c/--cache-file: -d/--no-encoding !-g/--garbage-collect -o/--output: -k/--list-filesystems -s/--match-tag: -t/--match-token:
   -l/--list-one -L/--label: -U/--uuid: -p/--probe !-i/--info !-S/--size: !-O/--offset: !-u/--usages: !-n/--match-types:`,
  { suite: 'util-linux 2.38.1)', exit: 4 },
)
/** Exit status where nothing was found. */
const NOTHING = 2

type Tag = readonly [name: string, value: string]

/** `blkid`: what is on block devices, from their first bytes. */
export const blkidMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const { p } = io
  if (options.has('k')) {
    await io.out.write('ext4\next3\next2\nvfat\nswap\n')
    return 0
  }
  const all = blocks(p)
  const asked = options.operands
  const [label, uuid] = [options.get('L'), options.get('U')]
  const token =
    label !== undefined ? `LABEL=${label}` : uuid !== undefined ? `UUID=${uuid}` : options.get('t')
  if (!options.has('p')) makeCacheFolder(io)
  let found = 0
  for (const path of asked.length > 0 ? asked : inOrder(all)) {
    const tags = await tagsOf(io, path, all)
    if (tags.length === 0) continue
    if (token !== undefined && !matches(tags, token)) continue
    const chosen = options.has('s') ? tags.filter(([name]) => options.all('s').includes(name)) : tags
    if (chosen.length === 0) continue
    found++
    if (label !== undefined || uuid !== undefined) {
      await io.out.write(`${path}\n`)
      return 0
    }
    await io.out.write(shown(options.get('o') ?? 'full', path, chosen))
    if (options.has('l')) break
  }
  return found > 0 ? 0 : NOTHING
}

/** What libblkid makes for its cache; what it remembers there is not simulated. */
function makeCacheFolder({ p }: Io): void {
  try {
    p.mkdir('/run/blkid', 0o755)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

/** In the order in which the kernel lists a directory of /sys, as libblkid looks for them. */
const inOrder = (all: readonly Block[]): string[] =>
  all
    .filter(({ name, partition }) => partition !== undefined || !all.some(({ disk }) => disk === name))
    .sort((a, b) => sysHash(a.name) - sysHash(b.name))
    .map(({ name }) => `/dev/${name}`)

/** By this number the kernel sorts the names of a directory of /sys (fs/kernfs/dir.c, kernfs_name_hash). */
function sysHash(name: string): number {
  const mask = (1n << 64n) - 1n
  let hash = 0n
  for (const c of name) {
    const code = BigInt(c.charCodeAt(0))
    hash = ((hash + (code << 4n) + (code >> 4n)) * 11n) & mask
  }
  return Number((((hash * 0x61c8864680b583ebn) & mask) >> 32n) & 0x7fffffffn)
}

const matches = (tags: readonly Tag[], token: string): boolean => {
  const at = token.indexOf('=')
  const [name, value] = [token.slice(0, at), token.slice(at + 1).replace(/^"|"$/g, '')]
  return tags.some(([key, text]) => key === name && text === value)
}

async function tagsOf({ p }: Io, path: string, all: readonly Block[]): Promise<Tag[]> {
  if (!p.exists(path) || !isBlockDevice(p.stat(path).mode)) return []
  const { rdev } = p.stat(path)
  const block = all.find(({ major, minor }) => major === rdev.major && minor === rdev.minor)
  const head = await tryHead(p, path)
  if (!head) return []
  const contents = contentsOf(head)
  const table = block?.disk === undefined ? undefined : await tableAt(p, block.disk)
  const partition = table?.partitions.find(({ number }) => number === block?.partition)
  const tags: Tag[] = []
  if (contents) {
    if (contents.label && contents.type !== 'vfat') tags.push(['LABEL', contents.label])
    if (contents.type === 'vfat' && contents.label)
      tags.push(['LABEL_FATBOOT', contents.label], ['LABEL', contents.label])
    tags.push(['UUID', contents.uuid])
    if (contents.blockSize !== undefined) tags.push(['BLOCK_SIZE', String(contents.blockSize)])
    tags.push(['TYPE', contents.type])
  } else if (block?.partition === undefined) {
    const own = tableOf(head)
    if (own) tags.push(['PTUUID', own.id.replace(/^0x/, '')], ['PTTYPE', own.kind])
  }
  if (partition?.name) tags.push(['PARTLABEL', partition.name])
  if (partition) tags.push(['PARTUUID', partition.uuid])
  return tags
}

async function tableAt(p: Io['p'], disk: string): Promise<PartitionTable | undefined> {
  const head = await tryHead(p, `/dev/${disk}`)
  return head && tableOf(head)
}

function shown(format: string, path: string, tags: readonly Tag[]): string {
  switch (format) {
    case 'value':
      return tags.map(([, value]) => `${value}\n`).join('')
    case 'device':
      return `${path}\n`
    case 'export':
      return `${[['DEVNAME', path], ...tags].map(([name, value]) => `${name}=${value}\n`).join('')}\n`
    case 'udev':
      return tags.map(([name, value]) => `ID_FS_${name}=${value}\n`).join('')
    default:
      return `${path}: ${tags.map(([name, value]) => `${name}="${value}"`).join(' ')}\n`
  }
}

export const blkid = program('blkid', blkidMain)
