import { toBinary } from '../../../../base/text.ts'
import { Failure, type Io, program } from '../../../program.ts'
import { readAll } from '../../../stdio.ts'
import { fromBinary, toBytes } from '../../../text.ts'
import { RedisError, splitWords } from '../resp.ts'
import { Link, NoLink } from './link.ts'
import { forTerminal, raw } from './print.ts'

const VERSION = '7.0.15'
const UNSAFE =
  "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n"
/** Their answers are texts, and are shown so. */
const TEXTS = [['info'], ['client', 'list'], ['lolwut']]

interface Options {
  host: string
  port: number
  password: string | undefined
  warn: boolean
  user: string | undefined
  database: number
  raw: boolean | undefined
  repeat: number
  interval: number
  lastFromInput: boolean
  failOnError: boolean
  words: string[]
}

/** redis-cli: one command, or a dialogue. */
export const redisCli = program('redis-cli', async (io) => {
  const version = io.p.env.get('REDIS_VERSION') ?? VERSION
  const options = parse(io, version)
  if (options.password !== undefined && options.warn) await io.stderr(UNSAFE)
  options.password ??= io.p.env.get('REDISCLI_AUTH')
  const client = new Client(io, options, version)
  if (options.words.length === 0 && !options.lastFromInput) return client.dialogue()
  const words = options.words.map((word) => toBinary(toBytes(word)))
  if (options.lastFromInput) words.push(toBinary(await readAll(io.p, 0)))
  try {
    await client.connect()
  } catch (error) {
    if (!(error instanceof NoLink)) throw error
    await io.stderr(`${error.message}\n`)
    return 1
  }
  let code = 0
  for (let i = 0; i !== options.repeat; i++) {
    if (i > 0 && options.interval > 0) await io.p.sleep(options.interval * 1e9)
    code = (await client.say(words)) && !(client.wrong && options.failOnError) ? 0 : 1
    if (!client.connected) break
  }
  return code
})

function parse(io: Io, version: string): Options {
  const { args } = io
  const found: Options = {
    host: '127.0.0.1',
    port: 6379,
    password: undefined,
    warn: true,
    user: undefined,
    database: 0,
    raw: undefined,
    repeat: 1,
    interval: 0,
    lastFromInput: false,
    failOnError: false,
    words: [],
  }
  let i = 0
  const value = (): string => {
    const next = args[++i]
    if (next === undefined)
      throw new Failure('', 1, `Unrecognized option or bad number of args for: '${args[i - 1]}'`)
    return next
  }
  for (; i < args.length && args[i]!.startsWith('-'); i++) {
    switch (args[i]) {
      case '-h':
        found.host = value()
        break
      case '-p':
        found.port = Number(value())
        break
      case '-a':
      case '--pass':
        found.password = value()
        break
      case '--user':
        found.user = value()
        break
      case '--no-auth-warning':
        found.warn = false
        break
      case '-n':
        found.database = Number(value())
        break
      case '-r':
        found.repeat = Number(value())
        break
      case '-i':
        found.interval = Number(value())
        break
      case '-x':
        found.lastFromInput = true
        break
      case '-e':
        found.failOnError = true
        break
      case '--raw':
        found.raw = true
        break
      case '--no-raw':
        found.raw = false
        break
      case '-v':
      case '--version':
        throw new Failure(`redis-cli ${version}\n`, 0)
      default:
        if (
          /^(-s|-u|-3|-X|--(tls.*|csv|json|stat|latency.*|scan|bigkeys|memkeys|hotkeys|pipe|rdb|eval|cluster|pattern|show-pushes|help|replica|ldb.*|intrinsic.*))$/.test(
            args[i]!,
          )
        )
          throw new Failure('', 1, `redis-cli: option ${args[i]} is not part of this simulation`)
        throw new Failure('', 1, `Unrecognized option or bad number of args for: '${args[i]}'`)
    }
  }
  found.words = args.slice(i)
  return found
}

class Client {
  private readonly io: Io
  private readonly options: Options
  private readonly version: string
  private readonly raw: boolean
  private link: Link | undefined
  private database: number
  private inTransaction = false
  /** The last answer was an error. */
  wrong = false

  constructor(io: Io, options: Options, version: string) {
    this.io = io
    this.options = options
    this.version = version
    this.database = options.database
    this.raw = options.raw ?? !io.p.isatty(1)
  }
  get connected(): boolean {
    return this.link !== undefined
  }

