import { bytesOf } from '../../../base/body.ts'
import { isErrno } from '../../../base/errors.ts'
import { headerOf } from '../../../base/http.ts'
import { decode } from '../../../base/text.ts'
import type { Instant } from '../../../base/time.ts'
import type { Fd, Process, Program } from '../../../kernel/process.ts'
import { accounts } from '../../accounts.ts'
import { listenOn } from '../../net/client/connect.ts'
import { ResolveError, resolve } from '../../net/resolve.ts'
import { serve } from '../web/loop.ts'
import { lineOf } from './access-log.ts'
import { ConfigError, type Directive, flattened, readConfig, settingOf } from './config.ts'
import { Site } from './site.ts'

const VERSION = '2.4.62'
const ROOT = '/usr/local/apache2'
const BACKLOG = 511
/** What the event MPM starts with. */
const CHILDREN = 3
const KEEP_ALIVE = 5
const DAYS = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ')
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** `Thu Nov 27 03:42:13.049123 2026`, as lines of the error log begin. */
function stamp(at: Instant): string {
  const date = new Date(Number(at / 1_000_000n))
  const iso = date.toISOString()
  const micros = String((at / 1000n) % 1_000_000n).padStart(6, '0')
  const day = String(date.getUTCDate()).padStart(2, '0')
  return `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${day} ${iso.slice(11, 19)}.${micros} ${date.getUTCFullYear()}`
}

interface Call {
  readonly version: string
  readonly root: string
  readonly file: string
  readonly defined: ReadonlySet<string>
  readonly line: string
}

/** httpd: Apache's web server, the master with its children. */
export const httpd: Program = {
  name: 'httpd',
  async run(p) {
    const root = p.env.get('HTTPD_PREFIX') ?? ROOT
    const version = p.env.get('HTTPD_VERSION') ?? VERSION
    const options = new Map<string, string>()
    const defined = new Set<string>()
    for (let i = 1; i < p.argv.length; i++) {
      const word = p.argv[i]!
      const letter = word.slice(0, 2)
      if (!/^-[DdfkEeCctvVXlLMShT]$/.test(letter)) {
        await p.write(2, `httpd: illegal option -- ${word.replace(/^-+/, '')[0] ?? ''}\n${USAGE}`)
        return 1
      }
      const value = 'DdfkEeCc'.includes(letter[1]!) ? word.slice(2) || (p.argv[++i] ?? '') : ''
      if (letter === '-D') defined.add(value)
      else options.set(letter, value)
    }
    if (options.has('-v')) {
      await p.write(1, `Server version: Apache/${version} (Unix)\nServer built:   Aug 12 2025 21:49:52\n`)
      return 0
    }
    for (const letter of options.keys())
      if (!['-t', '-f', '-k', '-d', '-X'].includes(letter)) {
        await p.write(2, `httpd: option ${letter} is not part of this simulation\n`)
        return 1
      }
    const place = options.get('-d') ?? root
    const given = options.get('-f') ?? 'conf/httpd.conf'
    const words = p.argv.slice(1).map((word) => word.replace(/^-D(?=.)/, '-D '))
    const call: Call = {
      version,
      root: place,
      file: given.startsWith('/') ? given : `${place}/${given}`,
      defined,
      line: `httpd ${words.join(' ')}`,
    }
    try {
      const master = new Master(p, call)
      if (options.has('-t')) {
        await p.write(2, 'Syntax OK\n')
        return 0
      }
      const command = options.get('-k')
      if (command !== undefined && command !== 'start') return await master.signal(command)
      return await master.start(defined.has('FOREGROUND') || options.has('-X'))
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      await p.write(2, `${error.message}\n`)
      return 1
    }
  },
}

const USAGE = `Usage: httpd [-D name] [-d directory] [-f file]
             [-C "directive"] [-c "directive"]
             [-k start|restart|graceful|graceful-stop|stop]
             [-v] [-V] [-h] [-l] [-L] [-t] [-T] [-S] [-X]
`

class Master {
  private readonly p: Process
  private readonly call: Call
  private main: readonly Directive[]
  private listeners: readonly Fd[] = []
  private children: number[] = []
  private request: 'stop' | 'graceful-stop' | 'graceful' | 'restart' | undefined
  private errorLog: Fd = 2
  private accessLog: Fd = 1

  constructor(p: Process, call: Call) {
    this.p = p
    this.call = call
    this.main = this.read()
  }
  private read(): readonly Directive[] {
    return flattened(readConfig(this.p, this.call.file, this.call.root), this.call.defined)
  }
  private path(text: string): string {
    return text.startsWith('/') ? text : `${this.call.root}/${text}`
  }
  private get pidFile(): string {
    return this.path(settingOf(this.main, 'pidfile') ?? 'logs/httpd.pid')
  }

