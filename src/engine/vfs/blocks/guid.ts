import { uuidBytes } from './bytes.ts'

const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

/** A UUID of 16 bytes as text. */
export function uuidText(bytes: Uint8Array): string {
  const all = hex(bytes.subarray(0, 16))
  return [0, 8, 12, 16, 20].map((at, i, starts) => all.slice(at, starts[i + 1])).join('-')
}

/** Which byte of the text stands where in a GUID of UEFI: its first three fields are little-endian. */
const GUID_ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15]

/** The 16 bytes of a GUID as UEFI and GPT keep it. */
export function guidBytes(guid: string): Uint8Array {
  const plain = uuidBytes(guid)
  return Uint8Array.from(GUID_ORDER, (at) => plain[at]!)
}
/** In lower case. */
export const guidText = (bytes: Uint8Array): string =>
  uuidText(Uint8Array.from(GUID_ORDER, (at) => bytes[at]!))
