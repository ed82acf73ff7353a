import { isErrno } from '../../base/errors.ts'
import { encode } from '../../base/text.ts'
import type { Instant } from '../../base/time.ts'
import type { Fd, Process, Program } from '../../kernel/process.ts'
import { bootOf } from '../boot-time.ts'
import { JOURNAL_SOCKET, type JournalMessage } from '../journal-message.ts'
import { readText } from '../manager/files.ts'
import { notify, untilTerminated } from '../programs/notify.ts'

/** What else journald is asked: to keep its messages on the disk, or to take up what the kernel said. */
export interface JournalRequest {
  readonly request: 'flush' | 'sync'
}

/**
 * systemd-journald: the kernel's log and what others send it go to a file, in the Journal Export Format (systemd,
 * JOURNAL_EXPORT_FORMATS), not the binary form that journald itself keeps. In memory first, on the disk after a flush.
 */
export const journald: Program = {
  name: 'systemd-journald',
  async run(p) {
    const journal = new JournalFiles(p)
    if (p.exists(JOURNAL_SOCKET)) p.unlink(JOURNAL_SOCKET)
    p.serve(
      JOURNAL_SOCKET,
      async (message) => journal.take(message as JournalMessage | JournalRequest),
      0o666,
      'dgram',
    )
    await journal.own(`Journal started`)
    await notify(p, { ready: true })
    await untilTerminated(p)
    await journal.own('Journal stopped')
    return 0
  },
}

class JournalFiles {
  private readonly p: Process
  private readonly machine: string
  private readonly bootID: string
  private readonly boot: Instant
  private path: string
  /** Kept open: the file system is in use as long as it is. */
  private file: Fd | undefined
  /** How many messages of the kernel are in it. */
  private taken = 0

  constructor(p: Process) {
    this.p = p
    this.machine = textOr(p, '/etc/machine-id', '0'.repeat(32))
    this.bootID = textOr(p, '/proc/sys/kernel/random/boot_id', '').replace(/-/g, '')
    this.boot = bootOf(p)
    this.path = this.prepare('/run/log/journal')
  }

  async take(message: JournalMessage | JournalRequest): Promise<null> {
    await this.takeKernel()
    if (!('request' in message)) await this.append([this.entryOf(message, this.p.now())])
    else if (message.request === 'flush') await this.flush()
    return null
  }

  async own(text: string): Promise<void> {
    await this.takeKernel()
    const { pid } = this.p
    const own = {
      transport: 'journal',
      identifier: 'systemd-journald',
      pid,
      unit: 'systemd-journald.service',
    } as const
    await this.append([this.entryOf({ ...own, priority: 6, message: text }, this.p.now())])
  }

  private prepare(root: string): string {
    let at = ''
    for (const name of `${root}/${this.machine}`.split('/').filter(Boolean)) {
      at += `/${name}`
      if (!this.p.exists(at)) this.p.mkdir(at, 0o755)
    }
    return `${at}/system.journal`
  }

  /** From memory to the disk, where /var/log/journal is. */
  private async flush(): Promise<void> {
    const { p } = this
    const kept = '/var/log/journal'
    if (!p.exists(kept) || this.path.startsWith(kept)) return
    try {
      const text = readText(p, this.path)
      const old = this.path
      if (this.file !== undefined) p.close(this.file)
      this.file = undefined
      this.path = this.prepare(kept)
      await this.write(text)
      p.unlink(old)
    } catch (error) {
      if (!isErrno(error)) throw error
    }
  }

  /** What the kernel has said meanwhile; lines of programs keep the names of those. */
  private async takeKernel(): Promise<void> {
    const records = this.p.kernelLog().slice(this.taken)
    this.taken += records.length
    await this.append(
      records.map(({ time, level, facility, text }) => {
        const [, identifier = 'kernel', pid = '0', rest = text] =
          facility === 0 ? [] : (/^([^[:\s]+)\[(\d+)\]: (.*)$/.exec(text) ?? [])
        const own: JournalMessage = {
          transport: 'kernel',
          identifier,
          pid: Number(pid),
          unit: pid === '1' ? 'init.scope' : '',
          priority: level,
          message: rest,
        }
        return this.entryOf(own, this.boot + BigInt(Math.round(time)))
      }),
    )
  }

  private entryOf(message: JournalMessage, at: Instant): string {
    const { transport, priority, identifier, pid, unit, about } = message
    const origin = `${pid > 0 ? `_PID=${pid}\n` : ''}${unit ? `_SYSTEMD_UNIT=${unit}\n` : ''}`
    return (
      `__REALTIME_TIMESTAMP=${at / 1000n}\n__MONOTONIC_TIMESTAMP=${(at - this.boot) / 1000n}\n` +
      `_BOOT_ID=${this.bootID}\n_TRANSPORT=${transport}\n_HOSTNAME=${this.p.hostname()}\n` +
      `PRIORITY=${priority}\nSYSLOG_IDENTIFIER=${identifier}\n${origin}` +
      `${about ? `UNIT=${about}\n` : ''}MESSAGE=${message.message}\n\n`
    )
  }

  private async append(entries: readonly string[]): Promise<void> {
    if (entries.length > 0) await this.write(entries.join(''))
  }

  /** Where there is no room for a message it is lost. */
  private async write(text: string): Promise<void> {
    try {
      this.file ??= this.p.open(this.path, { append: true, create: true }, 0o640)
      await this.p.write(this.file, encode(text))
    } catch (error) {
      if (!isErrno(error)) throw error
    }
  }
}

function textOr(p: Process, path: string, otherwise: string): string {
  return p.exists(path) ? readText(p, path).trim() : otherwise
}
