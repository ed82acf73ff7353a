import { bytesOf } from '../../../base/body.ts'
import { FsError, isErrno } from '../../../base/errors.ts'
import { headerOf } from '../../../base/http.ts'
import type { Fd, Process, Program } from '../../../kernel/process.ts'
import { accounts } from '../../accounts.ts'
import { listenOn } from '../../net/client/connect.ts'
import { toText } from '../../text.ts'
import { logDate } from '../web/files.ts'
import { serve, type WebAnswer } from '../web/loop.ts'
import { ConfigError, type Directive, find, readConfig, readGlobal } from './config.ts'
import { type Context, errorPage, finished, respond } from './respond.ts'
import { checkWords, inScope, type Listen, listensOf, type Scope } from './servers.ts'

/** Worker processes of `auto`: one a processor of the simulated machine. */
const WORKERS = 2
/** Debian's nginx, where no image says which one it is. */
const VERSION = '1.22.1'
const BACKLOG = 511
const TRIES = 5
const KEEP_ALIVE = 75
const ENDINGS = ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const

interface Call {
  readonly prefix: string
  readonly file: string
  readonly global: string
  readonly test: boolean
  readonly signal: string | undefined
}

/** nginx: the master with its workers. */
export const nginx: Program = {
  name: 'nginx',
  async run(process) {
    const version = process.env.get('NGINX_VERSION') ?? VERSION
    const options = process.argv.slice(1)
    if (options.includes('-v') || options.includes('-V')) {
      await process.write(2, `nginx version: nginx/${version}\n`)
      return 0
    }
    const value = (option: string): string | undefined =>
      options.includes(option) ? options[options.indexOf(option) + 1] : undefined
    const prefix = (value('-p') ?? '/etc/nginx').replace(/\/$/, '')
    const file = value('-c') ?? '/etc/nginx/nginx.conf'
    const call: Call = {
      prefix,
      file: file.startsWith('/') ? file : `${prefix}/${file}`,
      global: value('-g') ?? '',
      test: options.includes('-t'),
      signal: value('-s'),
    }
    let main: Directive[]
    try {
      main = [
        ...readConfig(process, call.file, call.prefix),
        ...readGlobal(process, call.global, call.prefix),
      ]
      checkWords(main)
      return await new Master(process, version, call, main).run()
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      await process.write(2, `nginx: [emerg] ${error.message}\n`)
      if (call.test) await process.write(2, `nginx: configuration file ${call.file} test failed\n`)
      return 1
    }
  },
}

class Master {
  private readonly p: Process
  private readonly version: string
  private readonly call: Call
  private readonly main: readonly Directive[]
  private readonly listens: readonly Listen[]
  private readonly pidFile: string
  private readonly errorLog: string

  constructor(p: Process, version: string, call: Call, main: readonly Directive[]) {
    this.p = p
    this.version = version
    this.call = call
    this.main = main
    this.listens = listensOf(main)
    this.pidFile = this.path(find(main, 'pid')?.args[0] ?? '/run/nginx.pid')
    this.errorLog = this.path(find(main, 'error_log')?.args[0] ?? '/var/log/nginx/error.log')
  }
  private path(text: string): string {
    return text.startsWith('/') ? text : `${this.call.prefix}/${text}`
  }
  private stamp(): string {
    return new Date(Number(this.p.now() / 1_000_000n))
      .toISOString()
      .slice(0, 19)
      .replaceAll('-', '/')
      .replace('T', ' ')
  }

  async run(): Promise<number> {
    const { p, call } = this
    if (call.signal !== undefined) return this.signal(call.signal)
    if (call.test) {
      await p.write(2, `nginx: the configuration file ${call.file} syntax is ok\n`)
      await p.write(2, `nginx: configuration file ${call.file} test is successful\n`)
      return 0
    }
    const log = this.openLog(this.errorLog)
    const access = this.openLog(this.accessPath(this.main))
    const listeners = await this.listen(log)
    if (!listeners) return 1
    if (find(this.main, 'daemon')?.args[0] === 'off') return this.serve(log, access, listeners)
    // A daemon: whoever started it goes on, and it belongs to process 1.
    p.fork(async (child) => {
      child.setsid()
      return new Master(child, this.version, call, this.main).serve(log, access, listeners)
    })
    return 0
  }

