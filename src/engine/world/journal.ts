import { sha256Hex } from '../base/digest.ts'
import { encode } from '../base/text.ts'
import type { Instant } from '../base/time.ts'
import type { Ino } from '../vfs/filesystem.ts'
import type { TreeFs } from '../vfs/tree-fs.ts'

/** A message of a service, as it comes to journald. */
export interface JournalEntry {
  /** Program's name, without its path. */
  readonly identifier: string
  readonly pid: number
  /** Unit of the sender. */
  readonly unit: string
  /** Unit that the message is about, where the service manager sends it. */
  readonly about?: string
  /** As syslog(3) numbers it: 3 error, 4 warning, 6 information. */
  readonly priority: number
  readonly message: string
}

/** 32 hex digits of /etc/machine-id, which names the journal's directory too. */
export const machineID = (hostname: string): string => sha256Hex(`machine ${hostname}`).slice(0, 32)

/** Where a machine's journal lies, below its root. */
export const journalDirectory = (hostname: string): string => `var/log/journal/${machineID(hostname)}`

/**
 * systemd-journald: messages go to a file of the disk. The file is text in the Journal Export Format (systemd, JOURNAL_EXPORT_FORMATS),
 * not the binary form that journald itself keeps.
 */
export class Journal {
  private readonly disk: TreeFs
  private readonly hostname: string
  private readonly now: () => Instant
  private readonly file: Ino

  constructor(disk: TreeFs, hostname: string, now: () => Instant) {
    this.disk = disk
    this.hostname = hostname
    this.now = now
    let directory = disk.root
    for (const name of journalDirectory(hostname).split('/')) directory = disk.lookup(directory, name)
    const { gid } = disk.stat(directory)
    this.file = disk.create(directory, 'system.journal', { mode: 0o640, uid: 0, gid, time: now() })
    disk.open(this.file, true, now())
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
    const { size } = this.disk.stat(this.file)
    this.disk.write(this.file, size, encode(`${lines.join('')}\n`), this.now())
  }
}

const PRIORITIES = { error: 3, warning: 4, info: 6 } as const

/** Takes what a service writes to its standard error. */
export const serviceSink =
  (journal: Journal, identifier: string, pid: number) =>
  (message: string, level: keyof typeof PRIORITIES): void =>
    journal.append({
      identifier,
      pid,
      unit: `${identifier === 'dockerd' ? 'docker' : identifier}.service`,
      priority: PRIORITIES[level],
      message,
    })

/** Starts a service as the service manager tells of it: before, and when it is up. */
export function tellStart<T>(journal: Journal, about: string, description: string, start: () => T): T {
  const tell = (message: string): void =>
    journal.append({ identifier: 'systemd', pid: 1, unit: 'init.scope', about, priority: 6, message })
  tell(`Starting ${about} - ${description}...`)
  const started = start()
  tell(`Started ${about} - ${description}.`)
  return started
}
