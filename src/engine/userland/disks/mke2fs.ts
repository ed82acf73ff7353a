import { isErrno } from '../../base/errors.ts'
import { unixSeconds } from '../../base/time.ts'
import { uuidBytes } from '../../vfs/blocks/bytes.ts'
import { ext4Shape, SUPERBLOCK, writeExt4 } from '../../vfs/blocks/superblock.ts'
import { optionTable, parseOptions } from '../options.ts'
import { Failure, type Io, type Main, program } from '../program.ts'
import { contentsOf, tryHead } from './probe.ts'
import { answer, blockAt, randomUuid, useOf, writeAt } from './volume-file.ts'

const OPTIONS = optionTable(
  '[options] device [ fs-size ]',
  '-b: -F -L: -m: -n -q -t: -U: -v -V -O: -E: -i: -N: -T: -j !-c !-l: !-C: !-d: !-e: !-g: !-G: !-I: !-J: !-M: !-o: !-r: !-S !-z: !-D',
)
const MIB = 2 ** 20

/** Blocks of the journal, by the number of blocks (e2fsprogs, ext2fs_default_journal_size). */
const journalOf = (blocks: number): number =>
  blocks < 2048 ? 0 : blocks < 32_768 ? 1024 : blocks < 262_144 ? 4096 : blocks < 524_288 ? 8192 : 16_384

/** What a device holds, as mke2fs and mkswap name it. */
async function oldContents(io: Io, path: string): Promise<string | undefined> {
  const head = await tryHead(io.p, path)
  const found = head && contentsOf(head)
  if (!found) return undefined
  return `${path} contains a ${found.type} file system${found.label ? ` labelled '${found.label}'` : ''}`
}

/** `mke2fs`: an empty ext4 on a device. */
const main: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const quiet = options.has('q')
  const say = (text: string): Promise<void> => (quiet ? Promise.resolve() : io.out.write(text))
  await io.out.flush()
  if (!quiet || options.has('V')) await io.stderr('mke2fs 1.47.0 (5-Feb-2023)\n')
  if (options.has('V')) {
    await io.stderr('\tUsing EXT2FS Library version 1.47.0\n')
    return 0
  }
  const [path] = options.operands
  if (path === undefined) {
    await io.stderr(USAGE)
    return 1
  }
  if (options.get('t') !== undefined && options.get('t') !== 'ext4')
    throw new Failure(`of ext2, ext3 and ext4, only ext4 is part of this simulation`)
  const block = await deviceAt(io, path)
  if (useOf(io.p, block).length > 0) {
    const swap = useOf(io.p, block).every((use) => use === 'swap')
    await io.stderr(
      `${path} is ${swap ? 'apparently in use by the system' : 'mounted'}; will not make a filesystem here!\n`,
    )
    return 1
  }
  const old = await oldContents(io, path)
  if (old !== undefined) {
    await say(`${old}\n`)
    if (!options.has('F') && io.p.isatty(0) && io.p.isatty(1)) {
      await io.out.write('Proceed anyway? (y,N) ')
      await io.out.flush()
      if (!/^y/i.test((await answer(io)) ?? '')) return 1
    }
  }
  const size = Number(options.get('b') ?? (block.sectors * 512 < 512 * MIB ? 1024 : 4096))
  if (![1024, 2048, 4096].includes(size)) throw new Failure(`invalid block size - ${options.get('b')}`)
  const { blocks, groups, perGroup, inodes } = ext4Shape(block.sectors, size)
  const uuid =
    options.get('U') === undefined || options.get('U') === 'random' ? randomUuid(io.p) : options.get('U')!
  if (uuidBytes(uuid).length !== 16) throw new Failure(`invalid UUID: '${uuid}'`)
  await say('Discarding device blocks: done                            \n')
  await say(
    `Creating filesystem with ${blocks} ${size / 1024}k blocks and ${inodes} inodes\nFilesystem UUID: ${uuid}\n`,
  )
  const backups = backupsOf(groups, perGroup, size === 1024 ? 1 : 0)
  if (backups.length > 0) await say(`Superblock backups stored on blocks: \n\t${backups.join(', ')}\n\n`)
  else await say('\n')
  if (options.has('n')) return 0
  await say('Allocating group tables: done                            \n')
  await say('Writing inode tables: done                            \n')
  const journal = journalOf(blocks)
  if (journal > 0) await say(`Creating journal (${journal} blocks): done\n`)
  const made = unixSeconds(io.p.now())
  const facts = {
    kind: 'ext4',
    uuid,
    label: options.get('L') ?? '',
    blockSize: size,
    sectors: block.sectors,
    dirty: false,
    made,
  } as const
  const bytes = new Uint8Array(SUPERBLOCK)
  writeExt4(bytes.subarray(1024), facts)
  await writeAt(io.p, path, new Map([[0, bytes]]))
  await say('Writing superblocks and filesystem accounting information: done\n\n')
  return 0
}

async function deviceAt(io: Io, path: string) {
  try {
    const block = blockAt(io.p, path)
    if (block) return block
  } catch (error) {
    if (!isErrno(error)) throw error
    await io.stderr(
      error.errno === 'ENOENT'
        ? `The file ${path} does not exist and no size was specified.\n`
        : `${io.name}: ${error.message} while trying to determine filesystem size\n`,
    )
    throw new Failure('', 1)
  }
  throw new Failure('a file system in a file is not part of this simulation', 1)
}

/** First blocks of the groups that have a copy: 1, and powers of 3, 5, 7 (sparse_super). */
function backupsOf(groups: number, perGroup: number, first: number): number[] {
  const found = groups > 1 ? [1] : []
  for (const base of [3, 5, 7]) for (let group = base; group < groups; group *= base) found.push(group)
  return found.sort((a, b) => a - b).map((group) => group * perGroup + first)
}

const USAGE = `Usage: mke2fs [-c|-l filename] [-b block-size] [-C cluster-size]
	[-i bytes-per-inode] [-I inode-size] [-J journal-options]
	[-G flex-group-size] [-N number-of-inodes] [-d root-directory]
	[-m reserved-blocks-percentage] [-o creator-os]
	[-g blocks-per-group] [-L volume-label] [-M last-mounted-directory]
	[-O feature[,...]] [-r fs-revision] [-E extended-option[,...]]
	[-t fs-type] [-T usage-type ] [-U UUID] [-e errors_behavior][-z undo_file]
	[-jnqvDFSV] device [blocks-count]
`

export const mke2fs = {
  name: 'mke2fs',
  run: (p: Parameters<ReturnType<typeof program>['run']>[0]) =>
    program((p.argv[0] ?? 'mke2fs').replace(/^.*\//, ''), main).run(p),
}

/** `mkfs -t TYPE`: hands over to the program of that type. */
export const mkfs = program('mkfs', async (io) => {
  const at = io.args.findIndex((arg) => arg === '-t' || arg === '--type')
  const type = at >= 0 ? io.args[at + 1] : 'ext2'
  const rest = at >= 0 ? io.args.toSpliced(at, 2) : io.args
  const path = `/usr/sbin/mkfs.${type}`
  if (!io.p.exists(path)) throw new Failure(`failed to execute mkfs.${type}: No such file or directory`)
  return io.p.exec(path, [`mkfs.${type}`, ...rest], io.p.env)
})
