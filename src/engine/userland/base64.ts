import { optionTable, parseOptions, usageError } from './options.ts'
import type { Main } from './program.ts'
import { Failure, openError, program, reason } from './program.ts'
import { quoteAlways } from './quoting.ts'
import { readAll } from './stdio.ts'
import { toBinary } from './text.ts'

const OPTIONS = optionTable('[OPTION]... [FILE]', '-d/--decode -i/--ignore-garbage -w/--wrap:')
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function encodeBase64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1], bytes[i + 2]]
    text += ALPHABET[a >> 2]! + ALPHABET[((a & 3) << 4) | ((b ?? 0) >> 4)]!
    text += b === undefined ? '=' : ALPHABET[((b & 15) << 2) | ((c ?? 0) >> 6)]!
    text += c === undefined ? '=' : ALPHABET[c & 63]!
  }
  return text
}

/** The bytes up to the first character that is wrong; `good` when there was none. */
function decodeBase64(text: string): { bytes: Uint8Array; good: boolean } {
  const out: number[] = []
  let bits = 0
  let held = 0
  let seen = 0
  for (const char of text) {
    if (char === '=') break
    const value = ALPHABET.indexOf(char)
    if (value < 0) return { bytes: new Uint8Array(out), good: false }
    held = (held << 6) | value
    bits += 6
    seen++
    if (bits < 8) continue
    bits -= 8
    out.push((held >> bits) & 255)
    held &= (1 << bits) - 1
  }
  const padding = /=*$/.exec(text)![0].length
  return { bytes: new Uint8Array(out), good: (seen + padding) % 4 === 0 && seen % 4 !== 1 }
}

export const base64Main: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [name = '-', extra] = options.operands
  if (extra !== undefined) throw usageError(io, `extra operand ${quoteAlways(extra)}`)
  const wrap = Number(options.get('w') ?? 76)
  if (!Number.isInteger(wrap) || wrap < 0)
    throw new Failure(`invalid wrap size: ${quoteAlways(options.get('w')!)}`)
  let bytes: Uint8Array
  try {
    bytes = await readAll(io.p, name === '-' ? 0 : io.p.open(name, { read: true }))
  } catch (error) {
    if (reason(error) === 'Is a directory') throw new Failure(`read error: ${reason(error)}`)
    await openError(io, name, error)
    return 1
  }
  if (options.has('d')) {
    const text = toBinary(bytes)
    const done = decodeBase64(
      options.has('i') ? text.replace(/[^A-Za-z0-9+/=]/g, '') : text.replace(/\n/g, ''),
    )
    await io.out.write(done.bytes)
    if (!done.good) throw new Failure(io.busybox ? 'truncated input' : 'invalid input')
    return 0
  }
  const text = encodeBase64(bytes)
  if (wrap === 0) await io.out.write(text)
  else for (let i = 0; i < text.length; i += wrap) await io.out.write(`${text.slice(i, i + wrap)}\n`)
  return 0
}

export const base64 = program('base64', base64Main)
