import { isErrno } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { Pid, Process } from '../../kernel/process.ts'
import { accounts, groups } from '../../userland/accounts.ts'
import { consoles } from '../command-line.ts'
import { readText } from './files.ts'
import type { Manager } from './manager.ts'
import { expand } from './names.ts'
import { commandWords } from './settings.ts'
import type { Unit } from './unit.ts'

/** A command of a unit, as `ExecStart=` has it. */
export interface Command {
  readonly path: string
  readonly argv: readonly string[]
  /** Its failure counts for nothing (`-`). */
  readonly ignoreFailure: boolean
}

const SECTIONS = { service: 'Service', mount: 'Mount', swap: 'Swap', socket: 'Socket' } as const
const PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

export const sectionOf = ({ type }: Unit): string => SECTIONS[type as keyof typeof SECTIONS] ?? 'Service'

/** Environment of a unit's processes. */
export function environmentOf(unit: Unit, p: Process): Map<string, string> {
  const section = sectionOf(unit)
  const { settings } = unit
  const env = new Map([
    ['LANG', 'C.UTF-8'],
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin'],
  ])
  const put = (text: string): void => {
    const at = text.indexOf('=')
    if (at > 0) env.set(text.slice(0, at), text.slice(at + 1))
  }
  for (const value of settings.all(section, 'Environment'))
    for (const word of commandWords(expand(value, unit.name, p))) put(word)
  for (const value of settings.all(section, 'EnvironmentFile')) {
    const path = value.replace(/^-/, '')
    if (!p.exists(path)) continue
    for (const line of readText(p, path).split('\n'))
      if (/^\s*\w+=/.test(line)) put(commandWords(line.trim()).join(' '))
  }
  if (unit.invocation) env.set('INVOCATION_ID', unit.invocation)
  return env
}

/** The commands of a setting, with specifiers and variables replaced. */
export function commandsOf(
  unit: Unit,
  key: string,
  p: Process,
  more: ReadonlyMap<string, string>,
): Command[] {
  const env = new Map([...environmentOf(unit, p), ...more])
  return unit.settings.all(sectionOf(unit), key).map((text) => {
    const [, prefix = '', line = ''] = /^([-@:+!]*)(.*)$/.exec(text)!
    const words = commandWords(expand(line, unit.name, p)).flatMap((word) => {
      const whole = /^\$(\w+)$/.exec(word)
      if (whole) return (env.get(whole[1]!) ?? '').split(/\s+/).filter(Boolean)
      return [word.replace(/\$\{(\w+)\}/g, (_, name: string) => env.get(name) ?? '').replace(/\$\$/g, '$')]
    })
    const [first = '', ...rest] = words
    const argv = prefix.includes('@') ? rest : words
    return { path: inPath(p, first), argv, ignoreFailure: prefix.includes('-') }
  })
}

const inPath = (p: Process, name: string): string =>
  name.includes('/')
    ? name
    : (PATH.map((folder) => `${folder}/${name}`).find((path) => p.exists(path)) ?? `/usr/bin/${name}`)

export interface SpawnSettings {
  readonly env?: ReadonlyMap<string, string>
  /** It begins when nobody waits for a job any more. */
  readonly idle?: boolean
}

/** Longest time that a service of the type `idle` waits (systemd.service(5)). */
const IDLE = 5e9
/** How long it takes until a program runs. */
const BEGIN = 15e6
/** Exit statuses of what never came to run its program (systemd.exec(5), "Process Exit Codes"). */
const CHDIR = 200
const EXEC = 203
const USER = 217
const STDIN = 208

/** Starts a command of a unit in the unit's control group, with its descriptors, user and directory. */
export function spawn(manager: Manager, unit: Unit, command: Command, settings: SpawnSettings = {}): Pid {
  const { process } = manager
  let own: Pid | undefined
  const output = outputOf(manager, unit, command, () => own ?? unit.mainPid)
  const env = new Map([...environmentOf(unit, process), ...(settings.env ?? [])])
  const pid = process.fork(async (child) => {
    own = child.pid
    const tty = terminalOf(unit, child)
    if (settings.idle) await idle(manager, child)
    await child.sleep(BEGIN)
    if (tty !== undefined && unit.settings.flag(sectionOf(unit), 'TTYVHangup', false)) hangUp(child, tty)
    child.setsid()
    const failed = connect(child, tty, output, unit)
    if (failed !== undefined) return failed
    if (tty !== undefined) env.set('TERM', 'vt220')
    return become(manager, child, unit, command, env)
  })
  intoGroup(manager, unit, pid)
  if (output) process.close(output)
  return pid
}