  /** A log for appending; the standard error of whoever started it where it cannot be opened. */
  private openLog(path: string): Fd {
    if (path === 'stderr') return 2
    try {
      return this.p.open(path, { write: true, append: true, create: true }, 0o644)
    } catch (error) {
      if (isErrno(error)) return 2
      throw error
    }
  }
  private accessPath(main: readonly Directive[]): string {
    const http = find(main, 'http')?.block ?? []
    const server = find(http, 'server')?.block ?? []
    return this.path(
      (find(server, 'access_log') ?? find(http, 'access_log'))?.args[0] ?? '/var/log/nginx/access.log',
    )
  }

  /** Binds all addresses; one that is in use is tried again for two seconds. */
  private async listen(log: Fd): Promise<Map<Fd, Listen> | undefined> {
    const { p } = this
    const tell = async (text: string): Promise<void> => {
      await p.write(2, `nginx: [emerg] ${text}\n`)
      if (log !== 2) await p.write(log, `${this.stamp()} [emerg] ${p.pid}#${p.pid}: ${text}\n`)
    }
    const found = new Map<Fd, Listen>()
    for (let tries = TRIES; ; tries--) {
      let failed = false
      for (const listen of this.listens) {
        const { host, port } = listen
        if ([...found.values()].includes(listen)) continue
        const shown = host.includes(':') ? `[${host}]` : host
        try {
          found.set(
            listenOn(p, { host, port }, { backlog: BACKLOG, ...(host.includes(':') && { v6only: true }) }),
            listen,
          )
        } catch (error) {
          if (!isErrno(error)) throw error
          const number = { EADDRINUSE: 98, EACCES: 13, EADDRNOTAVAIL: 99 }[error.errno as string] ?? 22
          await tell(`bind() to ${shown}:${port} failed (${number}: ${error.message})`)
          if (error.errno !== 'EADDRINUSE') return undefined
          failed = true
        }
      }
      if (!failed) return found
      if (tries === 1) {
        await tell('still could not bind()')
        return undefined
      }
      await p.sleep(500e6)
    }
  }

  private async signal(name: string): Promise<number> {
    const { p } = this
    const signals = { quit: 'SIGQUIT', stop: 'SIGTERM', reload: 'SIGHUP', reopen: 'SIGUSR1' } as const
    if (!Object.hasOwn(signals, name)) {
      await p.write(2, `nginx: invalid option: "-s ${name}"\n`)
      return 1
    }
    const tell = (level: string, text: string): Promise<void> =>
      p.write(2, `${this.stamp()} [${level}] ${p.pid}#${p.pid}: ${text}\n`)
    await tell('notice', 'signal process started')
    try {
      const pid = Number(toText(bytesOf(p.readFile(this.pidFile))).trim())
      p.kill(pid, signals[name as keyof typeof signals])
      return 0
    } catch (error) {
      if (!isErrno(error)) throw error
      if (error.errno === 'ENOENT')
        await tell('error', `open() "${this.pidFile}" failed (2: ${error.message})`)
      else await p.write(2, `nginx: [alert] kill(${this.pidFile}) failed: ${error.message}\n`)
      return 1
    }
  }

  /** The master: starts the workers and waits for a signal. */
  async serve(log: Fd, access: Fd, listeners: ReadonlyMap<Fd, Listen>): Promise<number> {
    const { p, version } = this
    const tell = (text: string): Promise<void> =>
      p.write(log, `${this.stamp()} [notice] ${p.pid}#${p.pid}: ${text}\n`)
    let ending: (typeof ENDINGS)[number] | undefined
    for (const signal of ENDINGS)
      p.onSignal(signal, () => {
        ending = signal
      })
    p.onSignal('SIGHUP', 'ignore')
    p.onSignal('SIGUSR1', 'ignore')
    const level = find(this.main, 'error_log')?.args[1] ?? 'error'
    const notices = ['notice', 'info', 'debug'].includes(level)
    const notice = async (text: string): Promise<void> => {
      if (notices) await tell(text)
    }
    await notice('using the "epoll" event method')
    await notice(`nginx/${version}`)
    await notice('built by gcc 12.2.0 (Debian 12.2.0-14+deb12u1)')
    await notice(`OS: Linux ${p.uname().release}`)
    await notice('getrlimit(RLIMIT_NOFILE): 1048576:1048576')
    await notice('start worker processes')
    p.setTitle(`nginx: master process ${p.argv.join(' ')}`)
    this.writePid(String(p.pid))
    const count = find(this.main, 'worker_processes')?.args[0] ?? '1'
    const workers: number[] = []
    for (let i = 0; i < (count === 'auto' ? WORKERS : Number(count)); i++) {
      const pid = p.fork((child) => this.work(child, log, access, listeners))
      workers.push(pid)
      await notice(`start worker process ${pid}`)
    }
    while (ending === undefined) await p.pause()
    const number = { SIGTERM: 15, SIGINT: 2, SIGQUIT: 3 }[ending]
    await notice(
      `signal ${number} (${ending}) received, ${ending === 'SIGQUIT' ? 'shutting down' : 'exiting'}`,
    )
    for (const pid of workers) p.kill(pid, ending === 'SIGQUIT' ? 'SIGQUIT' : 'SIGTERM')
    for (const pid of workers) await p.wait(pid)
    await notice('exit')
    this.writePid(undefined)
    return 0
  }

