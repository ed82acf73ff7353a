import { bytesBody, bytesOf } from '../base/body.ts'
import { sha256Hex } from '../base/digest.ts'
import { byCodeUnit, encode } from '../base/text.ts'
import type { Instant } from '../base/time.ts'
import type { JournalMessage } from '../init/journal-message.ts'
import type { Ino } from '../vfs/filesystem.ts'
import type { TreeFs } from '../vfs/tree-fs.ts'
import { type JournalLimits, journalLimits } from './journal-limits.ts'

/** A message of a service, as it comes to journald. */
export type JournalEntry = Omit<JournalMessage, 'transport'>

/** 32 hex digits of /etc/machine-id, which names the journal's directory too. */
export const machineID = (hostname: string): string => sha256Hex(`machine ${hostname}`).slice(0, 32)

/** 32 hex digits that name the source of the messages' numbers. */
const sequenceID = (hostname: string): string => sha256Hex(`journal ${hostname}`).slice(0, 32)

/** Where a machine's journal lies, below its root. */
export const journalDirectory = (hostname: string): string => `var/log/journal/${machineID(hostname)}`

const NAME = 'system.journal'
const hex16 = (value: number | bigint): string => value.toString(16).padStart(16, '0')

/**
 * systemd-journald: messages go to a file of the disk. The file is text in the Journal Export Format (systemd, JOURNAL_EXPORT_FORMATS),
 * not the binary form that journald itself keeps. A file that is full is archived, and the oldest archived ones go.
 */
export class Journal {
  private readonly disk: TreeFs
  private readonly hostname: string
  private readonly now: () => Instant
  private readonly limits: JournalLimits
  private readonly directory: Ino
  private file: Ino
  /** Number of the next message, and the number and the time of the first one in the file. */
  private sequence = 1
  private head: { sequence: number; time: Instant } | undefined

  constructor(disk: TreeFs, hostname: string, now: () => Instant) {
    this.disk = disk
    this.hostname = hostname
    this.now = now
    this.limits = journalLimits(disk)
    this.directory = journalDirectory(hostname)
      .split('/')
      .reduce((at, name) => this.folder(at, name), disk.root)
    this.file = this.begin()
  }

  append(entry: JournalEntry): void {
    const fields = {
      __REALTIME_TIMESTAMP: this.now() / 1000n,
      _HOSTNAME: this.hostname,
      PRIORITY: entry.priority,
      SYSLOG_IDENTIFIER: entry.identifier,
      _PID: entry.pid,
      _SYSTEMD_UNIT: entry.unit,
      ...(entry.about && { UNIT: entry.about }),
      MESSAGE: entry.message,
    }
    const lines = Object.entries(fields).map(([name, value]) => `${name}=${value}\n`)
    const bytes = encode(`${lines.join('')}\n`)
    if (this.disk.stat(this.file).size + bytes.length > this.limits.file) this.rotate()
    this.head ??= { sequence: this.sequence, time: this.now() }
    this.sequence++
    this.disk.write(this.file, this.disk.stat(this.file).size, bytes, this.now())
  }

  private folder(at: Ino, name: string): Ino {
    return (
      this.disk.child(at, name) ??
      this.disk.mkdir(at, name, { mode: 0o755, uid: 0, gid: this.disk.stat(at).gid, time: this.now() })
    )
  }

  /** The file of an earlier life goes on. */
  private begin(): Ino {
    const { disk } = this
    const { gid } = disk.stat(this.directory)
    const file =
      disk.child(this.directory, NAME) ??
      disk.create(this.directory, NAME, { mode: 0o640, uid: 0, gid, time: this.now() })
    return disk.open(file, true, this.now())
  }

  /** Archives the file and begins the next. One whose name was taken away is written to as long as it is open. */
  private rotate(): void {
    const { disk, directory, head } = this
    if (!head || disk.child(directory, NAME) !== this.file) return
    const first = `${hex16(head.sequence)}-${hex16(head.time / 1000n)}`
    const name = `system@${sequenceID(this.hostname)}-${first}.journal`
    disk.rename(directory, NAME, directory, name, this.now())
    // As journald gives back what it took in advance.
    disk.setBody(this.file, bytesBody(bytesOf(disk.body(this.file)).slice()), this.now())
    disk.release(this.file)
    this.file = this.begin()
    this.head = undefined
    this.vacuum()
  }

  private vacuum(): void {
    const archived = this.disk
      .readdir(this.directory)
      .filter(({ name }) => name.startsWith('system@'))
      .map(({ name, ino }) => ({ name, size: this.disk.stat(ino).size }))
      .sort((a, b) => byCodeUnit(a.name, b.name))
    let sum = archived.reduce((all, { size }) => all + size, 0)
    for (const [i, { name, size }] of archived.entries()) {
      if (sum <= this.limits.archived && 1 + archived.length - i <= this.limits.files) return
      this.disk.unlink(this.directory, name, this.now())
      sum -= size
    }
  }
}

const PRIORITIES = { error: 3, warning: 4, info: 6 } as const

/** Takes what a service writes to its standard error; `pid` is undefined while it does not run. */
export const serviceSink =
  (journal: Journal, identifier: string, pid: () => number | undefined) =>
  (message: string, level: keyof typeof PRIORITIES): void => {
    const from = pid()
    if (from === undefined) return
    journal.append({
      identifier,
      pid: from,
      unit: `${identifier === 'dockerd' ? 'docker' : identifier}.service`,
      priority: PRIORITIES[level],
      message,
    })
  }

/** Starts a service as the service manager tells of it: before, and when it is up. */
export function tellStart<T>(journal: Journal, about: string, description: string, start: () => T): T {
  const tell = (message: string): void =>
    journal.append({ identifier: 'systemd', pid: 1, unit: 'init.scope', about, priority: 6, message })
  tell(`Starting ${about} - ${description}...`)
  const started = start()
  tell(`Started ${about} - ${description}.`)
  return started
}
