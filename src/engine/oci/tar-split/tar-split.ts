import { encodeBase64 } from '../../base/base64.ts'
import type { Body } from '../../base/body.ts'
import { concatBytes, encode } from '../../base/text.ts'
import { crc64 } from './crc64.ts'
import { tarSplitText } from './entries.ts'
import { closeGzip, OPEN, openGzip } from './open-gzip.ts'

/**
 * `tar-split.json.gz` of a layer's tar. Its size takes a pass over the headers; the files' contents are read, for their
 * checksums, when somebody reads it.
 */
export function tarSplitFile(tar: Body): Body {
  const file = openGzip(tarSplitText(tar).text)
  let whole: Uint8Array | undefined
  const make = (): Uint8Array => {
    const { text, files } = tarSplitText(tar)
    const values = concatBytes(files.map((body) => encode(encodeBase64(crc64(body)))))
    let next = 0
    for (let at = text.indexOf(OPEN); at >= 0; at = text.indexOf(OPEN, at)) text[at] = values[next++]!
    return closeGzip(file, values, text)
  }
  return {
    size: file.bytes.length,
    read: (offset, length) => {
      whole ??= make()
      return whole.subarray(offset, Math.min(whole.length, offset + length))
    },
  }
}
