/** Size of a sector in bytes. */
export const SECTOR = 512

/** Little-endian numbers of `bytes`. */
export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const fromHex = (text: string): Uint8Array =>
  Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

/** The 16 bytes of a UUID in the order of its text (RFC 9562), as ext4 and swap keep it. */
export const uuidBytes = (uuid: string): Uint8Array => fromHex(uuid.replaceAll('-', ''))
