import { concatBytes, encode } from '../../../src/engine/base/text.ts'

/** One member of an archive under full control: nothing is checked and nothing is made right. */
export interface Member {
  readonly name: string | Uint8Array
  readonly type?: string
  readonly data?: Uint8Array | string
  readonly link?: string
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  readonly mtime?: number
  readonly major?: number
  readonly minor?: number
  /** The size that the header claims, where it is not that of `data`; text goes into the field as it is. */
  readonly size?: number | string
  /** The checksum field, where it is to be wrong. */
  readonly checksum?: string
  readonly magic?: string
  /** PAX records in a header of their own before it; text is the header's data as it is. */
  readonly pax?: Readonly<Record<string, string>> | string
}

const octal = (value: number, length: number): string => value.toString(8).padStart(length - 1, '0')
const bytesOf = (data: Uint8Array | string | undefined): Uint8Array =>
  data === undefined ? new Uint8Array(0) : typeof data === 'string' ? encode(data) : data

export function header(member: Member): Uint8Array {
  const block = new Uint8Array(512)
  const put = (offset: number, text: string | Uint8Array): void =>
    block.set(bytesOf(text).subarray(0, 512 - offset), offset)
  const size = member.size ?? bytesOf(member.data).length
  put(0, bytesOf(member.name).subarray(0, 100))
  put(100, octal(member.mode ?? (member.type === '5' ? 0o755 : 0o644), 8))
  put(108, octal(member.uid ?? 0, 8))
  put(116, octal(member.gid ?? 0, 8))
  put(124, typeof size === 'string' ? size : octal(size, 12))
  put(136, octal(member.mtime ?? 1_700_000_000, 12))
  put(148, '        ')
  put(156, member.type ?? '0')
  put(157, bytesOf(member.link).subarray(0, 100))
  put(257, member.magic ?? 'ustar\x0000')
  put(329, octal(member.major ?? 0, 8))
  put(337, octal(member.minor ?? 0, 8))
  const sum = block.reduce((total, byte) => total + byte, 0)
  put(148, member.checksum ?? `${octal(sum, 7)}\0 `)
  return block
}

const pad = (data: Uint8Array): Uint8Array => new Uint8Array((512 - (data.length % 512)) % 512)

function record(key: string, value: string): string {
  const body = ` ${key}=${value}\n`
  let size = encode(body).length + 1
  while (String(size).length + encode(body).length !== size) size = String(size).length + encode(body).length
  return `${size}${body}`
}

export function member(one: Member): Uint8Array {
  const data = bytesOf(one.data)
  const parts: Uint8Array[] = []
  if (one.pax !== undefined) {
    const records =
      typeof one.pax === 'string'
        ? one.pax
        : Object.entries(one.pax)
            .map(([k, v]) => record(k, v))
            .join('')
    parts.push(member({ name: 'PaxHeaders.0/x', type: 'x', data: records }))
  }
  parts.push(header(one), data, pad(data))
  return concatBytes(parts)
}

/** An archive of these members and the two blocks that end it. */
export const tar = (...members: readonly (Member | Uint8Array)[]): Uint8Array =>
  concatBytes([
    ...members.map((one) => (one instanceof Uint8Array ? one : member(one))),
    new Uint8Array(1024),
  ])
