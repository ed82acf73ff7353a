import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import { isBlockDevice } from '../../vfs/filesystem.ts'
import { optionTable, parseOptions, usageError } from '../options.ts'
import type { Io } from '../program.ts'
import { Failure, program } from '../program.ts'
import { tableLines } from '../table.ts'
import { toText } from '../text.ts'
import { deviceOf, fstabLines } from './fstab.ts'
import { human } from './lsblk.ts'

const ON = optionTable(
  '[options] [<spec>]',
  `-a/--all !-d/--discard:: -e/--ifexists !-f/--fixpgsz -o/--options: -p/--priority: -s/--summary --show:: --noheadings --raw --bytes -v/--verbose
   !-L: !-U:`,
  { suite: 'util-linux 2.38.1)' },
)
const OFF = optionTable('[options] [<spec>]', '-a/--all -v/--verbose !-L: !-U:', {
  suite: 'util-linux 2.38.1)',
})
const FAILED = 255

interface Area {
  readonly path: string
  readonly type: string
  readonly kib: number
  readonly used: number
  readonly priority: number
}

const areas = ({ p }: Io): Area[] =>
  toText(bytesOf(p.readFile('/proc/swaps')))
    .split('\n')
    .slice(1)
    .filter(Boolean)
    .map((line) => line.split(/\s+/))
    .map(([path = '', type = '', kib, used, priority]) => ({
      path,
      type,
      kib: Number(kib),
      used: Number(used),
      priority: Number(priority),
    }))

/** Swap areas of /etc/fstab. */
const configured = (io: Io): string[] =>
  fstabLines(io.p)
    .filter(({ type, options }) => type === 'swap' && !options.includes('noauto'))
    .map(({ source }) => deviceOf(source))

/** `swapon`: puts swap areas into use, or shows them. */
export const swapon = program('swapon', async (io) => {
  const options = parseOptions(io, ON)
  if (options.has('show')) {
    const columns = [
      { title: 'NAME' },
      { title: 'TYPE' },
      { title: 'SIZE', right: true },
      { title: 'USED', right: true },
      { title: 'PRIO', right: true },
    ]
    const size = (kib: number): string => (options.has('bytes') ? String(kib * 1024) : human(kib * 1024))
    // The header of an area counts here, as the device's size does.
    const rows = areas(io).map(({ path, type, kib, used, priority }) => ({
      cells: [path, type, size(kib), size(used), String(priority)],
    }))
    if (rows.length > 0)
      for (const line of tableLines(columns, rows, { headings: !options.has('noheadings'), tree: -1 }))
        await io.out.write(`${line}\n`)
    return 0
  }
  if (options.has('s')) {
    await io.out.write(toText(bytesOf(io.p.readFile('/proc/swaps'))))
    return 0
  }
  const wanted = options.has('a') ? configured(io) : options.operands
  if (wanted.length === 0 && !options.has('a')) throw usageError(io, 'bad usage')
  return each(io, wanted, (path) => {
    const device = deviceOf(path)
    if (options.has('e') && !io.p.exists(device)) return
    if (options.has('a') && areas(io).some((area) => area.path === real(io, device))) return
    if (!io.p.exists(device)) throw new Failure(`cannot open ${device}: No such file or directory`, FAILED)
    if (!isBlockDevice(io.p.stat(device).mode))
      throw new Failure('swapping to files is not part of this simulation', FAILED)
    try {
      io.p.swapOn(device)
    } catch (error) {
      if (!isErrno(error)) throw error
      if (error.errno === 'EINVAL') throw new Failure(`${device}: read swap header failed`, FAILED)
      throw new Failure(`${device}: swapon failed: ${error.message}`, FAILED)
    }
  })
})

/** `swapoff`. */
export const swapoff = program('swapoff', async (io) => {
  const options = parseOptions(io, OFF)
  const wanted = options.has('a') ? areas(io).map(({ path }) => path) : options.operands
  if (wanted.length === 0 && !options.has('a')) throw usageError(io, 'bad usage')
  return each(io, wanted, (path) => {
    try {
      io.p.swapOff(deviceOf(path))
    } catch (error) {
      if (!isErrno(error)) throw error
      throw new Failure(`${path}: swapoff failed: ${error.message}`, FAILED)
    }
  })
})

function real({ p }: Io, path: string): string {
  try {
    return p.realpath(path)
  } catch (error) {
    if (isErrno(error)) return path
    throw error
  }
}

async function each(io: Io, paths: readonly string[], action: (path: string) => void): Promise<number> {
  let failed = false
  for (const path of paths) {
    try {
      action(path)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      failed = true
      await io.error(error.message)
    }
  }
  return failed ? FAILED : 0
}