  /** Throws `NoLink`. */
  async connect(): Promise<void> {
    const { io, options } = this
    this.link = await Link.open(io.p, options.host, options.port)
    if (options.password !== undefined) {
      const user = options.user === undefined ? [] : [options.user]
      const reply = await this.link.ask(['AUTH', ...user, toBinary(toBytes(options.password))])
      if (reply instanceof RedisError) await io.stderr(`AUTH failed: ${reply.message}\n`)
    }
    if (this.database !== 0) {
      const reply = await this.link.ask(['SELECT', String(this.database)])
      if (reply instanceof RedisError) {
        await io.stderr(`SELECT ${this.database} failed: ${reply.message}\n`)
        this.database = 0
      }
    }
  }
  private drop(): void {
    this.link?.close()
    this.link = undefined
  }

  /** Asks and shows the answer. False where there was none. */
  async say(words: readonly string[]): Promise<boolean> {
    const { io } = this
    const name = words[0]!.toLowerCase()
    const reply = await this.link!.ask(words)
    if (reply === undefined) {
      this.drop()
      if (name === 'shutdown') return true
      await io.stderr('Error: Server closed the connection\n')
      return false
    }
    this.wrong = reply instanceof RedisError
    if (!this.wrong) {
      if (name === 'select') this.database = Number(words[1])
      if (name === 'multi') this.inTransaction = true
      if (name === 'exec' || name === 'discard') this.inTransaction = false
    }
    const text = TEXTS.some((start) => start.every((word, i) => words[i]?.toLowerCase() === word))
    await io.out.write(
      fromBinary(this.raw ? `${raw(reply)}\n` : text && !this.wrong ? raw(reply) : forTerminal(reply)),
    )
    await io.out.flush()
    if (name === 'quit') this.drop()
    return true
  }

  private prompt(): string {
    if (!this.connected) return 'not connected> '
    const { host, port } = this.options
    const database = this.database === 0 ? '' : `[${this.database}]`
    return `${host.includes(':') ? `[${host}]` : host}:${port}${database}${this.inTransaction ? '(TX)' : ''}> `
  }

  async dialogue(): Promise<number> {
    const { io } = this
    const terminal = io.p.isatty(0)
    await this.reconnect()
    for (;;) {
      if (terminal) {
        await io.out.write(this.prompt())
        await io.out.flush()
      }
      const line = await this.readLine()
      if (line === undefined) return 0
      const words = splitWords(line)
      if (!words) {
        await io.out.write('Invalid argument(s)\n')
        await io.out.flush()
      } else if (words.length > 0 && !(await this.command(words))) return 0
    }
  }

  /** A line of the dialogue. False where it ends it. */
  private async command(words: readonly string[]): Promise<boolean> {
    const { io, options } = this
    const name = words[0]!.toLowerCase()
    if (name === 'quit' || name === 'exit') return false
    if (name === 'clear' && words.length === 1) await io.out.write('\x1b[H\x1b[2J')
    else if (name === 'help' || name === '?')
      await io.out.write(words.length === 1 ? help(this.version) : NO_HELP)
    else if (name === 'connect' && words.length === 3) {
      this.drop()
      options.host = words[1]!
      options.port = Number(words[2])
      await this.reconnect()
    } else {
      const count = /^[1-9]\d*$/.test(name) && words.length > 1 ? Number(name) : 1
      const own = count > 1 || /^[1-9]\d*$/.test(name) ? words.slice(1) : words
      for (let i = 0; i < count; i++) {
        if (!this.connected && !(await this.reconnect())) return true
        // A connection that broke meanwhile is made anew, once.
        if (!(await this.say(own)) && (await this.reconnect())) await this.say(own)
      }
    }
    await io.out.flush()
    return true
  }

  private async reconnect(): Promise<boolean> {
    try {
      await this.connect()
      return true
    } catch (error) {
      if (!(error instanceof NoLink)) throw error
      await this.io.stderr(`${error.message}\n`)
      return false
    }
  }

  private rest = ''
  private ended = false
  private async readLine(): Promise<string | undefined> {
    for (;;) {
      const end = this.rest.indexOf('\n')
      if (end >= 0) {
        const line = this.rest.slice(0, end)
        this.rest = this.rest.slice(end + 1)
        return line
      }
      if (this.ended) {
        const line = this.rest
        this.rest = ''
        return line === '' ? undefined : line
      }
      const bytes = await this.io.p.read(0)
      if (bytes.length === 0) this.ended = true
      this.rest += toBinary(bytes)
    }
  }
}

const NO_HELP = 'redis-cli: help on commands is not part of this simulation\n'
const help = (version: string): string => `redis-cli ${version}
To get help about Redis commands type:
      "help @<group>" to get a list of commands in <group>
      "help <command>" for help on <command>
      "help <tab>" to get a list of possible help topics
      "quit" to exit

To set redis-cli preferences:
      ":set hints" enable online hints
      ":set nohints" disable online hints
Set your preferences in ~/.redisclirc
`
