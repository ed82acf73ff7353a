import { bytesOf } from '../base/body.ts'
import { isErrno } from '../base/errors.ts'
import { ipBytes } from '../base/ip.ts'
import { decode } from '../base/text.ts'
import type { Process } from '../kernel/process.ts'
import { BUILTINS } from './builtins/registry.ts'
import type { Dialect } from './dialect.ts'
import { createBindings } from './editor/inputrc.ts'
import type { Invocation } from './invocation.ts'
import { JobTable } from './jobs/table.ts'
import { bindShell } from './run/child.ts'
import { runner } from './run/substitution.ts'
import { runScriptText } from './run/text.ts'
import type { HostLookup, Shell } from './state.ts'
import { isName, Variables } from './variables.ts'

/** bash's own version, as Debian 12 ships it. */
export const BASH_VERSION = '5.2.15(1)-release'
const DEFAULT_PATH: Readonly<Record<Dialect, string>> = {
  bash: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  dash: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  ash: '/sbin:/usr/sbin:/bin:/usr/bin',
}

/** Without a resolver a host has no name but its address. */
const noNames: HostLookup = async (_process, host) => (ipBytes(host) ? [host] : 'Name or service not known')

/** A shell as it is before it has read anything. */
export function newShell(
  process: Process,
  dialect: Dialect,
  invocation: Invocation,
  interactive: boolean,
  lookUp: HostLookup = noNames,
): Shell {
  const sh: Shell = {
    process,
    dialect,
    runner,
    lookUp,
    builtins: BUILTINS,
    vars: new Variables(),
    functions: new Map(),
    aliases: new Map(),
    positional: [],
    name: process.argv[0] ?? dialect,
    options: new Set(dialect === 'bash' ? ['braceexpand', 'hashall', 'interactive-comments'] : []),
    shopts: new Set(
      'checkwinsize cmdhist complete_fullquote extglob extquote force_fignore globasciiranges globskipdots hostcomplete interactive_comments patsub_replacement progcomp promptvars sourcepath'.split(
        ' ',
      ),
    ),
    status: 0,
    shellPid: process.pid,
    lastBackground: undefined,
    traps: new Map(),
    pendingSignals: [],
    interrupted: false,
    jobs: new JobTable(),
    hashed: new Map(),
    directories: [],
    source: { text: '', firstLine: 1, input: 'stdin' },
    position: 0,
    frames: [],
    loops: 0,
    conditions: 0,
    subshell: 0,
    login: invocation.login,
    interactive,
    tty: undefined,
    pipeStatus: [],
    history: { lines: [], times: [], filed: 0, memory: { substitution: undefined, sought: '' } },
    bindings: createBindings(dialect),
    disabled: new Set(),
    startedAt: process.now(),
    secondsBase: 0,
    lastArgument: process.env.get('_') ?? '',
  }
  setVariables(sh)
  bindShell(sh)
  for (const [name, on] of invocation.options) {
    if (on) sh.options.add(name)
    else sh.options.delete(name)
  }
  for (const [name, on] of invocation.shopts) {
    if (on) sh.shopts.add(name)
    else sh.shopts.delete(name)
  }
  return sh
}

function setVariables(sh: Shell): void {
  const { process, vars, dialect } = sh
  for (const [name, value] of process.env) {
    if (!isName(name) || name === '_') continue
    vars.set(name, value)
    vars.declare(name).exported = true
  }
  const defaults: Record<string, string> = {
    IFS: ' \t\n',
    PS4: '+ ',
    OPTIND: '1',
    PATH: vars.get('PATH') ?? DEFAULT_PATH[dialect],
  }
  for (const [name, value] of Object.entries(defaults)) vars.set(name, value)
  vars.set('PPID', String(process.ppid))
  const cwd = process.cwd()
  const given = vars.get('PWD')
  if (given === undefined || !sameDirectory(sh, given, cwd)) vars.set('PWD', cwd)
  vars.declare('PWD').exported = true
  if (dialect === 'dash') return
  vars.set('SHLVL', String((Number.parseInt(vars.get('SHLVL') ?? '0', 10) || 0) + 1))
  vars.declare('SHLVL').exported = true
  if (dialect !== 'bash') return
  const { machine } = process.uname()
  vars.set('BASH', process.argv[0]?.replace(/^-/, '/bin/') ?? '/bin/bash')
  vars.set('BASH_VERSION', BASH_VERSION)
  vars.setItems(
    'BASH_VERSINFO',
    ['5', '2', '15', '1', 'release', `${machine}-pc-linux-gnu`].map((value, i) => [String(i), value]),
  )
  vars.set('HOSTNAME', process.hostname())
  vars.set('HOSTTYPE', machine)
  vars.set('MACHTYPE', `${machine}-pc-linux-gnu`)
  vars.set('OSTYPE', 'linux-gnu')
  for (const name of ['UID', 'EUID']) {
    if (vars.lookup(name)?.exported) vars.unset(name)
    vars.set(name, String(process.credentials.uid))
    vars.declare(name).readonly = true
  }
  vars.declare('PPID').readonly = true
}

function sameDirectory(sh: Shell, path: string, cwd: string): boolean {
  if (!path.startsWith('/')) return false
  try {
    return sh.process.realpath(path) === cwd
  } catch (error) {
    if (isErrno(error)) return false
    throw error
  }
}

/** Runs the files a login or an interactive shell starts with. */
export async function runStartupFiles(sh: Shell, invocation: Invocation): Promise<void> {
  const home = sh.vars.get('HOME') ?? '/'
  const { long } = invocation
  if (invocation.login && !long.has('--noprofile')) {
    await runIfThere(sh, '/etc/profile')
    const own = sh.dialect === 'bash' ? ['.bash_profile', '.bash_login', '.profile'] : ['.profile']
    for (const name of own) if (await runIfThere(sh, `${home}/${name}`)) break
    return
  }
  if (!sh.interactive) {
    const file = sh.dialect === 'bash' ? sh.vars.get('BASH_ENV') : undefined
    if (file) await runIfThere(sh, file)
    return
  }
  if (sh.dialect !== 'bash') {
    const file = sh.vars.get('ENV')
    if (file) await runIfThere(sh, file)
    return
  }
  if (long.has('--norc')) return
  if (invocation.rcfile !== undefined) {
    await runIfThere(sh, invocation.rcfile)
    return
  }
  await runIfThere(sh, '/etc/bash.bashrc')
  await runIfThere(sh, `${home}/.bashrc`)
}

async function runIfThere(sh: Shell, path: string): Promise<boolean> {
  let text: string
  try {
    text = decode(bytesOf(sh.process.readFile(path)))
  } catch (error) {
    if (isErrno(error)) return false
    throw error
  }
  const { name } = sh
  await runScriptText(sh, text, { firstLine: 1, input: 'file' })
  sh.name = name
  return true
}
