import { bytesOf } from '../base/body.ts'
import { isErrno } from '../base/errors.ts'
import { decode } from '../base/text.ts'
import { compile, quotePattern } from './expand/pattern.ts'
import type { Shell } from './state.ts'

const DEFAULT_SIZE = 500

/** HISTSIZE or HISTFILESIZE: lines that are kept; without limit where it is negative. */
const limit = (sh: Shell, name: string): number => {
  const value = sh.vars.get(name)
  if (value !== undefined && /^-\d+$/.test(value)) return Number.POSITIVE_INFINITY
  return value === undefined || !/^\d+$/.test(value) ? DEFAULT_SIZE : Number(value)
}

export function historyPath(sh: Shell): string | undefined {
  const given = sh.vars.get('HISTFILE')
  if (given !== undefined) return given || undefined
  const home = sh.vars.get('HOME')
  if (!home) return undefined
  return `${home === '/' ? '' : home}/${sh.dialect === 'bash' ? '.bash_history' : '.ash_history'}`
}

const STAMP = /^#\d+$/

/** Entries of a history file: a line each, or with time stamps all up to the next stamp. */
function parse(text: string): { line: string; time: number }[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const stamped = STAMP.test(lines[0] ?? '')
  const out: { line: string; time: number }[] = []
  let time = 0
  let open = false
  for (const line of lines) {
    if (STAMP.test(line)) {
      time = Number(line.slice(1))
      open = false
    } else if (stamped && open) out[out.length - 1]!.line += `\n${line}`
    else {
      if (line !== '') out.push({ line, time })
      open = true
    }
  }
  return out
}

/** Adds the lines of a history file, those from `from` on. Throws what reading throws. */
export function readHistoryFile(sh: Shell, path: string, from = 0): void {
  const entries = parse(decode(bytesOf(sh.process.readFile(path))))
  for (const { line, time } of entries.slice(from)) add(sh, line, time)
  sh.history.filed = sh.history.lines.length
}

/** Reads the history of earlier sessions. */
export function readHistory(sh: Shell): void {
  const path = historyPath(sh)
  if (path === undefined || sh.dialect === 'dash') return
  try {
    readHistoryFile(sh, path)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

function textOf(sh: Shell, from: number): string {
  const stamps = sh.dialect === 'bash' && sh.vars.isSet('HISTTIMEFORMAT')
  const { lines, times } = sh.history
  const kept = Math.max(from, lines.length - limit(sh, 'HISTFILESIZE'))
  return lines
    .slice(kept)
    .map((line, i) => `${stamps ? `#${times[kept + i] ?? 0}\n` : ''}${line}\n`)
    .join('')
}

/** Writes all lines over a file. */
export function writeHistoryFile(sh: Shell, path: string): void {
  sh.process.writeFile(path, textOf(sh, 0), 0o600)
  sh.history.filed = sh.history.lines.length
}

/** Adds the lines of this session that the file has not got yet. */
export function appendHistoryFile(sh: Shell, path: string): void {
  const { process } = sh
  const before = process.exists(path) ? decode(bytesOf(process.readFile(path))) : ''
  process.writeFile(path, before + textOf(sh, sh.history.filed), 0o600)
  sh.history.filed = sh.history.lines.length
}

/** Writes the history for later sessions. A home that cannot be written to loses it silently, as bash does. */
export function writeHistory(sh: Shell): void {
  const path = historyPath(sh)
  if (path === undefined || sh.dialect === 'dash' || sh.history.lines.length === 0) return
  try {
    if (sh.shopts.has('histappend')) appendHistoryFile(sh, path)
    else writeHistoryFile(sh, path)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

/** Takes a line out of the list. */
export function forget(sh: Shell, index: number, count = 1): void {
  sh.history.lines.splice(index, count)
  sh.history.times.splice(index, count)
  if (index < sh.history.filed) sh.history.filed = Math.max(index, sh.history.filed - count)
}

function add(sh: Shell, line: string, time: number): void {
  const { lines, times } = sh.history
  lines.push(line)
  times[lines.length - 1] = time
  const size = limit(sh, 'HISTSIZE')
  if (lines.length > size) forget(sh, 0, lines.length - size)
}

/** Adds a line as HISTCONTROL, HISTIGNORE and HISTSIZE say. */
export function remember(sh: Shell, line: string): void {
  const control = (sh.vars.get('HISTCONTROL') ?? '').split(':')
  const both = control.includes('ignoreboth')
  if (line.trim() === '') return
  if (sh.dialect === 'bash' && !sh.options.has('history')) return
  if ((both || control.includes('ignorespace')) && line.startsWith(' ')) return
  const { lines } = sh.history
  const duplicate = both || control.includes('ignoredups') || sh.dialect !== 'bash'
  if (duplicate && lines.at(-1) === line) return
  if (ignored(sh, line)) return
  if (control.includes('erasedups'))
    for (let i = lines.length - 1; i >= 0; i--) if (lines[i] === line) forget(sh, i)
  add(sh, line, Number(sh.process.now() / 1_000_000_000n))
}

/** HISTIGNORE: patterns for the whole line; `&` is the line before. */
function ignored(sh: Shell, line: string): boolean {
  const patterns = sh.dialect === 'bash' ? sh.vars.get('HISTIGNORE') : undefined
  if (!patterns) return false
  const before = sh.history.lines.at(-1) ?? ''
  return patterns
    .split(/(?<!\\):/)
    .some((each) => compile(each.replace(/(?<!\\)&/g, () => quotePattern(before))).test(line))
}