  /** `-k`: a signal to the master whose number is in the file. */
  async signal(command: string): Promise<number> {
    const { p } = this
    const signal = (
      { stop: 'SIGTERM', graceful: 'SIGUSR1', restart: 'SIGHUP', 'graceful-stop': 'SIGWINCH' } as const
    )[command]
    if (!signal) {
      await p.write(2, `httpd: illegal option -- k\n${USAGE}`)
      return 1
    }
    await this.nameless()
    try {
      p.kill(Number(decode(bytesOf(p.readFile(this.pidFile)))), signal)
      return 0
    } catch (error) {
      if (!isErrno(error)) throw error
      await p.write(2, 'httpd (no pid file) not running\n')
      return command === 'stop' || command === 'graceful-stop' ? 0 : 1
    }
  }

  async start(foreground: boolean): Promise<number> {
    await this.nameless()
    if (!(await this.listen())) return 1
    if (foreground) return this.serve(this.p)
    this.p.fork(async (child) => {
      child.setsid()
      const own = new Master(child, this.call)
      own.listeners = this.listeners
      return own.serve(child)
    })
    return 0
  }

  /** AH00558, where nothing says what the server is called. */
  private async nameless(): Promise<void> {
    const { p } = this
    if (settingOf(this.main, 'servername') !== undefined) return
    let address = '127.0.0.1'
    try {
      address = (await resolve(p, p.hostname()))[0] ?? address
    } catch (error) {
      if (!(error instanceof ResolveError)) throw error
    }
    await p.write(
      2,
      `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${address}. Set the 'ServerName' directive globally to suppress this message\n`,
    )
  }

  private async listen(): Promise<boolean> {
    const { p } = this
    const found: Fd[] = []
    for (const { name, args } of this.main) {
      if (name !== 'listen') continue
      const [, host = '', port = ''] = /^(?:(.*):)?(\d+)$/.exec(args[0] ?? '') ?? []
      const at = host === '' || host === '*' ? '::' : host.replace(/^\[(.*)\]$/, '$1')
      try {
        found.push(listenOn(p, { host: at, port: Number(port) }, { backlog: BACKLOG }))
      } catch (error) {
        if (!isErrno(error)) throw error
        const number = { EADDRINUSE: 98, EACCES: 13, EADDRNOTAVAIL: 99 }[error.errno as string] ?? 22
        const shown = at.includes(':') ? `[${at}]` : at
        await p.write(
          2,
          `(${number})${error.message}: AH00072: make_sock: could not bind to address ${shown}:${port}\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n`,
        )
        return false
      }
    }
    if (found.length === 0) {
      await p.write(2, 'no listening sockets available, shutting down\nAH00015: Unable to open logs\n')
      return false
    }
    this.listeners = found
    return true
  }

