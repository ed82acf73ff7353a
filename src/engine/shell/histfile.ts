import { bytesOf } from '../base/body.ts'
import { isErrno } from '../base/errors.ts'
import { decode } from '../base/text.ts'
import type { Shell } from './state.ts'

const DEFAULT_SIZE = 500

const limit = (sh: Shell, name: string): number => {
  const value = sh.vars.get(name)
  return value === undefined || !/^\d+$/.test(value) ? DEFAULT_SIZE : Number(value)
}

function historyPath(sh: Shell): string | undefined {
  const given = sh.vars.get('HISTFILE')
  if (given !== undefined) return given || undefined
  const home = sh.vars.get('HOME')
  if (!home) return undefined
  return `${home === '/' ? '' : home}/${sh.dialect === 'bash' ? '.bash_history' : '.ash_history'}`
}

/** Reads the history of earlier sessions. */
export function readHistory(sh: Shell): void {
  const path = historyPath(sh)
  if (path === undefined || sh.dialect === 'dash') return
  try {
    const lines = decode(bytesOf(sh.process.readFile(path)))
      .split('\n')
      .filter((line) => line !== '')
    sh.history.lines.push(...lines.slice(-limit(sh, 'HISTSIZE')))
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

/** Writes the history for later sessions. A home that cannot be written to loses it silently, as bash does. */
export function writeHistory(sh: Shell): void {
  const path = historyPath(sh)
  if (path === undefined || sh.dialect === 'dash' || sh.history.lines.length === 0) return
  const lines = sh.history.lines.slice(-limit(sh, 'HISTFILESIZE'))
  try {
    sh.process.writeFile(path, lines.map((line) => `${line}\n`).join(''), 0o600)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

/** Adds a line as HISTCONTROL and HISTSIZE say. */
export function remember(sh: Shell, line: string): void {
  const control = (sh.vars.get('HISTCONTROL') ?? '').split(':')
  const both = control.includes('ignoreboth')
  if (line.trim() === '') return
  if ((both || control.includes('ignorespace')) && line.startsWith(' ')) return
  const { lines } = sh.history
  const duplicate = both || control.includes('ignoredups') || sh.dialect !== 'bash'
  if (duplicate && lines.at(-1) === line) return
  if (control.includes('erasedups'))
    for (let i = lines.length - 1; i >= 0; i--) if (lines[i] === line) lines.splice(i, 1)
  lines.push(line)
  const size = limit(sh, 'HISTSIZE')
  if (lines.length > size) lines.splice(0, lines.length - size)
}
