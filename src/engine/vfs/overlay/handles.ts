import type { Ino } from '../filesystem.ts'
import { OVERLAY_XATTR, type Xattrs } from '../inode.ts'

/**
 * Inode numbers of an overlay are computed, never allotted: `position * 2^32 + ino`, where `position` is the
 * layer's place in the stack, base first. They stay the same over a copy-up, as overlayfs keeps st_ino by the
 * origin it notes on the copy.
 */
const SPAN = 2 ** 32
/** Position of inodes that only the upperdir has. */
const UPPER = 2 ** 16
/** From here on: one name of a lower file with several. `ino` is then an index into the layer's `LinkTable`. */
const LINKED = 2 ** 17

export const numberOf = (layer: number, ino: Ino): Ino => layer * SPAN + ino
export const positionOf = (handle: Ino): number => Math.floor(handle / SPAN)
/** The number within the layer. */
export const innerOf = (handle: Ino): Ino => handle >>> 0

export const upperNumber = (ino: Ino): Ino => UPPER * SPAN + ino
export const isUpper = (handle: Ino): boolean => positionOf(handle) === UPPER

/** A lower file with several names is known by one of them: a copy-up breaks that name from the others (index=off). */
export const linkedNumber = (layer: number, index: number): Ino => (LINKED + layer) * SPAN + index
export const isLinked = (handle: Ino): boolean => handle >= LINKED * SPAN
/** Layer of a `linkedNumber`. */
export const linkedLayer = (handle: Ino): number => positionOf(handle) - LINKED

export const ORIGIN = `${OVERLAY_XATTR}origin`
export const IMPURE = `${OVERLAY_XATTR}impure`
export const UUID = `${OVERLAY_XATTR}uuid`
const ORIGIN_SIZE = 29

/**
 * Value of `trusted.overlay.origin`: a file handle as overlayfs writes it (fs/overlayfs/overlayfs.h, `ovl_fb`): version 0,
 * magic 0xfb, length, flags, type 1 (inode and generation), 16 bytes of UUID, then two little-endian words. The
 * generation is the layer's position.
 */
export function encodeOrigin(handle: Ino): Uint8Array {
  const bytes = new Uint8Array(ORIGIN_SIZE)
  bytes.set([0, 0xfb, ORIGIN_SIZE, 0, 1])
  const words = [innerOf(handle), positionOf(handle)]
  words.forEach((word, i) => {
    for (let at = 0; at < 4; at++) bytes[21 + i * 4 + at] = (word >>> (8 * at)) & 0xff
  })
  return bytes
}

/** The lower inode a copy was made of, or undefined. */
export function originOf(xattrs: Xattrs | undefined): Ino | undefined {
  const bytes = xattrs?.get(ORIGIN)
  if (bytes?.length !== ORIGIN_SIZE || bytes[1] !== 0xfb) return undefined
  const word = (at: number): number =>
    (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
  return numberOf(word(25), word(21))
}
