import { toBinary } from '../../base/text.ts'
import type { Fd, Process } from '../../kernel/process.ts'
import type { Patterns } from './patterns.ts'

const BLOCK = 65536

/** The records of a descriptor, each as soon as its end is there. */
export class RecordReader {
  private readonly process: Process
  readonly fd: Fd
  private buffer = ''
  private at = 0
  private ended = false

  constructor(process: Process, fd: Fd) {
    this.process = process
    this.fd = fd
  }

  /** The next record, undefined at the end. `separator` is RS. Throws what read(2) says. */
  next(separator: string, patterns: Patterns): string | undefined | Promise<string | undefined> {
    for (;;) {
      const cut = this.cut(separator, patterns)
      if (cut) {
        const text = this.buffer.slice(this.at, cut.from)
        this.at = cut.to
        return text
      }
      if (this.ended) {
        if (this.at >= this.buffer.length) return undefined
        let text = this.buffer.slice(this.at)
        this.at = this.buffer.length
        if (separator === '') text = text.replace(/\n+$/, '')
        return text
      }
      return this.fill().then(() => this.next(separator, patterns))
    }
  }

  private async fill(): Promise<void> {
    const chunk = await this.process.read(this.fd, BLOCK)
    if (chunk.length === 0) this.ended = true
    this.buffer = this.buffer.slice(this.at) + toBinary(chunk)
    this.at = 0
  }

  /** Where the next separator stands; undefined where more must be read to know. */
  private cut(separator: string, patterns: Patterns): { from: number; to: number } | undefined {
    const { buffer } = this
    if (separator.length === 1) {
      const from = buffer.indexOf(separator, this.at)
      return from < 0 ? undefined : { from, to: from + 1 }
    }
    if (separator === '') {
      while (buffer[this.at] === '\n') this.at++
      const from = buffer.indexOf('\n\n', this.at)
      if (from < 0) return undefined
      let to = from
      while (buffer[to] === '\n') to++
      return to < buffer.length || this.ended ? { from, to } : undefined
    }
    const pattern = patterns.find(separator)
    pattern.lastIndex = this.at
    for (let m = pattern.exec(buffer); m; m = pattern.exec(buffer)) {
      if (m[0] === '') {
        pattern.lastIndex++
        continue
      }
      const to = m.index + m[0].length
      return to < buffer.length || this.ended ? { from: m.index, to } : undefined
    }
    return undefined
  }
}
