import { type Body, EMPTY } from '../../base/body.ts'
import { encode } from '../../base/text.ts'
import { BLOCK, FIELD, padded } from '../../vfs/tar/format.ts'
import { readTar } from '../../vfs/tar/read.ts'
import { goJson } from '../json.ts'
import { TextWriter } from './text-writer.ts'

/** A CRC-64 in base64. */
const CHECKSUM = 12

/** What tar-split notes of an archive, its checksums still open, and the files that they are of. */
export interface TarSplit {
  readonly text: Uint8Array
  readonly files: readonly Body[]
}

/** How much of what follows the end of an archive goes into one segment. */
const PADDING_CHUNK = 1024 * 1024
/** Headers that describe the next one: PAX and GNU's long names. */
const SPECIAL = new Set(['x', 'g', 'L', 'K'])
const END = 2 * BLOCK

/**
 * What tar-split notes of an archive (vbatts/tar-split, tar/storage): everything that is not a file's content as
 * segments, and for each file its name, size and a CRC-64 of its content. With a directory of the files the archive can
 * be put together again, byte for byte. A line of JSON each.
 */
export function tarSplitText(tar: Body): TarSplit {
  const out = new TextWriter()
  const files: Body[] = []
  let position = 0
  let written = 0
  const segment = (end: number): void => {
    out.ascii('{"type":2,"payload":"')
    out.base64(tar.read(written, end - written))
    out.ascii(`","position":${position++}}\n`)
    written = end
  }
  for (const { name, body = EMPTY } of readTar(tar)) {
    const start = contentStart(tar, written)
    segment(start)
    out.add(
      encode(`{"type":1,"name":${goJson(name)}${body.size > 0 ? `,"size":${body.size}` : ''},"payload":`),
    )
    if (body.size > 0) {
      files.push(body)
      out.ascii('"')
      out.open(CHECKSUM)
      out.ascii('"')
    } else out.ascii('null')
    out.ascii(`,"position":${position++}}\n`)
    written = start + body.size
  }
  const end = Math.min(padded(written) + END, tar.size)
  if (end > written) segment(end)
  while (written < tar.size) segment(Math.min(written + PADDING_CHUNK, tar.size))
  return { text: out.finish(), files }
}

/** Where the content of the next entry begins: behind what pads the last one, special headers, and the header itself. */
function contentStart(tar: Body, from: number): number {
  for (let at = padded(from); ; ) {
    const header = tar.read(at, BLOCK)
    at += BLOCK
    if (!SPECIAL.has(String.fromCharCode(header[FIELD.typeflag[0]]!))) return at
    let size = 0
    for (const byte of header.subarray(FIELD.size[0], FIELD.size[0] + FIELD.size[1]))
      if (byte >= 48 && byte < 56) size = size * 8 + byte - 48
    at += padded(size)
  }
}
