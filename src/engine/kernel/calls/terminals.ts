import { FsError } from '../../base/errors.ts'
import { capable } from '../capabilities.ts'
import { TtyFile } from '../files.ts'
import { allowedToChange, hangUp, takeAsTerminal } from '../job-control.ts'
import type { Kernel } from '../kernel.ts'
import type { Process } from '../process.ts'
import type { ProcessRecord } from '../record.ts'
import type { Tty } from '../tty.ts'

type TerminalCalls = Pick<
  Process,
  | 'isatty'
  | 'ttyname'
  | 'windowSize'
  | 'readable'
  | 'termios'
  | 'setTermios'
  | 'changeTermios'
  | 'setWindowSize'
  | 'foregroundGroup'
  | 'setForegroundGroup'
  | 'takeTerminal'
  | 'hangUp'
  | 'noteCommand'
  | 'notePrompt'
  | 'noteLine'
  | 'noteStatus'
>

/** Calls on terminals (termios(3), tty_ioctl(4)). */
export function terminalCalls(kernel: Kernel, record: ProcessRecord): TerminalCalls {
  const tty = (fd: number): Tty => {
    const file = record.fds.get(fd)
    if (!(file instanceof TtyFile)) throw new FsError('ENOTTY')
    return file.tty
  }
  const { pid: pids } = record.namespaces
  return {
    isatty: (fd) => record.fds.has(fd) && record.fds.get(fd) instanceof TtyFile,
    ttyname: (fd) => {
      tty(fd)
      return record.fds.get(fd).path
    },
    windowSize: (fd) => tty(fd).size,
    readable: (fd) => tty(fd).readableBytes,
    termios: (fd) => tty(fd).termios,
    setTermios: (fd, change) => tty(fd).setTermios(change),
    changeTermios: async (fd, change) => {
      await allowedToChange(kernel, record, tty(fd))
      tty(fd).setTermios(change)
    },
    setWindowSize: (fd, size) => {
      const { columns, rows } = tty(fd).size
      if (size.columns !== columns || size.rows !== rows) tty(fd).resize(size)
    },
    foregroundGroup: (fd) => pids.numberOf(tty(fd).foreground),
    setForegroundGroup: (fd, pgid) => {
      const terminal = tty(fd)
      if (record.terminal !== terminal) throw new FsError('ENOTTY')
      const group = pids.idOf(pgid)
      if (group === 0) throw new FsError('ESRCH')
      terminal.foreground = group
    },
    takeTerminal: (fd) => {
      const terminal = tty(fd)
      if (record.terminal === terminal) return
      if (
        terminal.session !== 0 &&
        terminal.session !== record.id &&
        !capable(record.credentials, 'SYS_ADMIN')
      )
        throw new FsError('EPERM')
      terminal.session = 0
      takeAsTerminal(record, terminal)
      if (record.terminal !== terminal) throw new FsError('EPERM')
    },
    hangUp: (fd) => {
      const terminal = tty(fd)
      if (!capable(record.credentials, 'SYS_ADMIN')) throw new FsError('EPERM')
      hangUp(kernel, terminal)
      terminal.hangUpOpen()
      terminal.session = 0
      terminal.foreground = 0
    },
    notePrompt: (fd) => {
      const file = record.fds.has(fd) ? record.fds.get(fd) : undefined
      if (file instanceof TtyFile) file.tty.prompter = record
    },
    noteCommand: (fd, text) => {
      const file = record.fds.has(fd) ? record.fds.get(fd) : undefined
      if (!(file instanceof TtyFile)) return
      file.tty.prompter = undefined
      file.tty.edited.runAs(text)
      file.tty.onCommand(text)
    },
    noteLine: (fd, line) => {
      const file = record.fds.has(fd) ? record.fds.get(fd) : undefined
      if (file instanceof TtyFile) file.tty.edited.add(line)
    },
    noteStatus: (fd, status) => {
      const file = record.fds.has(fd) ? record.fds.get(fd) : undefined
      if (file instanceof TtyFile) file.tty.onStatus(status)
    },
  }
}