  private open(path: string, p = this.p): Fd {
    return p.open(this.path(path), { write: true, append: true, create: true }, 0o644)
  }
  private async notice(text: string): Promise<void> {
    const { p } = this
    await p.write(
      this.errorLog,
      `[${stamp(p.now())}] [${text.replace('] ', `] [pid ${p.pid}:tid ${p.pid}] `).slice(1)}\n`,
    )
  }

  private async serve(p: Process): Promise<number> {
    for (const [signal, request] of [
      ['SIGTERM', 'stop'],
      ['SIGINT', 'stop'],
      ['SIGWINCH', 'graceful-stop'],
      ['SIGUSR1', 'graceful'],
      ['SIGHUP', 'restart'],
    ] as const)
      p.onSignal(signal, () => {
        this.request = request
      })
    p.onSignal('SIGCHLD', () => {})
    p.writeFile(this.pidFile, `${p.pid}\n`)
    this.openLogs()
    await this.nameless()
    for (;;) {
      await this.notice(
        `[mpm_event:notice] AH00489: Apache/${this.call.version} (Unix) configured -- resuming normal operations`,
      )
      await this.notice(`[core:notice] AH00094: Command line: '${this.call.line}'`)
      this.spawn(p)
      while (this.request === undefined) {
        await p.pause()
        await this.reap(p)
      }
      const { request } = this
      this.request = undefined
      await this.notice(`[mpm_event:notice] ${SAID[request]}`)
      const calm = request === 'graceful' || request === 'graceful-stop'
      await this.end(p, calm)
      if (request === 'stop' || request === 'graceful-stop') {
        p.unlink(this.pidFile)
        return 0
      }
      this.main = this.read()
      await this.nameless()
    }
  }
  private openLogs(): void {
    this.errorLog = this.open(settingOf(this.main, 'errorlog') ?? 'logs/error_log')
    const custom = settingOf(this.main, 'customlog') ?? settingOf(this.main, 'transferlog')
    this.accessLog = custom === undefined ? -1 : this.open(custom)
  }

  private spawn(p: Process): void {
    const { main, listeners } = this
    this.children = Array.from({ length: CHILDREN }, () =>
      p.fork((child) => this.work(child, main, listeners)),
    )
  }
  /** A child that ended by itself is replaced. */
  private async reap(p: Process): Promise<void> {
    for (;;) {
      const ended = this.children.length === 0 ? undefined : await p.wait(-1, { noHang: true })
      if (!ended) return
      const { main, listeners } = this
      this.children = this.children.filter((pid) => pid !== ended.pid)
      if (this.request === undefined) this.children.push(p.fork((child) => this.work(child, main, listeners)))
    }
  }
  private async end(p: Process, calm: boolean): Promise<void> {
    for (const pid of this.children) p.kill(pid, calm ? 'SIGUSR1' : 'SIGTERM')
    for (const pid of this.children) {
      try {
        await p.wait(pid)
      } catch (error) {
        if (!isErrno(error, 'EINTR', 'ECHILD')) throw error
      }
    }
    this.children = []
  }

  /** A child: root's becomes the user of the configuration, and serves. */
  private async work(p: Process, main: readonly Directive[], listeners: readonly Fd[]): Promise<number> {
    let stopping: 'now' | 'calm' | undefined
    p.onSignal('SIGTERM', () => {
      stopping = 'now'
    })
    p.onSignal('SIGUSR1', () => {
      stopping = 'calm'
    })
    for (const signal of ['SIGHUP', 'SIGWINCH', 'SIGINT'] as const) p.onSignal(signal, 'ignore')
    const sites = this.sites(p, main)
    const common = main.find(({ name }) => name === 'customlog')?.args[1] ?? 'common'
    const logs = sites.map(({ log }) =>
      log
        ? { fd: this.open(log[0] ?? '', p), format: log[1] ?? 'common' }
        : { fd: this.accessLog, format: common },
    )
    const user = accounts(p).find(({ name }) => name === settingOf(main, 'user'))
    if (user && p.credentials.uid === 0)
      p.setCredentials({ uid: user.uid, gid: user.gid, groups: [user.gid] })
    await serve(p, {
      listeners,
      keepAlive: Number(settingOf(main, 'keepalivetimeout') ?? KEEP_ALIVE) * 1e9,
      stopping: () => stopping,
      answer: async (request, peer) => {
        const host =
          'bad' in request ? '' : (headerOf(request.headers, 'Host') ?? '').split(':')[0]!.toLowerCase()
        const site = sites.find((one) => one.named(host)) ?? sites[0]!
        const close =
          settingOf(main, 'keepalive')?.toLowerCase() === 'off' ||
          ('bad' in request ? true : headerOf(request.headers, 'Connection')?.toLowerCase() === 'close')
        const answer = 'bad' in request ? site.bad() : await site.answer(request, close)
        const sent = answer.bodiless ? 0 : answer.body.size
        const log = logs[sites.indexOf(site)]!
        if (log.fd >= 0)
          await p.write(
            log.fd,
            lineOf(p, main, log.format, { request, peer, status: answer.line.split(' ')[1]!, sent }),
          )
        return answer
      },
    })
    return 0
  }

  /** The hosts in their order: the first answers to names that nobody has. */
  private sites(p: Process, main: readonly Directive[]): Site[] {
    const types = mimeTypes(p, this.path(settingOf(main, 'typesconfig') ?? 'conf/mime.types'), main)
    const about = { version: this.call.version, root: this.call.root, types }
    const tell = async (text: string): Promise<void> => {
      const [, level = '', rest = ''] = /^(\[\S+\]) (.*)$/s.exec(text) ?? []
      await p.write(this.errorLog, `[${stamp(p.now())}] ${level} [pid ${p.pid}:tid ${p.pid}] ${rest}\n`)
    }
    const virtual = main.filter(({ name }) => name === 'virtualhost')
    const blocks = virtual.length === 0 ? [main] : virtual.map(({ block }) => block ?? [])
    return blocks.map((block) => new Site(p, about, block, main, tell))
  }
}

const SAID = {
  stop: 'AH00491: caught SIGTERM, shutting down',
  'graceful-stop': 'AH00492: caught SIGWINCH, shutting down gracefully',
  graceful: 'AH00493: SIGUSR1 received.  Doing graceful restart',
  restart: 'AH00494: SIGHUP received.  Attempting to restart',
} as const

/** Types by the ends of names: the file of `TypesConfig`, then `AddType`. */
function mimeTypes(p: Process, file: string, main: readonly Directive[]): ReadonlyMap<string, string> {
  const lines: (readonly string[])[] = []
  try {
    lines.push(
      ...decode(bytesOf(p.readFile(file)))
        .split('\n')
        .map((line) => line.trim().split(/\s+/)),
    )
  } catch (error) {
    if (!isErrno(error)) throw error
  }
  for (const { name, args } of main) if (name === 'addtype') lines.push(args)
  return new Map(
    lines
      .filter(([type]) => type !== undefined && !type.startsWith('#'))
      .flatMap(([type = '', ...ends]) => ends.map((end): [string, string] => [end.replace(/^\./, ''), type])),
  )
}
