import { isErrno } from '../../base/errors.ts'
import type { PowerAction } from '../../kernel/platform.ts'
import { type Options, optionTable, parseOptions } from '../../userland/options.ts'
import { Failure, type Io, type Main, program } from '../../userland/program.ts'
import type { JobType } from '../manager/job.ts'
import type { JobMode } from '../manager/transaction.ts'
import type { JobAnswer, StateInfo } from '../requests.ts'
import { runlevelOf } from '../utmp.ts'
import { ask, isBooted, mangled, NOT_BOOTED, refusedVerb, unitInfo } from './bus.ts'
import { listDependencies, listJobs, listUnits } from './list.ts'
import { listSockets } from './list-sockets.ts'
import { show } from './show.ts'
import { shutdownLater } from './shutdown.ts'
import { status } from './status.ts'
import { cat, change, getDefault, isEnabled, listUnitFiles, setDefault } from './unit-files.ts'

const OPTIONS = optionTable(
  '[OPTIONS...] COMMAND ...',
  `-t/--type: --state: --failed -a/--all -l/--full -p/--property: --value -P: -q/--quiet -n/--lines: -o/--output: --no-pager --no-legend --legend:
   --no-block --wait --job-mode: -f/--force --now --plain --reverse --after --before -s/--signal: --kill-whom: -i --no-wall --system --show-types
   !--user !-H/--host: !-M/--machine: !--root: !--image: --runtime --no-reload --no-ask-password --preset-mode: -r/--recursive --what: --message:`,
  { suite: 'systemd 252' },
)

type Verb = (io: Io, options: Options, operands: readonly string[]) => Promise<number>

const job =
  (type: JobType): Verb =>
  async (io, options, names) => {
    const mode = (options.get('job-mode') ?? 'replace') as JobMode
    return runJobs(io, options, type, names, mode)
  }

async function runJobs(
  io: Io,
  options: Options,
  type: JobType,
  names: readonly string[],
  mode: JobMode,
): Promise<number> {
  if (names.length === 0) throw new Failure('', 1, 'Too few arguments.')
  const verb = type === 'reload-or-start' ? 'reload' : type.replace('try-', '')
  let code = 0
  for (const name of names.map(mangled)) {
    const wait = !options.has('no-block')
    try {
      const { result } = await ask<JobAnswer>(
        io,
        { method: 'Job', type, name, mode, wait },
        `Failed to ${verb} ${name}`,
      )
      if (result === undefined || result === 'done' || result === 'skipped') continue
      code = 1
      await io.stderr(failureText(name, result, (await unitInfo(io, name)).result))
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      code = error.code
      await io.stderr(`${error.hint}\n`)
    }
  }
  if (type === 'stop' && code === 0) await warnTriggered(io, names)
  return code
}

/** What still stands by to start a unit that was stopped (systemctl-util.c, check_triggering_units). */
async function warnTriggered(io: Io, names: readonly string[]): Promise<void> {
  for (const name of names.map(mangled)) {
    const active: string[] = []
    for (const other of (await unitInfo(io, name)).others.TriggeredBy ?? [])
      if ((await unitInfo(io, other)).active === 'active') active.push(other)
    if (active.length === 0) continue
    const lines = active.map((other) => `  ${other}\n`).join('')
    await io.stderr(`Warning: Stopping ${name}, but it can still be activated by:\n${lines}`)
  }
}

/** Why a job did not do (bus-wait-for-jobs.c, log_job_error_with_service_result). */
function failureText(name: string, result: string, why: string): string {
  switch (result) {
    case 'canceled':
      return `Job for ${name} canceled.\n`
    case 'timeout':
      return `Job for ${name} timed out.\n`
    case 'dependency':
      return `A dependency job for ${name} failed. See 'journalctl -xe' for details.\n`
    case 'assert':
      return `Assertion failed on job for ${name}.\n`
    case 'unsupported':
      return `Operation on or unit type of ${name} not supported on this system.\n`
    case 'invalid':
      return `${name} is not active, cannot reload.\n`
    default: {
      const reason = REASONS[why] ?? REASONS['exit-code']
      const forced = `To force a start use "systemctl reset-failed ${name}"\nfollowed by "systemctl start ${name}" again.\n`
      return `Job for ${name} failed because ${reason}.\nSee "systemctl status ${name}" and "journalctl -xeu ${name}" for details.\n${why === 'start-limit-hit' ? forced : ''}`
    }
  }
}
/** Words for the results of services. */
const REASONS: Readonly<Record<string, string>> = {
  'exit-code': 'the control process exited with error code',
  signal: 'a fatal signal was delivered to the control process',
  'start-limit-hit': 'start of the service was attempted too often',
}

