import { keeping } from '../base/keeping.ts'
import type { Process } from '../kernel/process.ts'
import { textAt } from './system-files.ts'

/** A line of /etc/passwd. */
export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly home: string
  readonly shell: string
}
/** A line of /etc/group. */
export interface Group {
  readonly name: string
  readonly gid: number
  readonly members: readonly string[]
}

/** Fields of a colon-separated table; empty where the file is missing or may not be read. */
const table = (p: Process, path: string): readonly (readonly string[])[] => linesIn(textAt(p, path) ?? '')

const linesIn = keeping((text): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split(':')),
)

export const accounts = (p: Process): Account[] =>
  table(p, '/etc/passwd').map((f) => ({
    name: f[0]!,
    uid: Number(f[2]),
    gid: Number(f[3]),
    home: f[5] ?? '',
    shell: f[6] ?? '',
  }))

export const groups = (p: Process): Group[] =>
  table(p, '/etc/group').map((f) => ({
    name: f[0]!,
    gid: Number(f[2]),
    members: (f[3] ?? '').split(',').filter(Boolean),
  }))

/** Names of owners as getpwuid(3) and getgrgid(3) find them in this root; each file is read once. */
export class Names {
  private readonly p: Process
  private users: Map<number, string> | undefined
  private groupNames: Map<number, string> | undefined
  constructor(p: Process) {
    this.p = p
  }
  /** Undefined where no account has this number. */
  user(uid: number): string | undefined {
    if (!this.users) {
      this.users = new Map()
      for (const a of accounts(this.p)) if (!this.users.has(a.uid)) this.users.set(a.uid, a.name)
    }
    return this.users.get(uid)
  }
  group(gid: number): string | undefined {
    if (!this.groupNames) {
      this.groupNames = new Map()
      for (const g of groups(this.p)) if (!this.groupNames.has(g.gid)) this.groupNames.set(g.gid, g.name)
    }
    return this.groupNames.get(gid)
  }
}

/** Number of a user given by name or number; undefined for none. */
export function findUser(p: Process, text: string): { uid: number; gid: number | undefined } | undefined {
  const account = accounts(p).find((a) => a.name === text)
  if (account) return account
  if (!/^\+?\d+$/.test(text)) return undefined
  const uid = Number(text)
  return { uid, gid: accounts(p).find((a) => a.uid === uid)?.gid }
}

/** Number of a group given by name or number; undefined for none. */
export function findGroup(p: Process, text: string): number | undefined {
  const group = groups(p).find((g) => g.name === text)
  if (group) return group.gid
  return /^\+?\d+$/.test(text) ? Number(text) : undefined
}
