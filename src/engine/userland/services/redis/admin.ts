import type { Instant } from '../../../base/time.ts'
import { globRegex } from '../../glob.ts'
import { fail, integer } from './commands/command.ts'
import { infoText } from './info.ts'
import { OK, RedisError, type Reply, Simple } from './resp.ts'
import type { Settings } from './settings.ts'
import type { Store } from './store.ts'

/** What commands see of a client. */
export interface ClientView {
  readonly id: number
  readonly peer: string
  database: number
  authenticated: boolean
  name: string
  ended: boolean
}

/** What commands see of the server. */
export interface ServerView {
  readonly store: Store
  readonly settings: Settings
  readonly version: string
  readonly pid: number
  readonly executable: string
  readonly release: string
  readonly runID: string
  readonly started: Instant
  readonly now: () => Instant
  readonly clients: ReadonlyMap<unknown, ClientView>
  /** Connections and commands so far. */
  connections: number
  commands: number
  /** How often each code of errors was answered. */
  readonly errors: Map<string, number>
  /** A dump by a child; false where one is under way. */
  saveInBackground(): Promise<boolean>
  /** Ends the server. `save`: whether a dump is written first; undefined: as the settings say. */
  shutdown(save: boolean | undefined): void
}

interface AdminCommand {
  readonly arity: number
  run(server: ServerView, client: ClientView, args: readonly string[]): Reply | Promise<Reply>
}

function auth({ settings }: ServerView, client: ClientView, args: readonly string[]): Reply {
  if (args.length > 2) return fail('ERR syntax error')
  const password = args.at(-1)!
  const wanted = settings.get('requirepass')
  if (args.length === 1 && wanted === '')
    return fail(
      'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
    )
  if ((args.length === 2 && args[0] !== 'default') || (wanted !== '' && password !== wanted))
    return fail('WRONGPASS invalid username-password pair or user is disabled.')
  client.authenticated = true
  return OK
}

/** CONFIG GET and SET. */
function config({ settings }: ServerView, [what = '', ...words]: readonly string[]): Reply {
  const verb = what.toUpperCase()
  if (verb === 'GET' && words.length > 0)
    return settings
      .names()
      .filter((name) => words.some((word) => globRegex(word.toLowerCase()).test(name)))
      .flatMap((name) => [name, settings.get(name)])
  if (verb === 'SET' && words.length >= 2 && words.length % 2 === 0) {
    for (let i = 0; i < words.length; i += 2) {
      const name = words[i]!.toLowerCase()
      if (!settings.has(name))
        return fail(`ERR Unknown option or number of arguments for CONFIG SET - '${words[i]}'`)
      if (
        ['port', 'bind', 'databases', 'dir', 'appendonly', 'logfile', 'daemonize', 'pidfile'].includes(name)
      )
        return fail(
          `ERR CONFIG SET failed (possibly related to argument '${words[i]}') - not part of this simulation`,
        )
    }
    for (let i = 0; i < words.length; i += 2) settings.set(words[i]!.toLowerCase(), words[i + 1]!)
    return OK
  }
  if (verb === 'RESETSTAT') return OK
  return fail(`ERR unknown subcommand or wrong number of arguments for '${what}'. Try CONFIG HELP.`)
}

function client(server: ServerView, own: ClientView, [what = '', name = '']: readonly string[]): Reply {
  switch (what.toUpperCase()) {
    case 'ID':
      return own.id
    case 'GETNAME':
      return own.name === '' ? null : own.name
    case 'SETNAME':
      own.name = name
      return OK
    case 'SETINFO':
      return OK
    case 'LIST':
      return [...server.clients.values()]
        .map(
          (one) => `id=${one.id} addr=${one.peer} name=${one.name} db=${one.database} user=default resp=2\n`,
        )
        .join('')
    default:
      return fail(`ERR unknown subcommand or wrong number of arguments for '${what}'. Try CLIENT HELP.`)
  }
}

const PONG = new Simple('PONG')
const STARTED = new Simple('Background saving started')

/** Commands on the server itself. */
export const ADMIN: Readonly<Record<string, AdminCommand>> = {
  ping: {
    arity: -1,
    run: (_, __, args) => {
      if (args.length > 1) return fail("ERR wrong number of arguments for 'ping' command")
      return args[0] ?? PONG
    },
  },
  echo: { arity: 2, run: (_, __, [text = '']) => text },
  quit: {
    arity: -1,
    run: (_, own) => {
      own.ended = true
      return OK
    },
  },
  auth: { arity: -2, run: auth },
  select: {
    arity: 2,
    run: ({ store }, own, [word = '']) => {
      const number = integer(word)
      if (number < 0 || number >= store.databases.length) return fail('ERR DB index is out of range')
      own.database = number
      return OK
    },
  },
  info: { arity: -1, run: (server, _, sections) => infoText(server, sections) },
  config: { arity: -2, run: (server, _, args) => config(server, args) },
  client: { arity: -2, run: client },
  command: {
    arity: -1,
    run: (_, __, [what]) => (what?.toUpperCase() === 'COUNT' ? 240 : []),
  },
  time: {
    arity: 1,
    run: ({ now }) => [String(now() / 1_000_000_000n), String((now() / 1000n) % 1_000_000n)],
  },
  flushall: {
    arity: -1,
    run: async ({ store }, _, args) => {
      for (const database of store.databases) database.clear()
      store.changes++
      await store.appendOnly.append(0, ['FLUSHALL', ...args])
      return OK
    },
  },
  save: {
    arity: 1,
    run: async ({ store }) => {
      if (!(await store.save())) throw new RedisError('ERR')
      store.saved()
      return OK
    },
  },
  bgsave: {
    arity: -1,
    run: async (server) => {
      if (!(await server.saveInBackground())) return fail('ERR Background save already in progress')
      return STARTED
    },
  },
  lastsave: { arity: 1, run: ({ store }) => Number(store.lastSave / 1_000_000_000n) },
  shutdown: {
    arity: -1,
    run: (server, own, [how]) => {
      const word = how?.toUpperCase()
      if (word !== undefined && word !== 'SAVE' && word !== 'NOSAVE') return fail('ERR syntax error')
      server.shutdown(word === undefined ? undefined : word === 'SAVE')
      own.ended = true
      return OK
    },
  },
}
