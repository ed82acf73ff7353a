import { isErrno } from '../../base/errors.ts'
import { exitStatus } from '../../kernel/signals.ts'
import { mountsOf } from '../mount-table.ts'
import { optionTable, parseOptions } from '../options.ts'
import type { Io, Main } from '../program.ts'
import { Failure, program } from '../program.ts'
import { deviceOf, fstabLines } from './fstab.ts'
import { contentsOf, headOf, tryHead } from './probe.ts'

const FSCK = optionTable(
  '[options] -- [fs-options] [<filesystem> ...]',
  '-A -C:: -l -M -N -P -r:: -R -s -T -t: -V -a -n -p -y -f -v -c -k',
  { suite: 'util-linux 2.38.1)', exit: 16 },
)
const VERSION = '2.38.1'
const NOT_FOUND = 8

/** `fsck`: has each device checked by the program for what is on it (fsck(8)). */
export const fsck = program('fsck', async (io) => {
  const options = parseOptions(io, FSCK, joined(io.args))
  if (!options.has('T')) await io.out.write(`fsck from util-linux ${VERSION}\n`)
  await io.out.flush()
  const listed = fstabLines(io.p).filter(({ pass, path }) => pass > 0 && !(options.has('R') && path === '/'))
  const devices = options.has('A') ? listed.map(({ source }) => source) : options.operands
  let code = 0
  for (const [i, given] of devices.entries()) {
    const path = ofMountPoint(io, given)
    if (options.has('M') && mountsOf(io.p).some(({ source, path: at }) => source === path && at !== '/'))
      continue
    code |= await check(io, path, options, i + 1)
  }
  return code
})

/** `-C5`: the number may stand with the letter; alone it takes none. */
const joined = (args: readonly string[]): string[] => args.map((arg) => (arg === '-C' ? '-C0' : arg))

const ofMountPoint = ({ p }: Io, given: string): string =>
  deviceOf(fstabLines(p).find(({ path }) => path === given)?.source ?? given)

async function check(
  io: Io,
  path: string,
  options: ReturnType<typeof parseOptions>,
  number: number,
): Promise<number> {
  const head = await tryHead(io.p, path)
  const type = options.get('t') ?? (head && contentsOf(head)?.type)
  if (type === undefined) {
    await io.stderr(`fsck.ext2: No such file or directory while trying to open ${path}\n`)
    return NOT_FOUND
  }
  const program = ['/sbin', '/usr/sbin']
    .map((folder) => `${folder}/fsck.${type}`)
    .find((one) => io.p.exists(one))
  if (program === undefined) {
    await io.error(`fsck: error 2 (No such file or directory) while executing fsck.${type} for ${path}`)
    return NOT_FOUND
  }
  const flags = ['a', 'n', 'p', 'y', 'f', 'v', 'c', 'k']
    .filter((flag) => options.has(flag))
    .map((flag) => `-${flag}`)
  const progress = options.has('C') ? [`-C${options.get('C') || '0'}`] : []
  const argv = [`fsck.${type}`, ...flags, ...progress, path]
  if (options.has('V'))
    await io.out.write(`[${program} (${number}) -- ${mountOf(io, path)}] ${argv.join(' ')} \n`)
  if (options.has('N')) return 0
  await io.out.flush()
  const ended = await io.p.wait(io.p.spawn({ path: program, argv }))
  return ended ? exitStatus(ended.status) : 0
}

const mountOf = ({ p }: Io, device: string): string =>
  fstabLines(p).find(({ source }) => deviceOf(source) === device)?.path ?? device

