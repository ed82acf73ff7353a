import type { Frame, Raised } from './errors.ts'
import { str } from './representation.ts'
import type { SourceError } from './syntax.ts'
import type { Instance } from './values.ts'
import type { Vm } from './vm.ts'

/** Frames that repeat are said to, after three of them. */
const REPEATS = 3

function frameText({ file, line, name, source, mark }: Frame): string {
  const head = `  File "${file}", line ${line}, in ${name}\n`
  if (!source) return head
  return `${head}    ${source}\n${mark === undefined ? '' : `    ${mark}\n`}`
}

/** What CPython writes about an exception that nobody handled. */
export async function tracebackText(vm: Vm, raised: Raised): Promise<string> {
  const cause = vm.causes.get(raised.value)
  const context = vm.contexts.get(raised.value)
  let before = ''
  if (cause)
    before = `${await tracebackText(vm, cause)}\nThe above exception was the direct cause of the following exception:\n\n`
  else if (context)
    before = `${await tracebackText(vm, context)}\nDuring handling of the above exception, another exception occurred:\n\n`
  const frames = [...raised.frames].reverse()
  let text = frames.length > 0 ? 'Traceback (most recent call last):\n' : ''
  let same = 0
  for (const [i, frame] of frames.entries()) {
    const last = frames[i - 1]
    same =
      last && last.file === frame.file && last.line === frame.line && last.name === frame.name ? same + 1 : 0
    if (same < REPEATS) text += frameText(frame)
    const next = frames[i + 1]
    const ends = !next || next.file !== frame.file || next.line !== frame.line || next.name !== frame.name
    if (ends && same >= REPEATS)
      text += `  [Previous line repeated ${same - REPEATS + 1} more time${same === REPEATS ? '' : 's'}]\n`
  }
  return before + text + (await lineOf(vm, raised.value))
}

/** `ValueError: what it says`; without the module of its class where it is to be brief. */
export async function lineOf(vm: Vm, value: Instance, brief = false): Promise<string> {
  const { module, name } = value.cls
  const bare = brief || module === 'builtins' || module === '__main__'
  const shown = bare ? name : `${module}.${name}`
  const text = await str(vm, value)
  return `${shown}${text === '' ? '' : `: ${text}`}\n`
}

/** What CPython writes about a source that it cannot read. */
export function sourceErrorText(error: SourceError, file: string, lines: readonly string[]): string {
  const { line, column, endLine, end } = error.span
  const source = lines[line - 1] ?? ''
  const text = source.trimStart()
  const indent = source.length - text.length
  const width = endLine === line && end > column ? end - column : 1
  const marked = error.kind === 'IndentationError' ? 1 : width
  const mark = `    ${' '.repeat(Math.max(0, column - indent))}${'^'.repeat(marked)}
`
  return `  File "${file}", line ${line}\n    ${text.trimEnd()}\n${mark}${error.kind}: ${error.message}\n`
}
