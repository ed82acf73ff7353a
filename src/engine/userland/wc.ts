import { isRegular } from '../vfs/filesystem.ts'
import { optionTable, parseOptions } from './options.ts'
import type { Main } from './program.ts'
import { inputs, openError, program, reason } from './program.ts'
import { quoteFile } from './quoting.ts'
import { chunks } from './stdio.ts'
import { textWidth } from './width.ts'

const OPTIONS = optionTable(
  '[OPTION]... [FILE]...',
  '-c/--bytes -m/--chars -l/--lines !--files0-from: -L/--max-line-length -w/--words',
)

interface Counts {
  lines: number
  words: number
  chars: number
  bytes: number
  longest: number
}
const none = (): Counts => ({ lines: 0, words: 0, chars: 0, bytes: 0, longest: 0 })

export const wcMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const some = options.has('c', 'm', 'l', 'w', 'L')
  const shown: (keyof Counts)[] = []
  if (!some || options.has('l')) shown.push('lines')
  if (!some || options.has('w')) shown.push('words')
  if (options.has('m')) shown.push('chars')
  if (!some || options.has('c')) shown.push('bytes')
  if (options.has('L')) shown.push('longest')
  const files = options.operands
  let width = shown.length === 1 && files.length <= 1 ? 1 : numberWidth()
  if (io.busybox) width = shown.length > 1 || files.length > 1 ? 9 : 0
  let code = 0
  const total = none()
  const print = (c: Counts, name: string): Promise<void> => {
    const numbers = shown.map((key) => String(c[key]).padStart(width))
    return io.out.write(`${numbers.join(' ')}${name && ` ${io.busybox ? name : quoteFile(name)}`}\n`)
  }
  const report = io.busybox
    ? (path: string, error: unknown) => io.error(`${path}: ${reason(error)}`)
    : (path: string, error: unknown) => openError(io, path, error)
  for await (const { fd, name } of inputs(io, files, () => (code = 1), report)) {
    const counts = none()
    try {
      await count(fd, counts)
    } catch (error) {
      await io.error(`${quoteFile(name)}: ${reason(error)}`)
      code = 1
    }
    for (const key of ['lines', 'words', 'chars', 'bytes'] as const) total[key] += counts[key]
    total.longest = Math.max(total.longest, counts.longest)
    await print(counts, files.length === 0 ? '' : name)
  }
  if (files.length > 1) await print(total, 'total')
  return code

  async function count(fd: number, c: Counts): Promise<void> {
    const text = new TextDecoder('utf-8', { ignoreBOM: true })
    const needText = shown.includes('chars') || shown.includes('longest')
    let inWord = false
    let line = ''
    for await (const chunk of chunks(io.p, fd)) {
      c.bytes += chunk.length
      for (let i = 0; i < chunk.length; i++) {
        const byte = chunk[i]!
        if (byte === 10) c.lines++
        const blank = byte === 32 || (byte >= 9 && byte <= 13)
        if (!blank && !inWord && (byte > 32 || byte === 0) && byte !== 127 && byte !== 0) {
          c.words++
          inWord = true
        } else if (blank) inWord = false
      }
      if (!needText) continue
      const piece = text.decode(chunk, { stream: true })
      for (const char of piece) if (char !== '\ufffd') c.chars++
      const lines = (line + piece).split('\n')
      line = lines.pop()!
      for (const l of lines) c.longest = Math.max(c.longest, tabbedWidth(l))
    }
    if (needText) c.longest = Math.max(c.longest, tabbedWidth(line))
  }

  /** As wide as the sum of the sizes needs; 7 where one is no regular file. */
  function numberWidth(): number {
    let sum = 0
    let least = 1
    for (const name of files.length === 0 ? ['-'] : files) {
      if (name !== '-' && !io.p.exists(name)) continue
      const stat = name === '-' ? io.p.fstat(0) : io.p.stat(name)
      if (isRegular(stat.mode)) sum += stat.size
      else least = 7
    }
    return Math.max(least, String(sum).length)
  }
}

function tabbedWidth(line: string): number {
  let at = 0
  for (const part of line.split(/(\t|\r|\f)/)) {
    if (part === '\t') at += 8 - (at % 8)
    else if (part !== '\r' && part !== '\f') at += textWidth(part)
  }
  return at
}

export const wc = program('wc', wcMain)
