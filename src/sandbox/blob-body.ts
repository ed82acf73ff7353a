import type { Body } from '../engine/base/body.ts'
import { FsError } from '../engine/base/errors.ts'

/** Reads a blob while the caller waits: a dedicated worker's FileReaderSync. Throws what that throws. */
export type ReadNow = (blob: Blob) => Uint8Array

/** Bytes read at least, so that a walk from header to header does not ask for each. */
const WINDOW = 256 * 1024
/** A longer piece is not kept. */
const KEPT = 32 * 1024 * 1024

/**
 * A body over a blob of the browser: a file that was dropped, or bytes that the browser keeps wherever it likes. Read in
 * windows, the last of which is kept where it is not long. A file that changed since, or went away, fails as a broken disk does: EIO.
 */
export function blobBody(blob: Blob, readNow: ReadNow): Body {
  let window: Uint8Array = new Uint8Array(0)
  let start = 0
  const load = (offset: number, end: number): Uint8Array => {
    try {
      return readNow(blob.slice(offset, end))
    } catch (error) {
      if (error instanceof DOMException) throw new FsError('EIO')
      throw error
    }
  }
  return {
    size: blob.size,
    read: (offset, length) => {
      const end = Math.min(blob.size, offset + length)
      if (offset >= end) return new Uint8Array(0)
      if (end - offset > KEPT) return load(offset, end)
      if (offset < start || end > start + window.length) {
        window = load(offset, Math.max(offset + WINDOW, end))
        start = offset
      }
      return window.subarray(offset - start, end - start)
    },
  }
}
