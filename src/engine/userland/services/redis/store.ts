import { bytesOf } from '../../../base/body.ts'
import { isErrno } from '../../../base/errors.ts'
import type { Process } from '../../../kernel/process.ts'
import { HASHES } from './commands/hashes.ts'
import { KEYS } from './commands/keys.ts'
import { LISTS } from './commands/lists.ts'
import { SETS } from './commands/sets.ts'
import { SORTED_SETS } from './commands/sorted-sets.ts'
import { STRINGS } from './commands/strings.ts'
import { AppendOnly } from './journal.ts'
import { Database } from './keyspace.ts'
import { decodeRdb, encodeRdb, RdbError } from './rdb.ts'
import type { Settings } from './settings.ts'

/** Commands on data. */
export const DATA = { ...STRINGS, ...LISTS, ...HASHES, ...SETS, ...SORTED_SETS, ...KEYS }

export type Log = (level: '*' | '#', text: string) => Promise<void>

/** All databases of a server, and the files that keep them. */
export class Store {
  readonly databases: readonly Database[]
  readonly appendOnly: AppendOnly
  /** Changes since the last dump. */
  changes = 0
  lastSave: bigint
  private readonly p: Process
  private readonly settings: Settings
  private readonly version: string
  private readonly log: Log

  constructor(p: Process, settings: Settings, version: string, log: Log) {
    this.p = p
    this.settings = settings
    this.version = version
    this.log = log
    this.lastSave = p.now()
    this.appendOnly = new AppendOnly(p, settings)
    this.databases = Array.from(
      { length: Number(settings.get('databases')) },
      () => new Database(() => p.now()),
    )
  }

  private dump(base = false): Uint8Array {
    return encodeRdb(this.databases, {
      'redis-ver': this.version,
      'redis-bits': '64',
      ctime: String(this.p.now() / 1_000_000_000n),
      'used-mem': '1609056',
      'aof-base': base ? '1' : '0',
    })
  }

  /** What a start finds on the disk. Throws `RdbError`. */
  async load(): Promise<void> {
    const { p, log, settings } = this
    const tell = (text: string): Promise<void> => log('*', text)
    if (settings.yes('appendonly')) {
      if (this.appendOnly.exists)
        await this.appendOnly.load(
          this.databases,
          (number, words) => {
            const command = DATA[words[0]?.toLowerCase() as keyof typeof DATA]
            if (command) command.run(this.databases[number]!, words.slice(1))
          },
          tell,
        )
      await this.appendOnly.open(() => this.dump(true), tell)
      return
    }
    let bytes: Uint8Array
    try {
      bytes = bytesOf(p.readFile(settings.get('dbfilename')))
    } catch (error) {
      if (!isErrno(error, 'ENOENT')) throw error
      return
    }
    const { about, keys, expired } = decodeRdb(bytes, this.databases)
    const seconds = BigInt(about.get('ctime') ?? '0')
    await tell(`Loading RDB produced by version ${about.get('redis-ver') ?? '?'}`)
    await tell(`RDB age ${p.now() / 1_000_000_000n - seconds} seconds`)
    await tell(
      `RDB memory usage when created ${(Number(about.get('used-mem') ?? 0) / 1048576).toFixed(2)} Mb`,
    )
    await tell(`Done loading RDB, keys loaded: ${keys}, keys expired: ${expired}.`)
    await tell('DB loaded from disk: 0.000 seconds')
  }

  /** Writes a dump beside the old one, and puts it in its place. False where that fails; the log says why. */
  async save(by: Process = this.p, log: Log = this.log): Promise<boolean> {
    const temporary = `temp-${by.pid}.rdb`
    try {
      by.writeFile(temporary, this.dump(), 0o644)
      by.rename(temporary, this.settings.get('dbfilename'))
    } catch (error) {
      if (!isErrno(error)) throw error
      await log(
        '#',
        `Failed opening the temp RDB file ${temporary} (in server root dir ${by.cwd()}) for saving: ${error.message}`,
      )
      return false
    }
    await log('*', 'DB saved on disk')
    return true
  }
  saved(): void {
    this.changes = 0
    this.lastSave = this.p.now()
  }

  /** The points of `save`: so many seconds after the last dump, with so many changes at least. */
  private points(): [seconds: number, changes: number][] {
    const numbers = this.settings.get('save').split(' ').filter(Boolean).map(Number)
    return numbers.flatMap((value, i): [number, number][] =>
      i % 2 === 0 ? [[value, numbers[i + 1] ?? 0]] : [],
    )
  }
  /** Nanoseconds until a dump is due; undefined where none is. */
  untilSave(): number | undefined {
    const since = Number(this.p.now() - this.lastSave)
    const due = this.points()
      .filter(([, changes]) => this.changes >= changes)
      .map(([seconds]) => Math.max(0, seconds * 1e9 - since))
    return due.length === 0 || this.changes === 0 ? undefined : Math.min(...due)
  }
  /** The point that is due: `1 changes in 3600 seconds. Saving...` */
  duePoint(): [seconds: number, changes: number] | undefined {
    const since = Number(this.p.now() - this.lastSave)
    return this.points().find(([seconds, changes]) => this.changes >= changes && since >= seconds * 1e9)
  }
  get savesAtEnd(): boolean {
    return this.points().length > 0
  }
}
export { RdbError }