const isolate =
  (name: string): Verb =>
  (io, options) =>
    runJobs(io, options, 'start', [name], 'isolate')

const POWER: Readonly<Record<string, PowerAction>> = { poweroff: 'poweroff', reboot: 'restart', halt: 'halt' }

/** Ends the machine: by its target, or at once with `-f` twice. */
const power =
  (name: string): Verb =>
  async (io, options) => {
    if (options.count('f') > 1) return io.p.reboot(POWER[name]!)
    await ask(io, {
      method: 'Job',
      type: 'start',
      name: `${name}.target`,
      mode: 'replace-irreversibly',
      wait: false,
    })
    return 0
  }

const states =
  (good: readonly string[], bad: number): Verb =>
  async (io, options, names) => {
    if (names.length === 0) throw new Failure('', 1, 'Too few arguments.')
    let code = bad
    for (const name of names) {
      const { active } = await unitInfo(io, mangled(name))
      if (!options.has('q')) await io.out.write(`${active}\n`)
      if (good.includes(active)) code = 0
    }
    return code
  }

const needsNames =
  (verb: Verb): Verb =>
  async (io, options, names) => {
    if (names.length === 0) throw new Failure('', 1, 'Too few arguments.')
    return verb(io, options, names)
  }

/** enable and disable with `--now` start and stop as well. */
const install = (verb: string): Verb =>
  needsNames(async (io, options, names) => {
    const code = await change(io, verb, names)
    if (code !== 0 || !options.has('now')) return code
    return runJobs(io, options, verb === 'enable' ? 'start' : 'stop', names, 'replace')
  })

const VERBS: Readonly<Record<string, Verb>> = {
  'list-units': listUnits,
  'list-unit-files': listUnitFiles,
  'list-jobs': (io) => listJobs(io),
  'list-dependencies': (io, options, [name = 'default.target']) => listDependencies(io, options, name),
  status,
  show,
  cat: needsNames((io, _, names) => cat(io, names)),
  start: job('start'),
  stop: job('stop'),
  restart: job('restart'),
  reload: job('reload'),
  'try-restart': job('try-restart'),
  'reload-or-restart': job('reload-or-start'),
  isolate: (io, options, names) =>
    runJobs(
      io,
      options,
      'start',
      names.map((name) => (name.includes('.') ? name : `${name}.target`)),
      'isolate',
    ),
  default: isolate('default.target'),
  rescue: isolate('rescue.target'),
  emergency: isolate('emergency.target'),
  poweroff: power('poweroff'),
  reboot: power('reboot'),
  halt: power('halt'),
  enable: install('enable'),
  disable: install('disable'),
  reenable: install('reenable'),
  mask: install('mask'),
  unmask: install('unmask'),
  'is-active': states(['active', 'reloading'], 3),
  'is-failed': states(['failed'], 1),
  'is-enabled': needsNames((io, _, names) => isEnabled(io, names)),
  'is-system-running': async (io, options) => {
    const { state } = await ask<StateInfo>(io, { method: 'State' })
    if (!options.has('q')) await io.out.write(`${state}\n`)
    return state === 'running' ? 0 : 1
  },
  'get-default': (io) => getDefault(io),
  'set-default': needsNames((io, _, names) => setDefault(io, names[0]!)),
  'daemon-reload': async (io) => {
    await ask(io, { method: 'Reload' })
    return 0
  },
  'daemon-reexec': async (io) => {
    await ask(io, { method: 'Reload' })
    return 0
  },
  'list-sockets': (io, options) => listSockets(io, options),
  'show-environment': async (io) => {
    await ask(io, { method: 'State' })
    await io.out.write(`LANG=C.UTF-8\nPATH=${SERVICE_PATH}\n`)
    return 0
  },
  'reset-failed': async (io, _, names) => {
    for (const name of names.length > 0 ? names.map(mangled) : [undefined])
      await ask(io, { method: 'ResetFailed', ...(name !== undefined && { name }) })
    return 0
  },
  kill: needsNames(async (io, options, names) => {
    const given = options.get('s') ?? 'SIGTERM'
    const signal = given.startsWith('SIG') ? given : `SIG${given}`
    for (const name of names) await ask(io, { method: 'Kill', name: mangled(name), signal })
    return 0
  }),
}
const SERVICE_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
/** Verbs of systemctl(1) that are there in life. */
const LEFT_OUT =
  'edit revert link preset preset-all add-wants add-requires set-property clean freeze thaw bind mount-image log-level log-target service-log-level service-log-target service-watchdogs list-timers list-machines list-automounts set-environment unset-environment import-environment set-show-status kexec soft-reboot exit switch-root suspend hibernate hybrid-sleep suspend-then-hibernate cancel help'.split(
    ' ',
  )
