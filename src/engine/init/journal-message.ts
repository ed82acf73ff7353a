/** Where journald takes messages. */
export const JOURNAL_SOCKET = '/run/systemd/journal/socket'

/** A message as it comes to journald. */
export interface JournalMessage {
  readonly transport: 'journal' | 'stdout' | 'kernel' | 'syslog'
  readonly identifier: string
  readonly pid: number
  /** Unit of the sender. */
  readonly unit: string
  /** Unit that the message is about. */
  readonly about?: string
  /** As syslog(3) numbers it. */
  readonly priority: number
  readonly message: string
}