  private writePid(text: string | undefined): void {
    try {
      if (text === undefined) this.p.unlink(this.pidFile)
      else this.p.writeFile(this.pidFile, `${text}\n`)
    } catch (error) {
      if (!isErrno(error)) throw error
    }
  }

  /** A worker: root's becomes the user of the configuration, and serves. */
  private async work(p: Process, log: Fd, access: Fd, listeners: ReadonlyMap<Fd, Listen>): Promise<number> {
    p.setTitle('nginx: worker process')
    const name = find(this.main, 'user')?.args[0] ?? 'www-data'
    const user = accounts(p).find((account) => account.name === name)
    if (user && p.credentials.uid === 0)
      p.setCredentials({ uid: user.uid, gid: user.gid, groups: [user.gid] })
    let stopping: 'now' | 'calm' | undefined
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      p.onSignal(signal, () => {
        stopping = 'now'
      })
    p.onSignal('SIGQUIT', () => {
      stopping = 'calm'
    })
    const http = find(this.main, 'http')?.block ?? []
    const seconds = Number(find(http, 'keepalive_timeout')?.args[0]?.replace(/s$/, '') ?? KEEP_ALIVE)
    await serve(p, {
      listeners: [...listeners.keys()],
      keepAlive: seconds * 1e9,
      stopping: () => stopping,
      answer: async (request, peer, local) => {
        const listen = this.listenOf(listeners, local)
        if ('bad' in request) {
          await this.note(
            p,
            access,
            { remote: peer.host, line: request.bad, status: 400, size: 157, headers: [] },
            [],
          )
          return {
            line: 'HTTP/1.1 400 Bad Request',
            headers: [
              ['Server', `nginx/${this.version}`],
              ['Content-Type', 'text/html'],
              ['Connection', 'close'],
            ],
            body: errorPage(400, this.version),
            bodiless: false,
            close: true,
          } satisfies WebAnswer
        }
        const context: Context = {
          p,
          request,
          peer,
          local,
          version: this.version,
          prefix: this.call.prefix,
          error: async (text) => {
            const about = `client: ${peer.host}, server: ${listen.servers[0]!.server.names[0] ?? ''}, request: "${request.line}", host: "${headerOf(request.headers, 'Host') ?? ''}"`
            await p.write(log, `${this.stamp()} [error] ${p.pid}#${p.pid}: *1 ${text}, ${about}\n`)
          },
        }
        const { reply, scope } = await respond(context, listen)
        const answer = finished(context, reply, scope)
        const size = answer.bodiless ? 0 : reply.body.size
        const entry = {
          remote: peer.host,
          line: request.line,
          status: reply.status,
          size,
          headers: request.headers,
        }
        await this.note(p, access, entry, scope)
        return answer
      },
    })
    return 0
  }

  private listenOf(listeners: ReadonlyMap<Fd, Listen>, local: { host: string; port: number }): Listen {
    const all = [...listeners.values()]
    return (
      all.find(({ host, port }) => host === local.host && port === local.port) ??
      all.find(({ port }) => port === local.port) ??
      all[0]!
    )
  }

  /** A line of the access log. */
  private async note(p: Process, access: Fd, entry: Entry, scope: Scope): Promise<void> {
    if (inScope(scope, 'access_log')?.args[0] === 'off') return
    const { remote, line, status, size, headers } = entry
    const field = (name: string): string => headerOf(headers, name) ?? '-'
    const from = remote.replace(/^::ffff:(?=\d+\.)/, '')
    const named = inScope(scope, 'access_log')?.args[1] === 'main' ? ` "${field('X-Forwarded-For')}"` : ''
    try {
      await p.write(
        access,
        `${from} - - [${logDate(p.now())}] "${line}" ${status} ${size} "${field('Referer')}" "${field('User-Agent')}"${named}\n`,
      )
    } catch (error) {
      if (!(error instanceof FsError)) throw error
    }
  }
}

interface Entry {
  readonly remote: string
  readonly line: string
  readonly status: number
  readonly size: number
  readonly headers: readonly (readonly [string, string])[]
}
