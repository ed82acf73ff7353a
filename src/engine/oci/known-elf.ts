import { type Body, bytesOf } from '../base/body.ts'
import { decode, encode } from '../base/text.ts'
import { isElf, type Saying } from './elf.ts'

/** What an executable that was built elsewhere is known as. */
export interface KnownElf {
  /** Name of the program of the sandbox that does what it does. */
  readonly program: string
  /** What it writes, where that is all it does. */
  readonly saying?: Saying
}

/** As busybox's `libbb/messages.c` spells its banner. */
const BUSYBOX = encode('BusyBox v')
/** How Debian's build names itself in the banner. */
const DEBIAN = '(Debian '
/** First lines of what Docker's hello-world writes. */
const HELLO = encode('\nHello from Docker!\n')

/** Places of `wanted` in `bytes`, in their order. */
function* placesOf(bytes: Uint8Array, wanted: Uint8Array): Generator<number> {
  for (let at = bytes.indexOf(wanted[0]!); at >= 0; at = bytes.indexOf(wanted[0]!, at + 1))
    if (wanted.every((byte, i) => bytes[at + i] === byte)) yield at
}

/** The text of a C string that begins here. */
function cString(bytes: Uint8Array, at: number): string {
  const end = bytes.indexOf(0, at)
  return decode(bytes.subarray(at, end < 0 ? bytes.length : end))
}

function look(body: Body): KnownElf | undefined {
  if (!isElf(body)) return undefined
  const bytes = bytesOf(body)
  const banners = [...placesOf(bytes, BUSYBOX)].map((at) => cString(bytes, at))
  if (banners.length > 0)
    return { program: banners.some((text) => text.includes(DEBIAN)) ? 'busybox-static' : 'busybox' }
  for (const at of placesOf(bytes, HELLO))
    return { program: 'hello', saying: { fd: 1, exitCode: 0, text: cString(bytes, at) } }
  return undefined
}

/** Bodies that were looked through: a kernel asks each time that it starts a program. */
const looked = new WeakMap<Body, KnownElf | undefined>()

/**
 * Executables of real images that the sandbox knows a program for: BusyBox by its banner, hello-world by its text. They
 * are not run; the program of the sandbox stands in. Undefined for any other file. Reads the whole body once.
 */
export function knownElf(body: Body): KnownElf | undefined {
  if (!looked.has(body)) looked.set(body, look(body))
  return looked.get(body)
}
