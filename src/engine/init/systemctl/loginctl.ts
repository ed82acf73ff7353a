import { optionTable, parseOptions } from '../../userland/options.ts'
import { Failure, type Io, program } from '../../userland/program.ts'
import { textAt } from '../../userland/system-files.ts'
import type { UnitInfo } from '../requests.ts'
import { entriesOf } from '../utmp.ts'
import { ask, demandBus, refusedVerb } from './bus.ts'
import { columns } from './list.ts'

const OPTIONS = optionTable(
  '[OPTIONS...] COMMAND ...',
  '--no-pager --no-legend --no-ask-password -p/--property: -a/--all --value -l/--full !-H/--host: !-M/--machine: -n/--lines: -o/--output:',
  { suite: 'systemd 252' },
)

const LEFT_OUT = [
  'show-session',
  'session-status',
  'show-user',
  'user-status',
  'show-seat',
  'seat-status',
  'lock-session',
  'unlock-session',
  'activate',
  'enable-linger',
  'disable-linger',
]

/** Somebody's session, as logind keeps it: a scope below the user's slice. */
interface Session {
  readonly id: string
  readonly uid: string
  readonly user: string
  readonly tty: string
}

/** loginctl of systemd 252: sessions, users and seats. */
export const loginctl = program('loginctl', async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [verb = 'list-sessions', ...names] = options.operands
  demandBus(io, 'Failed to list sessions')
  const legend = !options.has('no-legend')
  const table = async (head: readonly string[], rows: readonly (readonly string[])[], what: string) => {
    const lines = columns([head, ...rows])
    for (const line of legend ? lines : lines.slice(1)) await io.out.write(`${line}\n`)
    if (legend) await io.out.write(`\n${rows.length} ${what} listed.\n`)
    return 0
  }
  const right = (values: readonly string[], title: string): string[] => {
    const width = Math.max(title.length, ...values.map(({ length }) => length))
    return [title, ...values].map((value) => value.padStart(width))
  }
  switch (verb) {
    case 'list-sessions': {
      const all = await sessions(io)
      if (all.length === 0) {
        await io.out.write('No sessions.\n')
        return 0
      }
      const [id, uid] = [
        right(
          all.map((each) => each.id),
          'SESSION',
        ),
        right(
          all.map((each) => each.uid),
          'UID',
        ),
      ]
      const rows = all.map(({ user, tty }, i) => [id[i + 1]!, uid[i + 1]!, user, '', tty])
      return table([id[0]!, uid[0]!, 'USER', 'SEAT', 'TTY'], rows, 'sessions')
    }
    case 'list-users': {
      const users = [...new Map((await sessions(io)).map((each) => [each.uid, each.user]))]
      const uid = right(
        users.map(([number]) => number),
        'UID',
      )
      return table(
        [uid[0]!, 'USER'],
        users.map(([, user], i) => [uid[i + 1]!, user]),
        'users',
      )
    }
    case 'list-seats':
      return table(['SEAT'], [['seat0']], 'seats')
    case 'terminate-session':
    case 'terminate-user':
    case 'kill-session':
    case 'kill-user':
      return terminate(io, verb, names)
    default:
      throw refusedVerb('loginctl', verb, LEFT_OUT)
  }
})

async function sessions(io: Io): Promise<Session[]> {
  const units = await ask<UnitInfo[]>(io, { method: 'ListUnits' })
  const logins = entriesOf(io.p).filter(({ kind }) => kind === 'user')
  return units.flatMap(({ name, active, description, group = '' }) => {
    const id = /^session-(.+)\.scope$/.exec(name)?.[1]
    if (id === undefined || active !== 'active') return []
    const members = (textAt(io.p, `/sys/fs/cgroup${group}/cgroup.procs`) ?? '').trim().split('\n').map(Number)
    const uid = /user-(\d+)\.slice/.exec(group)?.[1] ?? '0'
    const tty = logins.find(({ pid }) => members.includes(pid))?.line ?? ''
    return [{ id, uid, user: description.split(' ').at(-1)!, tty }]
  })
}

async function terminate(io: Io, verb: string, names: readonly string[]): Promise<number> {
  if (names.length === 0) throw new Failure('', 1, 'Too few arguments.')
  const all = await sessions(io)
  const [what, kind] = verb.split('-') as [string, string]
  for (const name of names) {
    const found = all.filter(({ id, uid, user }) =>
      kind === 'session' ? id === name : uid === name || user === name,
    )
    if (found.length === 0) throw new Failure('', 1, `Could not ${what} ${kind}: No ${kind} '${name}' known`)
    for (const { id } of found)
      await ask(io, {
        method: 'Kill',
        name: `session-${id}.scope`,
        signal: what === 'kill' ? 'SIGTERM' : 'SIGHUP',
      })
  }
  return 0
}
