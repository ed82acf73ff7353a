import { isErrno } from '../../base/errors.ts'
import { decode, encode } from '../../base/text.ts'
import { uuidBytes, viewOf } from '../../vfs/blocks/bytes.ts'
import { uuidText } from '../../vfs/blocks/guid.ts'
import { SUPERBLOCK } from '../../vfs/blocks/superblock.ts'
import { optionTable, parseOptions } from '../options.ts'
import { Failure, type Io, type Main, program } from '../program.ts'
import { headOf } from './probe.ts'
import { superblockText } from './superblock-text.ts'
import { blockAt, randomUuid, useOf, writeAt } from './volume-file.ts'

const VERSION = '1.47.0 (5-Feb-2023)'
const TUNE = optionTable(
  'device',
  '-l -L: -U: -c: -i: -m: -f !-e: !-g: !-j !-J: !-o: !-O: !-r: !-u: !-C: !-E: !-I: !-M: !-Q: !-T: !-z:',
)
const DUMP = optionTable('device', '-h -V !-b !-f !-g !-i !-x !-o:')
/** Where a superblock is, and in it the fields that are changed (Documentation/filesystems/ext4/super.rst). */
const AT = 1024
const MAGIC = 0x38
const [MOUNTS, INTERVAL, UUID, LABEL] = [0x36, 0x44, 0x68, 0x78]
const LABEL_LENGTH = 16
const UNITS: Readonly<Record<string, number>> = { d: 86_400, w: 7 * 86_400, m: 30 * 86_400, '': 86_400 }

/** The superblock on a device. */
async function superblockOf(io: Io, path: string): Promise<Uint8Array> {
  let head: Uint8Array
  try {
    head = await headOf(io.p, path, SUPERBLOCK)
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(
      `${error.message} while trying to open ${path}`,
      1,
      "Couldn't find valid filesystem superblock.",
    )
  }
  const bytes = head.slice(AT, AT + 1024)
  if (bytes.length < 1024 || viewOf(bytes).getUint16(MAGIC, true) !== 0xef53)
    throw new Failure(
      `Bad magic number in super-block while trying to open ${path}`,
      1,
      "Couldn't find valid filesystem superblock.",
    )
  return bytes
}

const labelOf = (bytes: Uint8Array): string =>
  decode(bytes.subarray(LABEL, LABEL + LABEL_LENGTH)).replace(/\0.*$/s, '')

function setLabel(bytes: Uint8Array, label: string): void {
  bytes.fill(0, LABEL, LABEL + LABEL_LENGTH)
  bytes.set(encode(label).subarray(0, LABEL_LENGTH), LABEL)
}

/** `tune2fs`: what an ext4 says of itself, and is told to say. */
const main: Main = async (io) => {
  if (io.name === 'e2label') return e2label(io)
  const options = parseOptions(io, TUNE)
  const [path] = options.operands
  await (options.has('l') ? io.out.write(`tune2fs ${VERSION}\n`) : io.stderr(`tune2fs ${VERSION}\n`))
  if (path === undefined) throw new Failure('no device', 1)
  const bytes = await superblockOf(io, path)
  const view = viewOf(bytes)
  if (options.has('l')) {
    await io.out.write(superblockText(bytes, io.p.now()))
    return 0
  }
  const uuid = options.get('U')
  if (uuid !== undefined) {
    await io.stderr(
      'Setting the UUID on this filesystem could take some time.\nProceed anyway (or wait 5 seconds to proceed) ? (y,N) ',
    )
    await io.p.sleep(5e9)
    await io.stderr('<proceeding>\n')
    const block = blockAt(io.p, path)
    if (block && useOf(io.p, block).length > 0) {
      await io.stderr(
        "The UUID may only be changed when the filesystem is unmounted.\nIf you only use kernels newer than v4.4, run 'tune2fs -O metadata_csum_seed' and re-run this command.\n",
      )
      return 1
    }
    bytes.set(uuidBytes(newUuid(io, uuid)), UUID)
  }
  const label = options.get('L')
  if (label !== undefined) {
    if (label.length > LABEL_LENGTH) await io.stderr('Warning: label too long, truncating.\n')
    setLabel(bytes, label)
  }
  const mounts = options.get('c')
  if (mounts !== undefined) {
    view.setInt16(MOUNTS, Number(mounts) || -1, true)
    await io.out.write(`Setting maximal mount count to ${Number(mounts) || -1}\n`)
  }
  const every = /^(\d+)([dwm]?)$/.exec(options.get('i') ?? '')
  if (every) {
    const seconds = Number(every[1]) * UNITS[every[2]!]!
    view.setUint32(INTERVAL, seconds, true)
    await io.out.write(`Setting interval between checks to ${seconds} seconds\n`)
  }
  if (options.has('m')) throw new Failure('reserved blocks are not part of this simulation', 1)
  await writeAt(io.p, path, new Map([[AT, bytes]]))
  return 0
}

function newUuid(io: Io, wanted: string): string {
  if (wanted === 'random' || wanted === 'time') return randomUuid(io.p)
  if (wanted === 'clear' || wanted === 'null') return uuidText(new Uint8Array(16))
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(wanted)) throw new Failure('Invalid UUID format\n', 1)
  return wanted
}

/** `e2label DEVICE [LABEL]`. */
async function e2label(io: Io): Promise<number> {
  const [path, label] = io.args
  if (path === undefined) {
    await io.stderr('Usage: e2label device [newlabel]\n')
    return 1
  }
  const bytes = await superblockOf(io, path)
  if (label === undefined) {
    await io.out.write(`${labelOf(bytes)}\n`)
    return 0
  }
  if (label.length > LABEL_LENGTH) await io.stderr('Warning: label too long, truncating.\n')
  setLabel(bytes, label)
  await writeAt(io.p, path, new Map([[AT, bytes]]))
  return 0
}

/** `dumpe2fs -h`: the same with what the journal says. */
const dump: Main = async (io) => {
  const options = parseOptions(io, DUMP)
  const [path] = options.operands
  await io.stderr(`dumpe2fs ${VERSION}\n`)
  if (options.has('V')) return 0
  if (path === undefined) throw new Failure('no device', 1)
  if (!options.has('h'))
    throw new Failure('block groups are not part of this simulation; -h shows the superblock', 1)
  const bytes = await superblockOf(io, path)
  await io.out.write(
    `${superblockText(bytes, io.p.now())}Journal features:         (none)\nTotal journal size:       4096k\nTotal journal blocks:     4096\nMax transaction length:   4096\nFast commit length:       0\nJournal sequence:         0x00000001\nJournal start:            0\n\n`,
  )
  return 0
}

export const tune2fs = {
  name: 'tune2fs',
  run: (p: Parameters<ReturnType<typeof program>['run']>[0]) =>
    program((p.argv[0] ?? '').endsWith('e2label') ? 'e2label' : 'tune2fs', main).run(p),
}
export const dumpe2fs = program('dumpe2fs', dump)
