import { bytesOf } from '../../../base/body.ts'
import { isErrno } from '../../../base/errors.ts'
import { decode } from '../../../base/text.ts'
import type { Process } from '../../../kernel/process.ts'
import { splitWords } from './resp.ts'

/** What a server goes by when nothing else is said. Those of the images are built without protected mode. */
const DEFAULTS: Readonly<Record<string, string>> = {
  appenddirname: 'appendonlydir',
  appendfilename: 'appendonly.aof',
  appendfsync: 'everysec',
  appendonly: 'no',
  bind: '* -::*',
  daemonize: 'no',
  databases: '16',
  dbfilename: 'dump.rdb',
  dir: '',
  logfile: '',
  loglevel: 'notice',
  maxclients: '10000',
  maxmemory: '0',
  'maxmemory-policy': 'noeviction',
  pidfile: '',
  port: '6379',
  'protected-mode': 'no',
  requirepass: '',
  save: '3600 1 300 100 60 10000',
  'stop-writes-on-bgsave-error': 'yes',
  'tcp-backlog': '511',
  'tcp-keepalive': '300',
  timeout: '0',
}
/** Words of files and command lines that change nothing here. */
const IGNORED =
  /^(always-show-logo|rdbcompression|rdbchecksum|hz|latency-.*|lazyfree-.*|slowlog-.*|repl-.*|list-.*|hash-.*|set-.*|zset-.*|stream-.*|no-appendfsync-on-rewrite|auto-aof-.*|aof-.*|supervised|unixsocketperm|set-proc-title|proc-title-template|locale-collate|jemalloc-bg-thread|activerehashing|dynamic-hz|client-output-buffer-limit|oom-score-adj.*|disable-thp|acllog-max-len|notify-keyspace-events)$/

/** A setting that is wrong, as the server tells of it before it ends. */
export class SettingError extends Error {
  override readonly name = 'SettingError'
  /** Number of the line, and the line as it is shown. */
  readonly where: string
  constructor(where: string, message: string) {
    super(message)
    this.where = where
  }
}

/** Settings of a server: its file's, then those of its command line, which replace them. */
export class Settings {
  private readonly values = new Map(Object.entries(DEFAULTS))
  /** Where they came from, where a file was given. */
  file: string | undefined
  private saves: string | undefined

  get(name: string): string {
    return this.values.get(name) ?? ''
  }
  has(name: string): boolean {
    return this.values.has(name)
  }
  set(name: string, value: string): void {
    this.values.set(name, value)
  }
  names(): string[] {
    return [...this.values.keys()].sort()
  }
  yes(name: string): boolean {
    return this.get(name) === 'yes'
  }

  /** A line of the file. Several lines of `save` make one setting, and the first replaces what was. */
  private line(text: string, where: string): void {
    const [name = '', ...values] = splitWords(text) ?? []
    const key = name.toLowerCase()
    if (IGNORED.test(key)) return
    if (!this.has(key) || values.length === 0)
      throw new SettingError(where, 'Bad directive or wrong number of arguments')
    if (key !== 'save') this.set(key, values.join(' '))
    else {
      this.saves = values.join(' ') === '' ? '' : `${this.saves ? `${this.saves} ` : ''}${values.join(' ')}`
      this.set(key, this.saves)
    }
  }

  read(p: Process, args: readonly string[]): void {
    const lines: string[] = []
    let rest = args
    if (args[0] !== undefined && !args[0].startsWith('-')) {
      this.file = p.realpath(args[0])
      lines.push(...decode(bytesOf(p.readFile(args[0]))).split('\n'))
      rest = args.slice(1)
    }
    for (const arg of rest) {
      if (arg.startsWith('--')) lines.push(arg.slice(2))
      else lines.push(`${lines.pop() ?? ''} ${/^$|\s/.test(arg) ? `"${arg}"` : arg}`)
    }
    for (const [i, line] of lines.entries()) {
      const text = line.trim()
      if (text !== '' && !text.startsWith('#'))
        this.line(
          text,
          `Reading the configuration file, at line ${i + 1}\n>>> '${text.replaceAll("'", '"')}'`,
        )
    }
    if (this.get('dir') !== '') p.chdir(this.get('dir'))
    this.set('dir', p.cwd())
  }
}

/** What reading settings may throw besides `SettingError`: a file that is not there. */
export const cannotOpen = (file: string, error: unknown): string => {
  if (!isErrno(error)) throw error
  return `Fatal error, can't open config file '${file}': ${error.message}`
}
