import { FsError } from '../base/errors.ts'
import type { Kernel } from './kernel.ts'
import type { ProcessRecord } from './record.ts'
import type { Tty } from './tty.ts'

/**
 * Before a read from its terminal: a process in the background gets SIGTTIN with its whole group (termios(3), n_tty's
 * job_control). EIO where it ignores that, or where nobody is left who could continue the group.
 */
export async function toForeground(kernel: Kernel, record: ProcessRecord, tty: Tty): Promise<void> {
  while (record.terminal === tty && tty.foreground !== 0 && tty.foreground !== record.pgid) {
    if (record.dispositions.get('SIGTTIN') === 'ignore' || isOrphaned(kernel, record))
      throw new FsError('EIO')
    kernel.signalGroup(record.pgid, 'SIGTTIN')
    await kernel.scheduler.yield()
  }
}

/** A leader of a session without a terminal that opens one has it as its own (credentials(7), tty_ioctl(4)). */
export function takeAsTerminal(record: ProcessRecord, tty: Tty): void {
  if (record.sid !== record.id || record.terminal || tty.session !== 0) return
  record.terminal = tty
  tty.session = record.id
  tty.foreground = record.pgid
}

/**
 * Before a change of its terminal's modes, or a write where TOSTOP is set: a process in the background gets SIGTTOU with its whole group,
 * unless it ignores that (tty_jobctrl.c, __tty_check_change). EIO where nobody is left who could continue the group.
 */
export async function allowedToChange(kernel: Kernel, record: ProcessRecord, tty: Tty): Promise<void> {
  while (record.terminal === tty && tty.foreground !== 0 && tty.foreground !== record.pgid) {
    if (record.dispositions.get('SIGTTOU') === 'ignore') return
    if (isOrphaned(kernel, record)) throw new FsError('EIO')
    kernel.signalGroup(record.pgid, 'SIGTTOU')
    await kernel.scheduler.yield()
  }
}

/** The terminal is gone: the leader of its session hears of it, and goes on if it was stopped (tty_signal_session_leader). */
export function hangUp(kernel: Kernel, { session, foreground }: Tty): void {
  const leader = kernel.processes.get(session)
  if (leader && leader.state !== 'zombie') {
    kernel.signal(leader, 'SIGHUP')
    kernel.signal(leader, 'SIGCONT')
  } else if (foreground) kernel.signalGroup(foreground, 'SIGHUP')
}

/**
 * Nobody is left who could continue the stopped members of a group: they get SIGHUP and SIGCONT (kernel/exit.c,
 * kill_orphaned_pgrp). `ended` is the process whose end left it alone.
 */
export function releaseOrphans(kernel: Kernel, ended: ProcessRecord, groups: Iterable<number>): void {
  for (const pgid of new Set(groups)) {
    const members = [...kernel.processes.values()].filter(
      (other) => other.pgid === pgid && other.sid === ended.sid && other.state !== 'zombie',
    )
    if (!members.some(({ state }) => state === 'stopped') || !isOrphaned(kernel, members[0]!)) continue
    kernel.signalGroup(pgid, 'SIGHUP')
    kernel.signalGroup(pgid, 'SIGCONT')
  }
}

/** No member of the group has a parent in another group of the session (setpgid(2), "orphaned"). */
function isOrphaned(kernel: Kernel, { pgid, sid }: ProcessRecord): boolean {
  for (const { pgid: own, parent, state } of kernel.processes.values())
    if (own === pgid && state !== 'zombie' && parent && parent.pgid !== pgid && parent.sid === sid)
      return false
  return true
}
