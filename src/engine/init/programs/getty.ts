import { EngineError, isErrno } from '../../base/errors.ts'
import type { Process, Program } from '../../kernel/process.ts'
import { exitStatus } from '../../kernel/signals.ts'
import { type Account, accounts, groups } from '../../userland/accounts.ts'
import { formatTime, momentOf, zoneOf } from '../../userland/calendar.ts'
import { namesIn } from '../../userland/system-files.ts'
import { LOGIN_SOCKET, type SessionRequest } from '../login-requests.ts'
import { readText } from '../manager/files.ts'
import { lastLogin, noteLogin } from '../utmp.ts'
import { readLine } from './read-line.ts'
import { RESERVE } from './reserve.ts'

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const lineName = (p: Process): string => p.ttyname(0).replace(/^\/dev\//, '')

/** Value of `--autologin NAME`, `--autologin=NAME` or `-a NAME`. */
function autologin({ argv }: Process): string | undefined {
  const at = argv.findIndex((word) => word === '-a' || /^--autologin(=|$)/.test(word))
  if (at < 0) return undefined
  const [, given] = argv[at]!.split('=', 2)
  return given ?? argv[at + 1]
}

/** agetty: shows /etc/issue, asks for a name and hands over to login (agetty(8)). */
export const agetty: Program = {
  name: 'agetty',
  async run(p) {
    const issue = p.exists('/etc/issue') ? readText(p, '/etc/issue') : ''
    await p.write(1, `\n${expandIssue(p, issue)}`)
    const known = autologin(p)
    for (;;) {
      await p.write(1, `${p.hostname()} login: `)
      if (known !== undefined) await p.write(1, `${known} (automatic login)\n\n`)
      const name = known ?? (await readLine(p))
      if (name === undefined) return 0
      if (name.trim() === '') continue
      const options = known === undefined ? ['-p'] : ['-p', '-f']
      try {
        return await p.exec('/bin/login', ['/bin/login', ...options, '--', name.trim()], p.env)
      } catch (error) {
        if (!isErrno(error)) throw error
        await p.write(2, `agetty: /bin/login: can't exec program: ${error.message}\n`)
        return 1
      }
    }
  },
}

/** Escapes of /etc/issue (agetty(8), "ISSUE FILES"). */
function expandIssue(p: Process, text: string): string {
  const { nodename, sysname, release, machine, version } = p.uname()
  const values: Readonly<Record<string, string>> = {
    n: nodename,
    l: lineName(p),
    s: sysname,
    r: release,
    m: machine,
    v: version,
    '\\': '\\',
  }
  return text.replace(/\\(.)/g, (_, letter: string) => values[letter] ?? '')
}

/** login: a password, the message of the day, the user's shell (login(1)). */
export const login: Program = {
  name: 'login',
  async run(p) {
    const name = p.argv.slice(1).findLast((word) => !word.startsWith('-'))
    const known = p.argv.includes('-f') ? accounts(p).find((one) => one.name === name) : undefined
    const account = known ?? (await RESERVE.code.authenticate(p, name))
    return account ? session(p, account) : 1
  },
}

async function session(p: Process, account: Account): Promise<number> {
  if (p.exists('/run/nologin') && account.uid !== 0) {
    await p.write(1, `\n${readText(p, '/run/nologin')}\n`)
    return 1
  }
  await openSession(p, account)
  const line = lineName(p)
  await p.write(1, messageOfTheDay(p))
  const last = lastLogin(p, account.name)
  if (last) {
    const when = formatTime('%a %b %e %H:%M:%S %Z %Y', momentOf(last.at, zoneOf(p)))
    await p.write(1, `Last login: ${when} on ${last.line}\n`)
  }
  noteLogin(p, { kind: 'user', user: account.name, line, pid: p.pid, at: p.now() })
  const env = new Map([
    ['SHELL', account.shell],
    ['PWD', account.home],
    ['LOGNAME', account.name],
    ['HOME', account.home],
    ['LANG', p.env.get('LANG') ?? 'C.UTF-8'],
    ['TERM', p.env.get('TERM') ?? 'vt220'],
    ['USER', account.name],
    ['PATH', PATH],
    ['HUSHLOGIN', 'FALSE'],
    ['MAIL', `/var/mail/${account.name}`],
  ])
  const shell = p.fork((child) => becomeShell(child, account, env), { pgid: 0, foreground: true })
  for (;;) {
    try {
      const ended = await p.wait(shell)
      return ended ? exitStatus(ended.status) : 0
    } catch (error) {
      if (!isErrno(error, 'EINTR')) throw error
    }
  }
}

/** pam_systemd: a scope of its own, where logind runs. */
async function openSession(p: Process, { uid, name }: Account): Promise<void> {
  try {
    await p.connect(LOGIN_SOCKET).call({ uid, user: name, pid: p.pid } satisfies SessionRequest)
  } catch (error) {
    if (!isErrno(error) && !(error instanceof EngineError)) throw error
  }
}

async function becomeShell(
  child: Process,
  account: Account,
  env: ReadonlyMap<string, string>,
): Promise<number> {
  const all = groups(child).filter(({ members }) => members.includes(account.name))
  child.setCredentials({
    uid: account.uid,
    gid: account.gid,
    groups: [account.gid, ...all.map(({ gid }) => gid)],
  })
  try {
    child.chdir(account.home)
  } catch (error) {
    if (!isErrno(error)) throw error
    await child.write(1, `No directory, logging in with HOME=/\n`)
    child.chdir('/')
  }
  const path = account.shell || '/bin/sh'
  try {
    return await child.exec(path, [`-${path.slice(path.lastIndexOf('/') + 1)}`], env)
  } catch (error) {
    if (!isErrno(error)) throw error
    await child.write(2, `Cannot execute ${path}: ${error.message}\n`)
    return 1
  }
}

/** What scripts of update-motd.d would print, the system's name, then /etc/motd (pam_motd(8)). */
function messageOfTheDay(p: Process): string {
  const { sysname, nodename, release, version, machine } = p.uname()
  const dynamic = namesIn(p, '/etc/update-motd.d').includes('10-uname')
    ? `${sysname} ${nodename} ${release} ${version} ${machine}\n`
    : ''
  return dynamic + (p.exists('/etc/motd') ? readText(p, '/etc/motd') : '')
}
