import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { Shell } from '../state.ts'

/** Text with its tilde prefixes replaced: what is done, and the rest that is still literal. */
export interface Tilded {
  readonly done: readonly { readonly text: string; readonly quoted: boolean }[]
  readonly rest: string
}

/** `~`, `~/x`, `~user`, `~+`, `~-` at the start of a word. `last`: nothing follows the text in its word. */
export function expandTilde(sh: Shell, text: string, last: boolean): Tilded {
  const m = /^~([\w.+-]*)(?=\/|:|$)/.exec(text)
  if (!m || (m[0].length === text.length && !last)) return { done: [], rest: text }
  const home = homeOf(sh, m[1]!)
  if (home === undefined) return { done: [], rest: text }
  return { done: [{ text: home, quoted: true }], rest: text.slice(m[0].length) }
}

/** In an assignment: at the start, and after each unquoted colon. */
export function tildeAssignment(sh: Shell, text: string, first: boolean, last: boolean): Tilded {
  const done: { text: string; quoted: boolean }[] = []
  const parts = text.split(':')
  for (const [i, part] of parts.entries()) {
    if (i > 0) done.push({ text: ':', quoted: false })
    if (i === 0 && !first) {
      done.push({ text: part, quoted: false })
      continue
    }
    const tilde = expandTilde(sh, part, last || i < parts.length - 1)
    done.push(...tilde.done, { text: tilde.rest, quoted: false })
  }
  return { done, rest: '' }
}

function homeOf(sh: Shell, user: string): string | undefined {
  if (user === '')
    return sh.vars.get('HOME') ?? passwdHome(sh, (fields) => fields[2] === String(sh.process.credentials.uid))
  if (user === '+') return sh.vars.get('PWD')
  if (user === '-') return sh.vars.get('OLDPWD')
  return passwdHome(sh, (fields) => fields[0] === user)
}

function passwdHome(sh: Shell, wanted: (fields: string[]) => boolean): string | undefined {
  try {
    const lines = decode(bytesOf(sh.process.readFile('/etc/passwd'))).split('\n')
    return lines.map((line) => line.split(':')).find(wanted)?.[5]
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}
