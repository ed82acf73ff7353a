/** Size of a sector in bytes. */
export const SECTOR = 512

/** Little-endian numbers of `bytes`. */
export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

const fromHex = (text: string): Uint8Array =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

/** The 16 bytes of a UUID in the order of its text (RFC 9562), as ext4 and swap keep it. */
export const uuidBytes = (uuid: string): Uint8Array => fromHex(uuid.replaceAll('-', ''))

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
