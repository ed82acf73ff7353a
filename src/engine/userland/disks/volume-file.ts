import { isErrno } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import { isBlockDevice } from '../../vfs/filesystem.ts'
import { UDEV_CONTROL } from '../modules/udev.ts'
import { mountsOf } from '../mount-table.ts'
import type { Io } from '../program.ts'
import { textAt } from '../system-files.ts'
import { type Block, blocks } from './devices.ts'

/** The block device at a path; undefined for anything else. Throws what stat(2) says. */
export function blockAt(p: Process, path: string): Block | undefined {
  const { mode, rdev } = p.stat(path)
  if (!isBlockDevice(mode)) return undefined
  return blocks(p).find(({ major, minor }) => major === rdev.major && minor === rdev.minor)
}

/** Where a device, or one that is part of it, is mounted or swapped to. */
export function useOf(p: Process, { name }: Block): string[] {
  const own = (source: string): boolean => source.startsWith(`/dev/${name}`)
  const swaps = (textAt(p, '/proc/swaps') ?? '').split('\n').map((line) => line.split(/\s+/)[0] ?? '')
  return [
    ...mountsOf(p)
      .filter(({ source }) => own(source))
      .map(({ path }) => path),
    ...swaps.filter(own).map(() => 'swap'),
  ]
}

/** Writes bytes of a device; udevd looks at it again, as it does when somebody closes it (60-block.rules). */
export async function writeAt(
  p: Process,
  path: string,
  pieces: ReadonlyMap<number, Uint8Array>,
): Promise<void> {
  const fd = p.open(path, { write: true })
  for (const [offset, bytes] of pieces) {
    p.seek(fd, offset, 'set')
    await p.write(fd, bytes)
  }
  p.close(fd)
  try {
    await p.connect(UDEV_CONTROL).call({ trigger: true })
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

/** A random UUID (RFC 9562, version 4). */
export function randomUuid({ random }: Process): string {
  const hex = random.hex(32)
  const variant = '89ab'[Number.parseInt(hex[16]!, 16) & 3]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}

/** One line of an answer; undefined at the end of input. */
export async function answer({ p }: Io): Promise<string | undefined> {
  const bytes: number[] = []
  for (;;) {
    const [byte] = await p.read(0, 1)
    if (byte === undefined) return bytes.length === 0 ? undefined : String.fromCharCode(...bytes)
    if (byte === 10) return String.fromCharCode(...bytes)
    bytes.push(byte)
  }
}
