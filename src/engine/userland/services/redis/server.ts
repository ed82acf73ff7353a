import { isErrno } from '../../../base/errors.ts'
import { toBinary } from '../../../base/text.ts'
import type { Instant } from '../../../base/time.ts'
import type { Fd, Process, Program } from '../../../kernel/process.ts'
import { listenOn } from '../../net/client/connect.ts'
import { fromBinary } from '../../text.ts'
import type { ServerView } from './admin.ts'
import { encodeReply, RedisError } from './resp.ts'
import { Session } from './session.ts'
import { cannotOpen, SettingError, Settings } from './settings.ts'
import { type Log, RdbError, Store } from './store.ts'

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
/** Debian's, where no image says which one it is. */
const VERSION = '7.0.15'
const BLOCK = 65_536

const DENIED =
  "-DENIED Redis is running in protected mode because protected mode is enabled and no password is set for the default user. In this mode connections are only accepted from the loopback interface. If you want to connect from external computers to Redis you may adopt one of the following solutions: 1) Just disable protected mode sending the command 'CONFIG SET protected-mode no' from the loopback interface by connecting to Redis from the same host the server is running, however MAKE SURE Redis is not publicly accessible from internet if you do so. Use CONFIG REWRITE to make this change permanent. 2) Alternatively you can just disable the protected mode by editing the Redis configuration file, and setting the protected mode option to 'no', and then restarting the server. 3) If you started the server manually just for testing, restart it with the '--protected-mode no' option. 4) Set up an authentication password for the default user. NOTE: You only need to do one of the above things in order for the server to start accepting connections from the outside.\r\n"

/** `22 Nov 2026 08:00:01.123`, as Redis begins its log lines. */
function stamp(at: Instant): string {
  const date = new Date(Number(at / 1_000_000n))
  const two = (n: number): string => String(n).padStart(2, '0')
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':')
  const ms = String(date.getUTCMilliseconds()).padStart(3, '0')
  return `${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()} ${time}.${ms}`
}

/** redis-server: it keeps what clients tell it, in memory and in files of its folder. */
export const redisServer: Program = {
  name: 'redis-server',
  async run(p) {
    const version = p.env.get('REDIS_VERSION') ?? VERSION
    const args = p.argv.slice(1)
    if (args[0] === '--version' || args[0] === '-v') {
      await p.write(1, `Redis server v=${version} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=0\n`)
      return 0
    }
    const settings = new Settings()
    try {
      settings.read(p, args)
    } catch (error) {
      if (error instanceof SettingError) {
        await p.write(
          2,
          `\n*** FATAL CONFIG FILE ERROR (Redis ${version}) ***\n${error.where}\n${error.message}\n`,
        )
        return 1
      }
      const text = cannotOpen(args[0] ?? '', error)
      await logOf(p, p, 'C')('#', text)
      return 1
    }
    return new Server(p, version, settings, args.length > 0).run()
  },
}

const logOf =
  (p: Process, by: Process, role: 'C' | 'M'): Log =>
  (level, text) =>
    by.write(1, `${by.pid}:${role} ${stamp(p.now())} ${level} ${text}\n`)

class Server implements ServerView {
  readonly store: Store
  readonly settings: Settings
  readonly version: string
  readonly pid: number
  readonly executable: string
  readonly release: string
  readonly runID: string
  readonly started: Instant
  readonly clients = new Map<Fd, Session>()
  readonly errors = new Map<string, number>()
  connections = 0
  commands = 0
  private readonly p: Process
  private readonly log: Log
  private readonly configured: boolean
  private listeners: Fd[] = []
  private ending: { save: boolean | undefined; signal?: string } | undefined
  private child: number | undefined
  private nextID = 3

  constructor(p: Process, version: string, settings: Settings, configured: boolean) {
    this.p = p
    this.version = version
    this.settings = settings
    this.configured = configured
    this.pid = p.pid
    this.executable = p.readlink('/proc/self/exe')
    this.release = p.uname().release
    this.runID = p.random.hex(40)
    this.started = p.now()
    this.log = logOf(p, p, 'M')
    this.store = new Store(p, settings, version, this.log)
  }
  now = (): Instant => this.p.now()

  async run(): Promise<number> {
    const { p, log, settings } = this
    const early = logOf(p, p, 'C')
    const port = settings.get('port')
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      p.onSignal(signal, () => {
        this.ending ??= { save: undefined, signal }
      })
    p.onSignal('SIGCHLD', () => {})
    await early('*', 'oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo')
    await early(
      '*',
      `Redis version=${this.version}, bits=64, commit=00000000, modified=0, pid=${p.pid}, just started`,
    )
    if (this.configured) await early('*', 'Configuration loaded')
    else
      await early(
        '#',
        'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
      )
    await log('*', 'monotonic clock: POSIX clock_gettime')
    if (!(await this.listen(Number(port)))) return 1
    p.setTitle(`${p.argv[0]} ${this.firstAddress()}:${port}`)
    await log('*', `Running mode=standalone, port=${port}.`)
    await log('*', 'Server initialized')
    try {
      await this.store.load()
    } catch (error) {
      if (!(error instanceof RdbError)) throw error
      await log('#', `${error.message}`)
      return 1
    }
    await log('*', 'Ready to accept connections tcp')
    while (!this.ending) await this.turn()
    return this.end()
  }

  private firstAddress(): string {
    return this.settings.get('bind').split(' ')[0]!.replace(/^-/, '')
  }

