import { isErrno } from '../../base/errors.ts'
import type { Process, Program } from '../../kernel/process.ts'
import { fstabLines } from '../../userland/disks/fstab.ts'
import { mountsOf } from '../../userland/mount-table.ts'
import { namesIn } from '../../userland/system-files.ts'
import { readText } from '../manager/files.ts'
import { addEntry, runlevelOf } from '../utmp.ts'
import { runCommand } from './run-command.ts'

/** Names of `*.conf` files of several folders, each with the path of the most important one. */
function configurations(p: Process, kind: string): string[] {
  const found = new Map<string, string>()
  for (const folder of [`/etc/${kind}`, `/run/${kind}`, `/usr/local/lib/${kind}`, `/usr/lib/${kind}`])
    for (const name of namesIn(p, folder))
      if (name.endsWith('.conf') && !found.has(name)) found.set(name, `${folder}/${name}`)
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path)
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^[#;]/.test(line))

/** systemd-remount-fs: options of / and of file systems of the kernel that /etc/fstab names. */
export const remountFs: Program = {
  name: 'systemd-remount-fs',
  async run(p) {
    let failed = false
    for (const { path, options } of fstabLines(p)) {
      if (!['/', '/usr', '/proc', '/sys', '/dev', '/run'].includes(path)) continue
      if (!mountsOf(p).some((line) => line.path === path)) continue
      const code = await runCommand(p, ['/bin/mount', path, '-o', `remount,${options.join(',')}`])
      if (code !== 0) {
        await p.write(2, `/bin/mount for ${path} exited with exit status ${code}.\n`)
        failed = true
      }
    }
    return failed ? 1 : 0
  },
}

/** systemd-modules-load: modules that files of modules-load.d name. */
export const modulesLoad: Program = {
  name: 'systemd-modules-load',
  async run(p) {
    let failed = false
    for (const path of configurations(p, 'modules-load.d'))
      for (const module of lines(readText(p, path)))
        if ((await runCommand(p, ['/sbin/modprobe', '-b', module])) !== 0) {
          await p.write(2, `Failed to find module '${module}'\n`)
          failed = true
        }
    return failed ? 1 : 0
  },
}

/** systemd-sysctl: settings of the kernel that files of sysctl.d name. A `-` before one forgives its failure. */
export const sysctlService: Program = {
  name: 'systemd-sysctl',
  async run(p) {
    let failed = false
    for (const path of [
      ...configurations(p, 'sysctl.d'),
      ...(p.exists('/etc/sysctl.conf') ? ['/etc/sysctl.conf'] : []),
    ])
      for (const line of lines(readText(p, path))) {
        const [, minus = '', key = '', value] = /^(-?)\s*([^=\s]+)\s*=\s*(.*)$/.exec(line) ?? []
        if (value === undefined) continue
        const file = `/proc/sys/${key.includes('/') ? key : key.replace(/\./g, '/')}`
        try {
          p.writeFile(file, `${value}\n`)
        } catch (error) {
          if (!isErrno(error)) throw error
          const { errno, message } = error
          if (minus || errno === 'ENOENT' || errno === 'EPERM') continue
          await p.write(2, `Couldn't write '${value}' to '${key}': ${message}\n`)
          failed = true
        }
      }
    return failed ? 1 : 0
  },
}

/** systemd-random-seed: keeps random bytes from one boot to the next. */
export const randomSeed: Program = {
  name: 'systemd-random-seed',
  async run(p) {
    const folder = '/var/lib/systemd'
    if (!p.exists(folder)) p.mkdir(folder)
    p.writeFile(`${folder}/random-seed`, p.random.bytes(512), 0o600)
    return 0
  },
}

/** systemd-sysusers: accounts that files of sysusers.d name are made, where they are missing. */
export const sysusers: Program = {
  name: 'systemd-sysusers',
  async run(p) {
    const passwd = readText(p, '/etc/passwd')
    const missing: string[] = []
    for (const path of configurations(p, 'sysusers.d'))
      for (const line of lines(readText(p, path))) {
        const [kind, name = '', id = '-', , home = '/', shell = '/usr/sbin/nologin'] =
          line.match(/"[^"]*"|\S+/g) ?? []
        if (kind !== 'u' || new RegExp(`^${name}:`, 'm').test(passwd)) continue
        const uid = /^\d+/.exec(id)?.[0] ?? String(999 - missing.length)
        missing.push(`${name}:x:${uid}:${uid}::${home}:${shell}\n`)
      }
    if (missing.length > 0) p.writeFile('/etc/passwd', passwd + missing.join(''), 0o644)
    return 0
  },
}

/** systemd-update-utmp: tells utmp and wtmp of the boot, the runlevel and the shutdown. */
export const updateUtmp: Program = {
  name: 'systemd-update-utmp',
  async run(p) {
    const [, what] = p.argv
    if (what === 'reboot') addEntry(p, { kind: 'boot', user: 'reboot', line: '~', pid: 0, at: p.now() })
    if (what === 'shutdown')
      addEntry(p, { kind: 'shutdown', user: 'shutdown', line: '~', pid: 0, at: p.now() })
    if (what === 'runlevel') {
      const level = await runlevelOf(p)
      if (level !== undefined)
        addEntry(p, { kind: 'runlevel', user: 'runlevel', line: level, pid: 0, at: p.now() })
    }
    return 0
  },
}

/** systemd-user-sessions: whether others than root may log in. */
export const userSessions: Program = {
  name: 'systemd-user-sessions',
  async run(p) {
    const path = '/run/nologin'
    if (p.argv[1] === 'start') {
      if (p.exists(path)) p.unlink(path)
    } else
      p.writeFile(
        path,
        'System is going down. Unprivileged users are not permitted to log in anymore. For technical details, see pam_nologin(8).\n',
      )
    return 0
  },
}

/** e2scrub_all -r: takes away snapshots of checks, of which there are none without LVM. */
export const e2scrubAll: Program = { name: 'e2scrub_all', run: async () => 0 }
