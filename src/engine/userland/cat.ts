import { toBinary } from '../base/text.ts'
import { optionTable, parseOptions } from './options.ts'
import type { Main } from './program.ts'
import { inputs, program, reason } from './program.ts'
import { quoteFile } from './quoting.ts'
import { chunks } from './stdio.ts'
import { fromBinary } from './text.ts'

const OPTIONS = optionTable(
  '[OPTION]... [FILE]...',
  `-A/--show-all -b/--number-nonblank -e -E/--show-ends -n/--number -s/--squeeze-blank -t -T/--show-tabs -u
   -v/--show-nonprinting`,
)

/** One byte in the notation of `-v`: `^X`, `M-x`, `M-^X`. Newline and tab are the caller's. */
export function visible(code: number): string {
  if (code >= 128)
    return `M-${code >= 160 && code < 255 ? String.fromCharCode(code - 128) : visible(code - 128)}`
  if (code === 127) return '^?'
  return code < 32 ? `^${String.fromCharCode(code + 64)}` : String.fromCharCode(code)
}

export const catMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const marks = options.has('v', 'A', 'e', 't')
  const ends = options.has('E', 'A', 'e')
  const tabs = options.has('T', 'A', 't')
  const numbering = options.last('b', 'n') === undefined ? 'none' : options.has('b') ? 'nonblank' : 'all'
  const squeeze = options.has('s')
  const plain = !marks && !ends && !tabs && numbering === 'none' && !squeeze
  let code = 0
  let line = 0
  let atStart = true
  let blanks = 0

  const dress = (bytes: Uint8Array): string => {
    let text = ''
    for (const char of toBinary(bytes)) {
      if (char === '\n') {
        if (atStart) {
          blanks++
          if (squeeze && blanks > 1) continue
          if (numbering === 'all') text += `${String(++line).padStart(6)}\t`
        } else blanks = 0
        text += ends ? '$\n' : '\n'
        atStart = true
        continue
      }
      if (atStart) {
        blanks = 0
        if (numbering !== 'none') text += `${String(++line).padStart(6)}\t`
      }
      atStart = false
      if (char === '\t') text += tabs ? '^I' : char
      else text += marks ? visible(char.charCodeAt(0)) : char
    }
    return text
  }

  for await (const { fd, name } of inputs(io, options.operands, () => {
    code = 1
  })) {
    try {
      for await (const chunk of chunks(io.p, fd)) {
        await io.out.write(plain ? chunk : fromBinary(dress(chunk)))
        // What was typed or piped shows at once.
        if (plain) await io.out.flush()
      }
    } catch (error) {
      await io.error(io.busybox ? `read error: ${reason(error)}` : `${quoteFile(name)}: ${reason(error)}`)
      code = 1
    }
  }
  return code
}

export const cat = program('cat', catMain)