/** Whoever still sits at the terminal has to leave. */
function hangUp(child: Process, tty: string): void {
  try {
    const fd = child.open(tty, { read: true, write: true })
    child.hangUp(fd)
    child.close(fd)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

async function idle(manager: Manager, child: Process): Promise<void> {
  const until = child.now() + BigInt(IDLE)
  for (let left = until - child.now(); manager.jobs.size > 0 && left > 0n; left = until - child.now())
    await manager.settled.waitAtMost(Number(left))
}

/** Standard input, output and error. An exit status where one of them cannot be. */
function connect(
  child: Process,
  tty: string | undefined,
  output: number | undefined,
  unit: Unit,
): number | undefined {
  const section = sectionOf(unit)
  try {
    const input = child.open(tty ?? '/dev/null', { read: true, ...(tty !== undefined && { write: true }) })
    child.dup2(input, 0)
  } catch (error) {
    if (isErrno(error)) return STDIN
    throw error
  }
  const to = unit.settings.get(section, 'StandardOutput') ?? 'journal'
  if (tty !== undefined && (to === 'inherit' || to === 'tty')) {
    child.dup2(0, 1)
    child.dup2(0, 2)
    return undefined
  }
  const fd = output ?? child.open('/dev/null', { write: true })
  child.dup2(fd, 1)
  child.dup2(fd, 2)
  return undefined
}

async function become(
  manager: Manager,
  child: Process,
  unit: Unit,
  { path, argv, ignoreFailure }: Command,
  env: ReadonlyMap<string, string>,
): Promise<number> {
  const section = sectionOf(unit)
  const { settings } = unit
  const folder = settings.get(section, 'WorkingDirectory')
  if (folder !== undefined && folder !== '~') {
    try {
      child.chdir(folder.replace(/^-/, ''))
    } catch (error) {
      if (!isErrno(error)) throw error
      if (!folder.startsWith('-')) return CHDIR
    }
  } else child.chdir('/')
  const user = settings.get(section, 'User')
  const all = new Map(env)
  if (user !== undefined) {
    const name = expand(user, unit.name, child)
    const account = accounts(child).find((one) => one.name === name || String(one.uid) === name)
    if (!account) return USER
    all.set('HOME', account.home)
    all.set('USER', account.name)
    all.set('LOGNAME', account.name)
    all.set('SHELL', account.shell)
    const also = groups(child).filter(({ members }) => members.includes(account.name))
    child.setCredentials({
      uid: account.uid,
      gid: account.gid,
      groups: [account.gid, ...also.map(({ gid }) => gid)],
    })
  }
  try {
    return await child.exec(path, argv, all)
  } catch (error) {
    if (!isErrno(error)) throw error
    if (isErrno(error, 'ENOENT') && ignoreFailure)
      manager.reports.ofChild(`${unit.name}: Executable ${path} missing, skipping: ${error.message}`, {
        identifier: `(${path.slice(path.lastIndexOf('/') + 1)})`,
        pid: child.pid,
        unit: unit.name,
      })
    return EXEC
  }
}

/** The terminal of a unit whose input is one. */
function terminalOf(unit: Unit, p: Process): string | undefined {
  const section = sectionOf(unit)
  if (!unit.settings.get(section, 'StandardInput')?.startsWith('tty')) return undefined
  const path = expand(unit.settings.get(section, 'TTYPath') ?? '/dev/console', unit.name, p)
  // /dev/console is nobody's terminal: the line behind it is taken.
  const [line] = path === '/dev/console' ? consoles(p) : []
  return line !== undefined && p.exists(`/dev/${line}`) ? `/dev/${line}` : path
}

/** What a unit's processes write goes to the journal, line by line; undefined where it goes elsewhere. */
function outputOf(
  manager: Manager,
  unit: Unit,
  { path }: Command,
  pid: () => Pid | undefined,
): number | undefined {
  const to = unit.settings.get(sectionOf(unit), 'StandardOutput') ?? 'journal'
  if (to === 'null' || to === 'tty' || to === 'inherit') return undefined
  const { process } = manager
  const { read, write } = process.pipe()
  const identifier =
    unit.settings.get(sectionOf(unit), 'SyslogIdentifier') ?? path.slice(path.lastIndexOf('/') + 1)
  process.thread(async () => {
    let rest = ''
    for (;;) {
      const bytes = await process.read(read)
      if (bytes.length === 0) break
      const lines = (rest + decode(bytes)).split('\n')
      rest = lines.pop()!
      for (const line of lines)
        manager.reports.forward(line, { identifier, pid: pid() ?? 0, unit: unit.name })
    }
    process.close(read)
  })
  return write
}

/** Where the hierarchy of control groups is mounted. */
export const CGROUP = '/sys/fs/cgroup'

/** Path of a unit's control group below the hierarchy's root. */
export function groupOf(unit: Unit): string {
  const parts: string[] = []
  const stem = unit.slice.replace(/\.slice$/, '')
  if (stem !== '-')
    for (const [i] of stem.split('-').entries())
      parts.push(
        `${stem
          .split('-')
          .slice(0, i + 1)
          .join('-')}.slice`,
      )
  return `/${[...parts, unit.name].join('/')}`
}

/** Moves a process into the control group of a unit; nothing where no hierarchy is mounted. */
export function intoGroup({ process }: Manager, unit: Unit, pid: Pid): void {
  const group = groupOf(unit)
  if (!process.exists(`${CGROUP}${group}`)) {
    if (!process.exists(`${CGROUP}/cgroup.procs`)) return
    let path = CGROUP
    for (const name of group.split('/').filter(Boolean)) {
      path += `/${name}`
      if (!process.exists(path)) process.mkdir(path)
    }
  }
  process.writeFile(`${CGROUP}${group}/cgroup.procs`, String(pid))
}
