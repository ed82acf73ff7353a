import { bytesOf } from '../../../base/body.ts'
import { decode, toBinary } from '../../../base/text.ts'
import type { Fd, Process } from '../../../kernel/process.ts'
import { fromBinary } from '../../text.ts'
import type { Database } from './keyspace.ts'
import { decodeRdb } from './rdb.ts'
import { encodeCommand, RespBuffer } from './resp.ts'
import type { Settings } from './settings.ts'

type Tell = (text: string) => Promise<void>

/** The append-only file of Redis 7: a folder with a dump to begin with, the commands since, and a list of both (aof.c). */
export class AppendOnly {
  private readonly p: Process
  private readonly folder: string
  private readonly base: string
  private readonly incr: string
  private readonly manifest: string
  private fd: Fd | undefined
  private database: number | undefined

  constructor(p: Process, settings: Settings) {
    const name = settings.get('appendfilename')
    this.p = p
    this.folder = settings.get('appenddirname')
    this.base = `${name}.1.base.rdb`
    this.incr = `${name}.1.incr.aof`
    this.manifest = `${name}.manifest`
  }

  get exists(): boolean {
    return this.p.exists(`${this.folder}/${this.manifest}`)
  }

  /** Fills the databases from what is there; `run` carries out a command. */
  async load(
    databases: readonly Database[],
    run: (database: number, words: readonly string[]) => void,
    tell: Tell,
  ): Promise<void> {
    const listed = decode(bytesOf(this.p.readFile(`${this.folder}/${this.manifest}`)))
    for (const [, file = '', kind] of listed.matchAll(/^file (\S+) seq \d+ type ([bi])/gm)) {
      const bytes = bytesOf(this.p.readFile(`${this.folder}/${file}`))
      if (kind === 'b') {
        await tell('Reading RDB base file on AOF loading...')
        decodeRdb(bytes, databases)
        await tell(`DB loaded from base file ${file}: 0.000 seconds`)
        continue
      }
      const buffer = new RespBuffer()
      buffer.add(toBinary(bytes))
      let database = 0
      for (let words = buffer.request(); words; words = buffer.request()) {
        if (words[0]?.toLowerCase() === 'select') database = Number(words[1])
        else run(database, words)
      }
      await tell(`DB loaded from incr file ${file}: 0.000 seconds`)
    }
    await tell('DB loaded from append only file: 0.000 seconds')
  }

  /** Opens it for what comes; one that is not there begins with a dump of the present. */
  async open(dump: () => Uint8Array, tell: Tell): Promise<void> {
    const { p, folder } = this
    if (!this.exists) {
      if (!p.exists(folder)) p.mkdir(folder, 0o755)
      p.writeFile(`${folder}/${this.base}`, dump())
      await tell(`Creating AOF base file ${this.base} on server start`)
      p.writeFile(
        `${folder}/${this.manifest}`,
        `file ${this.base} seq 1 type b\nfile ${this.incr} seq 1 type i\n`,
        0o644,
      )
      await tell(`Creating AOF incr file ${this.incr} on server start`)
    } else await tell(`Opening AOF incr file ${this.incr} on server start`)
    this.fd = p.open(`${folder}/${this.incr}`, { write: true, append: true, create: true }, 0o644)
  }

  async append(database: number, words: readonly string[]): Promise<void> {
    if (this.fd === undefined) return
    const chosen = this.database === database ? '' : encodeCommand(['SELECT', String(database)])
    this.database = database
    await this.p.write(this.fd, fromBinary(chosen + encodeCommand(words)))
  }
}