const E2FSCK = optionTable(
  '[-panyrcdfktvDFV] [-b superblock] [-B blocksize] [-l|-L bad_blocks_file] [-C fd] [-j external_journal] [-E extended-options] [-z undo_file] device',
  '-a -p -n -y -f -v -C: -V -d -t -F -k !-c !-D !-b: !-B: !-j: !-l: !-L: !-E: !-z:',
  { suite: 'e2fsprogs) 1.47.0', exit: 16 },
)
const TITLE = 'e2fsck 1.47.0 (5-Feb-2023)\n'
const PASSES = [
  'Checking inodes, blocks, and sizes',
  'Checking directory structure',
  'Checking directory connectivity',
  'Checking reference counts',
  'Checking group summary information',
]
/** Where they stand in the superblock, which is 1024 bytes from the beginning (ext4, super.rst). */
const SUPERBLOCK = 1024
const STATE = SUPERBLOCK + 0x3a
const INCOMPATIBLE = SUPERBLOCK + 0x60
const NEEDS_RECOVERY = 4

/** `e2fsck`, `fsck.ext4`: what its superblock says; a journal that was left is played back. */
export const e2fsckMain: Main = async (io) => {
  const options = parseOptions(io, E2FSCK)
  const [path] = options.operands
  if (options.has('V')) {
    await io.stderr(`${TITLE}\tUsing EXT2FS Library version 1.47.0, 5-Feb-2023\n`)
    return 0
  }
  if (path === undefined) throw new Failure('', 16, `Usage: ${io.name} [-panyrcdfktvDFV] device`)
  const quiet = options.has('a', 'p')
  if (!quiet) await io.stderr(TITLE)
  let head: Uint8Array
  try {
    head = await headOf(io.p, path)
  } catch (error) {
    if (!isErrno(error)) throw error
    await io.stderr(`${io.name}: ${error.message} while trying to open ${path}\n`)
    return NOT_FOUND
  }
  const mounted = mountsOf(io.p).find(({ source }) => source === path)
  if (mounted?.shared.includes('ro') === false && !options.has('n')) {
    await io.out.write(`${path} is mounted.\n${io.name}: Cannot continue, aborting.\n\n\n`)
    return NOT_FOUND
  }
  const contents = contentsOf(head)
  if (!contents?.type.startsWith('ext')) {
    await io.stderr(
      `${io.name}: Bad magic number in super-block while trying to open ${path}\n${path}: \nThe superblock could not be read or does not describe a valid ext2/ext3/ext4\nfilesystem.\n\n`,
    )
    return NOT_FOUND
  }
  return examine(io, path, contents.label || path, head, options)
}

async function examine(
  io: Io,
  path: string,
  name: string,
  head: Uint8Array,
  options: ReturnType<typeof parseOptions>,
): Promise<number> {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const features = view.getUint32(INCOMPATIBLE, true)
  const dirty = (features & NEEDS_RECOVERY) !== 0
  if (dirty && !options.has('n')) {
    await io.out.write(`${name}: recovering journal\n`)
    view.setUint32(INCOMPATIBLE, features & ~NEEDS_RECOVERY, true)
    view.setUint16(STATE, 1, true)
    const fd = io.p.open(path, { write: true })
    await io.p.write(fd, head.subarray(0, 4096))
    io.p.close(fd)
  } else if (dirty)
    await io.out.write('Warning: skipping journal recovery because doing a read-only filesystem check.\n')
  const [inodes, blocks] = [view.getUint32(SUPERBLOCK, true), view.getUint32(SUPERBLOCK + 4, true)]
  const [freeBlocks, freeInodes] = [
    view.getUint32(SUPERBLOCK + 0xc, true),
    view.getUint32(SUPERBLOCK + 0x10, true),
  ]
  const counts = `${inodes - freeInodes}/${inodes} files`
  const used = `${blocks - freeBlocks}/${blocks} blocks`
  if (!options.has('f') && (view.getUint16(STATE, true) & 1) !== 0) {
    await io.out.write(`${name}: clean, ${counts}, ${used}\n`)
    return 0
  }
  for (const [i, pass] of PASSES.entries())
    if (!options.has('a', 'p')) await io.out.write(`Pass ${i + 1}: ${pass}\n`)
  await io.out.write(`${name}: ${counts} (0.1% non-contiguous), ${used}\n`)
  return 0
}

export const e2fsck = program('e2fsck', e2fsckMain)