  /** Binds every address; one with `-` before it may fail. */
  private async listen(port: number): Promise<boolean> {
    const { p, settings, log } = this
    for (const word of settings.get('bind').split(' ')) {
      const optional = word.startsWith('-')
      const address = word.replace(/^-/, '')
      const host = address === '*' ? '0.0.0.0' : address === '::*' ? '::' : address
      try {
        this.listeners.push(
          listenOn(
            p,
            { host, port },
            { backlog: Number(settings.get('tcp-backlog')), ...(host.includes(':') && { v6only: true }) },
          ),
        )
      } catch (error) {
        if (!isErrno(error)) throw error
        if (optional && isErrno(error, 'EADDRNOTAVAIL', 'EAFNOSUPPORT')) continue
        await log(
          '#',
          `Warning: Could not create server TCP listening socket ${address}:${port}: bind: ${error.message}`,
        )
        await log('#', `Failed listening on port ${port} (tcp), aborting.`)
        return false
      }
    }
    for (const fd of this.listeners) p.net.setNonBlocking(fd, true)
    return true
  }

  /** One turn of the loop: what came, a dump that is due, a child that ended. */
  private async turn(): Promise<void> {
    const { p, store } = this
    let ready: Fd[] = []
    try {
      const fds = [...this.listeners, ...this.clients.keys()]
      const wait = this.child === undefined ? store.untilSave() : undefined
      ready = (
        await p.net.poll(
          fds.map((fd) => ({ fd, events: ['in'] as const })),
          wait,
        )
      ).map(({ fd }) => fd)
    } catch (error) {
      if (!isErrno(error, 'EINTR')) throw error
    }
    await this.reap()
    for (const fd of ready) {
      if (this.listeners.includes(fd)) await this.accept(fd)
      else await this.hear(this.clients.get(fd)!)
      if (this.ending) return
    }
    const due = this.child === undefined && ready.length === 0 ? store.duePoint() : undefined
    if (due) {
      await this.log('*', `${due[1]} changes in ${due[0]} seconds. Saving...`)
      await this.saveInBackground()
    }
  }

  private async accept(listener: Fd): Promise<void> {
    const { p } = this
    let fd: Fd
    let peer: { host: string; port: number }
    try {
      ;({ fd, peer } = await p.net.accept(listener))
    } catch (error) {
      if (isErrno(error, 'EAGAIN', 'ECONNABORTED', 'EINTR')) return
      throw error
    }
    this.connections++
    const local = peer.host.startsWith('127.') || peer.host === '::1'
    if (this.settings.yes('protected-mode') && this.settings.get('requirepass') === '' && !local) {
      await p.net.send(fd, fromBinary(DENIED), { noSignal: true })
      p.close(fd)
      return
    }
    const shown = peer.host.includes(':') ? `[${peer.host}]` : peer.host
    this.clients.set(fd, new Session(fd, `${shown}:${peer.port}`, this.nextID++))
  }

  private close({ fd }: Session): void {
    this.clients.delete(fd)
    this.p.close(fd)
  }

  private async hear(session: Session): Promise<void> {
    const { p } = this
    const { fd, buffer } = session
    let out = ''
    try {
      const { data } = await p.net.recv(fd, BLOCK, { dontWait: true })
      if (data.length === 0) return this.close(session)
      buffer.add(toBinary(data))
      for (let words = buffer.request(); words && !session.ended; words = buffer.request()) {
        const reply = await session.answer(this, words)
        if (reply !== undefined && !this.ending) out += encodeReply(reply)
      }
    } catch (error) {
      if (error instanceof RedisError) {
        out += encodeReply(error)
        session.ended = true
      } else if (isErrno(error, 'EAGAIN', 'EINTR')) return
      else if (isErrno(error)) return this.close(session)
      else throw error
    }
    if (out !== '' && !(await this.send(fd, out))) session.ended = true
    if (session.ended) this.close(session)
  }
  private async send(fd: Fd, text: string): Promise<boolean> {
    try {
      await this.p.net.send(fd, fromBinary(text), { noSignal: true })
      return true
    } catch (error) {
      if (isErrno(error)) return false
      throw error
    }
  }

  async saveInBackground(): Promise<boolean> {
    if (this.child !== undefined) return false
    const { p, store } = this
    this.child = p.fork(async (own) => {
      const log = logOf(p, own, 'C')
      return (await store.save(own, log)) ? 0 : 1
    })
    await this.log('*', `Background saving started by pid ${this.child}`)
    return true
  }
  private async reap(): Promise<void> {
    if (this.child === undefined) return
    const ended = await this.p.wait(this.child, { noHang: true })
    if (!ended) return
    this.child = undefined
    const well = ended.status.kind === 'exited' && ended.status.code === 0
    if (well) this.store.saved()
    await this.log(
      well ? '*' : '#',
      well ? 'Background saving terminated with success' : 'Background saving error',
    )
  }

  shutdown(save: boolean | undefined): void {
    this.ending = { save }
  }

  private async end(): Promise<number> {
    const { p, log, store, settings } = this
    const { signal, save = store.savesAtEnd } = this.ending!
    if (signal) {
      const seconds = p.now() / 1_000_000_000n
      await p.write(1, `${p.pid}:signal-handler (${seconds}) Received ${signal} scheduling shutdown...\n`)
    }
    await log('*', 'User requested shutdown...')
    if (settings.yes('appendonly')) await log('*', 'Calling fsync() on the AOF file.')
    if (save) {
      await log('*', 'Saving the final RDB snapshot before exiting.')
      if (!(await store.save())) {
        await log('#', "Error trying to save the DB, can't exit.")
        this.ending = undefined
        while (!this.ending) await this.turn()
        return this.end()
      }
    }
    await log('#', 'Redis is now ready to exit, bye bye...')
    return 0
  }
}
