import { isErrno } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { Process, Program } from '../../kernel/process.ts'
import { accounts } from '../../userland/accounts.ts'
import { passwordMatches } from '../crypt.ts'
import { readText } from '../manager/files.ts'
import { MANAGER_SOCKET, type ManagerRequest } from '../requests.ts'
import { runCommand } from './run-command.ts'
import { shadowOf } from './shadow.ts'

/** systemd-sulogin-shell: the shell of rescue and emergency mode, and what comes after it (sulogin-shell.c). */
export const suloginShell: Program = {
  name: 'systemd-sulogin-shell',
  async run(p) {
    const mode = p.argv[1] ?? ''
    await p.write(
      1,
      `You are in ${mode} mode. After logging in, type "journalctl -xb" to view\nsystem logs, "systemctl reboot" to reboot, "systemctl default" or "exit"\nto boot into default mode.\n`,
    )
    await runCommand(p, ['/sbin/sulogin'])
    const ask = (request: ManagerRequest): Promise<unknown> => p.connect(MANAGER_SOCKET).call(request)
    try {
      await p.write(2, 'Reloading system manager configuration\n')
      await ask({ method: 'Reload' })
      await p.write(2, 'Starting default.target\n')
      await ask({ method: 'Job', type: 'start', name: 'default.target', mode: 'isolate', wait: false })
    } catch (error) {
      if (!isErrno(error)) throw error
      await p.write(2, `Failed to get D-Bus connection: ${error.message}\n`)
      return 1
    }
    return 0
  },
}

/** sulogin: root's password, then root's shell (sulogin(8)). */
export const sulogin: Program = {
  name: 'sulogin',
  async run(p) {
    const root = accounts(p).find(({ uid }) => uid === 0)
    const secret = shadowOf(p, root?.name ?? 'root') ?? ''
    if (/^[*!]/.test(secret)) {
      await p.write(
        1,
        'Cannot open access to console, the root account is locked.\nSee sulogin(8) man page for more details.\n\nPress Enter to continue.\n',
      )
      await p.read(0)
      return 1
    }
    for (;;) {
      await p.write(1, 'Give root password for maintenance\n(or press Control-D to continue): ')
      const { echo } = p.termios(0)
      p.setTermios(0, { echo: false })
      const bytes = await p.read(0)
      p.setTermios(0, { echo })
      await p.write(1, '\n')
      if (bytes.length === 0) return 0
      if (passwordMatches(decode(bytes).replace(/\r?\n$/, ''), secret)) break
      await p.write(1, 'Login incorrect\n\n')
    }
    ownConsole(p)
    return becomeShell(p, root?.shell || '/bin/sh', root?.home || '/')
  },
}

/** The shell leads a session of its own, at the terminal that the console is. */
function ownConsole(p: Process): void {
  p.setsid()
  try {
    // `C` marks the one that /dev/console leads to (Documentation/filesystems/proc.rst, "consoles").
    const [name] = /^\S+(?= .*\(.*C)/m.exec(readText(p, '/proc/consoles')) ?? ['console']
    const fd = p.open(`/dev/${name === 'tty0' ? 'tty1' : name}`, { read: true, write: true })
    p.takeTerminal(fd)
    for (const each of [0, 1, 2]) p.dup2(fd, each)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

async function becomeShell(p: Process, shell: string, home: string): Promise<number> {
  const env = new Map(p.env)
  env.set('HOME', home)
  env.set('USER', 'root')
  env.set('LOGNAME', 'root')
  env.set('SHELL', shell)
  env.set('PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin')
  if (p.exists(home)) p.chdir(home)
  try {
    return await p.exec(shell, [shell.slice(shell.lastIndexOf('/') + 1)], env)
  } catch (error) {
    if (!isErrno(error)) throw error
    await p.write(2, `sulogin: cannot execute ${shell}: ${error.message}\n`)
    return 1
  }
}