const OLD: Readonly<Record<string, string>> = {
  condrestart: 'try-restart',
  'force-reload': 'reload-or-restart',
  'reload-or-try-restart': 'reload-or-restart',
}

const systemctlMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [given = 'list-units', ...operands] = options.operands
  const verb = VERBS[OLD[given] ?? given]
  if (!verb) throw refusedVerb('systemctl', given, LEFT_OUT)
  const needsManager = ![
    'cat',
    'enable',
    'disable',
    'mask',
    'unmask',
    'is-enabled',
    'get-default',
    'set-default',
    'list-unit-files',
  ].includes(given)
  if (needsManager && !isBooted(io.p) && options.count('f') < 2) {
    await io.stderr(NOT_BOOTED)
    return 1
  }
  return verb(io, options, operands)
}

/** shutdown(8): now, or later by logind. */
const shutdownMain: Main = async (io) => {
  const action = await shutdownLater(io)
  if (typeof action === 'number') return action
  return power(action)(io, noOptions(io), [])
}

const noOptions = (io: Io): Options => parseOptions({ ...io, args: [] }, OPTIONS)

/** `reboot`, `poweroff`, `halt`: with `-f` at once, else as systemctl does it. */
const legacyMain =
  (name: string): Main =>
  async (io) => {
    const forced = io.args.filter((arg) => arg === '--force' || /^-[a-z]*f/.test(arg)).length
    if (forced > 0) return io.p.reboot(POWER[name]!)
    if (!isBooted(io.p)) {
      await io.stderr(`${NOT_BOOTED}${NOT_BOOTED}Failed to talk to init daemon: Host is down\n`)
      return 1
    }
    return power(name)(io, noOptions(io), [])
  }

/** runlevel(8): the one before and the present one. */
const runlevelMain: Main = async (io) => {
  let level: string | undefined
  try {
    level = isBooted(io.p) ? await runlevelOf(io.p) : undefined
  } catch (error) {
    if (!isErrno(error)) throw error
  }
  await io.out.write(level === undefined ? 'unknown\n' : `N ${level}\n`)
  return level === undefined ? 1 : 0
}

/** telinit(8). */
const telinitMain: Main = async (io) => {
  const targets: Readonly<Record<string, string>> = {
    0: 'poweroff',
    1: 'rescue',
    2: 'multi-user',
    3: 'multi-user',
    4: 'multi-user',
    5: 'graphical',
    6: 'reboot',
    s: 'rescue',
    S: 'rescue',
  }
  const target = targets[io.args[0] ?? '']
  if (target === undefined) throw new Failure('', 1, `${io.name}: required argument missing or unknown.`)
  if (target === 'poweroff' || target === 'reboot') return power(target)(io, noOptions(io), [])
  return isolate(`${target}.target`)(io, noOptions(io), [])
}

/** systemctl goes by the name that it is called by. */
export const systemctl = program('systemctl', async (io) => {
  const name = io.name.slice(io.name.lastIndexOf('/') + 1)
  const named: Readonly<Record<string, Main>> = {
    shutdown: shutdownMain,
    reboot: legacyMain('reboot'),
    poweroff: legacyMain('poweroff'),
    halt: legacyMain('halt'),
    runlevel: runlevelMain,
    telinit: telinitMain,
  }
  return (named[name] ?? systemctlMain)(io)
})
