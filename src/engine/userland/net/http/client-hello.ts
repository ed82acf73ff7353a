import type { Random } from '../../../base/random.ts'
import { concatBytes, encode } from '../../../base/text.ts'

const word = (value: number): number[] => [value >> 8, value & 255]
/** `bytes` behind their length in two bytes. */
const long = (bytes: readonly number[]): number[] => [...word(bytes.length), ...bytes]
const extension = (type: number, data: readonly number[]): number[] => [...word(type), ...long(data)]

const CIPHERS = [0x1302, 0x1303, 0x1301, 0xc02c, 0xc030, 0xc02b, 0xc02f]
const GROUPS = [0x001d, 0x0017, 0x0018]
const SIGNATURES = [0x0403, 0x0503, 0x0804, 0x0805, 0x0401]

/** The first record of a client that wants to speak TLS with `host` (RFC 8446, 4.1.2). An address is not named in it. */
export function clientHello(random: Random, host: string): Uint8Array {
  const name = [...encode(host)]
  const named = !/^[\d.]+$|:/.test(host)
  const body = [
    ...word(0x0303),
    ...random.bytes(32),
    32,
    ...random.bytes(32),
    ...long(CIPHERS.flatMap(word)),
    ...[1, 0],
    ...long([
      ...(named ? extension(0, long([0, ...long(name)])) : []),
      ...extension(10, long(GROUPS.flatMap(word))),
      ...extension(13, long(SIGNATURES.flatMap(word))),
      ...extension(43, [4, ...word(0x0304), ...word(0x0303)]),
      ...extension(51, long([...word(0x001d), ...long([...random.bytes(32)])])),
    ]),
  ]
  const handshake = [1, 0, ...long(body)]
  return concatBytes([Uint8Array.of(0x16, 3, 1, ...word(handshake.length)), Uint8Array.from(handshake)])
}

/** The first byte of a record that answers it. */
export const isTlsRecord = (bytes: Uint8Array): boolean => bytes[0] === 0x16 || bytes[0] === 0x15
