import type { Fd } from '../../../kernel/process.ts'
import { ADMIN, type ServerView } from './admin.ts'
import { RedisError, type Reply, RespBuffer, Simple } from './resp.ts'
import { DATA } from './store.ts'

/** Commands of the original that are not simulated. */
const BEYOND =
  /^(blpop|brpop|blmove|eval|evalsha|script|function|fcall|subscribe|psubscribe|publish|monitor|xadd|xread|xrange|xlen|geoadd|pfadd|pfcount|setbit|getbit|bitcount|cluster|replicaof|slaveof|sync|psync|acl|watch|sort|dump|restore|migrate|wait|debug|memory|latency|slowlog|module|hello|reset)$/

/** Words that one may say before one has said who one is. */
const BEFORE_AUTH = ['auth', 'quit', 'hello']

/** A client of the server. */
export class Session {
  readonly fd: Fd
  readonly peer: string
  readonly id: number
  readonly buffer = new RespBuffer()
  database = 0
  authenticated = false
  name = ''
  /** It is to be closed after the answer. */
  ended = false
  private queue: (readonly string[])[] | undefined
  private spoiled = false

  constructor(fd: Fd, peer: string, id: number) {
    this.fd = fd
    this.peer = peer
    this.id = id
  }

  /** Carries out a request; undefined where nothing is answered. */
  async answer(server: ServerView, words: readonly string[]): Promise<Reply | undefined> {
    if (words.length === 0) return undefined
    try {
      return await this.dispatch(server, words)
    } catch (error) {
      if (!(error instanceof RedisError)) throw error
      if (this.queue) this.spoiled = true
      server.errors.set(
        error.message.split(' ')[0]!,
        (server.errors.get(error.message.split(' ')[0]!) ?? 0) + 1,
      )
      return error
    }
  }

  private async dispatch(server: ServerView, words: readonly string[]): Promise<Reply> {
    const name = words[0]!.toLowerCase()
    const data = Object.hasOwn(DATA, name) ? DATA[name as keyof typeof DATA] : undefined
    const admin = Object.hasOwn(ADMIN, name) ? ADMIN[name] : undefined
    const arity = data?.arity ?? admin?.arity ?? TRANSACTIONS[name]
    if (arity === undefined) {
      if (BEYOND.test(name)) throw new RedisError(`ERR command '${words[0]}' is not part of this simulation`)
      const given = words.slice(1).map((word) => `'${word.slice(0, 128)}' `)
      throw new RedisError(
        `ERR unknown command '${words[0]!.slice(0, 128)}', with args beginning with: ${given.join('')}`,
      )
    }
    if (arity > 0 ? words.length !== arity : words.length < -arity)
      throw new RedisError(`ERR wrong number of arguments for '${name}' command`)
    if (server.settings.get('requirepass') !== '' && !this.authenticated && !BEFORE_AUTH.includes(name))
      throw new RedisError('NOAUTH Authentication required.')
    if (name in TRANSACTIONS) return this.transaction(server, name)
    if (this.queue) {
      this.queue.push(words)
      return new Simple('QUEUED')
    }
    server.commands++
    if (admin) return admin.run(server, this, words.slice(1))
    const reply = data!.run(server.store.databases[this.database]!, words.slice(1))
    if (data!.write) {
      server.store.changes++
      await server.store.appendOnly.append(this.database, words)
    }
    return reply
  }

  private async transaction(server: ServerView, name: string): Promise<Reply> {
    const { queue } = this
    if (name === 'multi') {
      if (queue) throw new RedisError('ERR MULTI calls can not be nested')
      this.queue = []
      this.spoiled = false
      return new Simple('OK')
    }
    if (!queue) throw new RedisError(`ERR ${name.toUpperCase()} without MULTI`)
    this.queue = undefined
    if (name === 'discard') return new Simple('OK')
    if (this.spoiled) throw new RedisError('EXECABORT Transaction discarded because of previous errors.')
    const replies: Reply[] = []
    for (const words of queue) replies.push((await this.answer(server, words)) ?? null)
    return replies
  }
}

const TRANSACTIONS: Readonly<Record<string, number>> = { multi: 1, exec: 1, discard: 1 }
