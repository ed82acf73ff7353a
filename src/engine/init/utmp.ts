import { isErrno } from '../base/errors.ts'
import type { Instant } from '../base/time.ts'
import type { Process } from '../kernel/process.ts'
import { readText } from './manager/files.ts'
import { MANAGER_SOCKET, type ManagerRequest } from './requests.ts'

/** A record of who is logged in, or of what the machine does (utmp(5)). Kept as lines of JSON, not in the binary form. */
export interface UtmpEntry {
  readonly kind: 'boot' | 'runlevel' | 'login' | 'user' | 'dead' | 'shutdown'
  readonly user: string
  readonly line: string
  readonly pid: number
  readonly at: Instant
}

const UTMP = '/run/utmp'
export const WTMP = '/var/log/wtmp'
const LASTLOG = '/var/log/lastlog'

/** Records of one of the files, the oldest first. */
export function entriesOf(p: Process, path = UTMP): UtmpEntry[] {
  if (!p.exists(path)) return []
  return readText(p, path).split('\n').flatMap(entryIn)
}

const KINDS: readonly string[] = ['boot', 'runlevel', 'login', 'user', 'dead', 'shutdown']

/** The record of a line; none where it holds something else, since anybody who is root may write there. */
function entryIn(text: string): UtmpEntry[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return []
  }
  const { kind, user, line, pid, at } = (value ?? {}) as Record<string, unknown>
  const isRecord =
    KINDS.includes(String(kind)) &&
    typeof user === 'string' &&
    typeof line === 'string' &&
    typeof pid === 'number' &&
    /^\d{1,19}$/.test(String(at))
  return isRecord ? [{ kind: kind as UtmpEntry['kind'], user, line, pid, at: BigInt(String(at)) }] : []
}

const line = (entry: UtmpEntry): string => `${JSON.stringify({ ...entry, at: String(entry.at) })}\n`

/** In utmp a record takes the place of the one of its line; wtmp keeps all. */
export function addEntry(p: Process, entry: UtmpEntry): void {
  const others = entriesOf(p).filter(
    (one) => one.line !== entry.line || (one.kind === 'boot') !== (entry.kind === 'boot'),
  )
  try {
    p.writeFile(UTMP, [...others, entry].map(line).join(''), 0o664)
    if (p.exists('/var/log')) p.writeFile(WTMP, [...entriesOf(p, WTMP), entry].map(line).join(''), 0o664)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

/** When a user last logged in, and where. */
export const lastLogin = (p: Process, user: string): UtmpEntry | undefined =>
  entriesOf(p, LASTLOG).findLast((entry) => entry.user === user)

export function noteLogin(p: Process, entry: UtmpEntry): void {
  addEntry(p, entry)
  try {
    const others = entriesOf(p, LASTLOG).filter(({ user }) => user !== entry.user)
    p.writeFile(LASTLOG, [...others, entry].map(line).join(''), 0o664)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

/** Runlevels of System V that targets stand for (runlevel(8)). */
const LEVELS = [
  ['graphical.target', '5'],
  ['multi-user.target', '3'],
  ['rescue.target', '1'],
] as const

/** The runlevel of the targets that are up or coming; undefined where there is none. */
export async function runlevelOf(p: Process): Promise<string | undefined> {
  for (const [name, level] of LEVELS) {
    const state = await p
      .connect(MANAGER_SOCKET)
      .call({ method: 'ActiveState', name } satisfies ManagerRequest)
    if (state === 'active' || state === 'activating') return level
  }
  return undefined
}
