import { EngineError, isErrno } from '../base/errors.ts'
import type { Process, Program } from '../kernel/process.ts'
import { bootOf } from './boot-time.ts'
import { commandLine, kernelOption } from './command-line.ts'
import { runGenerators } from './generators.ts'
import { readText, USER_PATHS } from './manager/files.ts'
import { UNITS_LOADED } from './manager/load.ts'
import { Manager } from './manager/manager.ts'
import { ERROR, INFO, NOTICE } from './manager/reports.ts'
import { serveManager } from './manager/serve.ts'
import { isTrue } from './manager/settings.ts'
import type { Unit } from './manager/unit.ts'
import { mountSetup } from './mount-setup.ts'
import { prettyName } from './os-release.ts'
import { notify, untilTerminated } from './programs/notify.ts'
import { endMachine } from './shutdown.ts'
import { VERSION } from './version.ts'

const FEATURES =
  '+PAM +AUDIT +SELINUX +APPARMOR +IMA +SMACK +SECCOMP +GCRYPT -GNUTLS +OPENSSL +ACL +BLKID +CURL +ELFUTILS +FIDO2 +IDN2 -IDN +IPTC +KMOD +LIBCRYPTSETUP +LIBFDISK +PCRE2 -PWQUALITY +P11KIT +QRENCODE +TPM2 +BZIP2 +LZ4 +XZ +ZLIB +ZSTD -BPF_FRAMEWORK -XKBCOMMON +UTMP +SYSVINIT default-hierarchy=unified'

/** Words of the kernel's command line that name a unit to start instead of the default one (systemd(1)). */
const WORDS: Readonly<Record<string, string>> = {
  emergency: 'emergency.target',
  '-b': 'emergency.target',
  rescue: 'rescue.target',
  single: 'rescue.target',
  '-s': 'rescue.target',
  s: 'rescue.target',
  S: 'rescue.target',
  1: 'rescue.target',
  2: 'multi-user.target',
  3: 'multi-user.target',
  4: 'multi-user.target',
  5: 'graphical.target',
}

/** How long generators and reading the units take. */
const LOADING = 2_400e6

/** systemd as the machine's first process. `watch` is told of its manager. */
export const systemdWith = (watch: (manager: Manager) => void): Program => ({
  name: 'systemd',
  async run(p) {
    if (p.argv[1] === '--version') {
      await p.write(1, `systemd ${VERSION.split('.')[0]} (${VERSION})\n${FEATURES}\n`)
      return 0
    }
    if (p.pid !== 1) {
      if (p.argv.includes('--user') && p.exists('/run/systemd/system')) return runUser(p)
      await p.write(2, 'Trying to run as user instance, but the system has not been booted with systemd.\n')
      return 1
    }
    return runSystem(p, watch)
  },
})

export const systemd = systemdWith(() => {})

async function runSystem(p: Process, watch: (manager: Manager) => void): Promise<number> {
  p.setName('systemd')
  mountSetup(p)
  if (!p.exists('/proc/cmdline')) {
    await p.write(2, '[\x1b[0;1;31m!!!!!!\x1b[0m] Failed to mount API filesystems.\nFreezing execution.\n')
    for (;;) await p.pause()
  }
  const quiet = commandLine(p).includes('quiet')
  const given = kernelOption(p, 'systemd.show_status')
  const showStatus =
    given === undefined
      ? quiet
        ? ('auto' as const)
        : true
      : given === 'auto'
        ? 'auto'
        : isTrue(given || '1')
  const manager = new Manager(p, { system: true, showStatus })
  watch(manager)
  const say = (text: string): void => manager.log(undefined, INFO, text)
  say("Inserted module 'autofs4'")
  say(`systemd ${VERSION} running in system mode (${FEATURES})`)
  say('Detected virtualization qemu.')
  say('Detected architecture x86-64.')
  if (showStatus === true) manager.reports.status(`\nWelcome to \x1b[1m${prettyName(p)}\x1b[0m!\n\n`)
  setHostname(p, say)
  try {
    makeFolders(p)
    enterScope(p)
    p.net.changeLink('lo', { up: true })
    await runGenerators(p, '/lib/systemd/system-generators', manager.children)
    await p.compute(LOADING)
    manager.units.files = manager.units.freshFiles()
    serveManager(manager)
  } catch (error) {
    // Where /run is no place to write to.
    if (!isErrno(error)) throw error
    return freeze(manager, 'Failed to start up manager')
  }
  manager.watchers.add((unit) => {
    if (unit.name === 'systemd-journald.service') manager.reports.toJournal = unit.isActive
  })
  manager.onFinished = () => tellFinished(manager)
  const trouble = startDefault(manager)
  if (trouble !== undefined) return freeze(manager, trouble)
  return endMachine(manager)
}

/** A user's own manager, which user@.service runs. */
async function runUser(p: Process): Promise<number> {
  const manager = new Manager(p, { system: false, showStatus: false, paths: USER_PATHS })
  manager.reports.toJournal = true
  manager.onFinished = () => {
    const seconds = Number(p.now() - manager.started) / 1e9
    const text = seconds < 1 ? `${Math.round(seconds * 1000)}ms` : `${seconds.toFixed(3)}s`
    manager.log(undefined, INFO, `Startup finished in ${text}.`)
    p.thread(() => notify(p, { ready: true, status: 'Startup finished.' }))
  }
  const target = manager.units.get('default.target')
  if (target.load === 'loaded')
    manager.add('start', target, 'isolate', () =>
      manager.log(undefined, INFO, `Queued start job for default target ${target.name}.`),
    )
  await untilTerminated(p)
  return 0
}

/** Queues what is to be reached. Why not, where that cannot be (main.c, do_queue_default_job). */
function startDefault(manager: Manager): string | undefined {
  const target = defaultTarget(manager)
  if (!target) return 'Failed to load rescue.target'
  const mode = target.settings.flag('Unit', 'AllowIsolate', false) ? 'isolate' : 'replace'
  try {
    manager.add('start', target, mode, () =>
      manager.log(undefined, INFO, `Queued start job for default target ${target.name}.`),
    )
    return undefined
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    manager.log(undefined, ERROR, `Failed to isolate default target: ${error.message}`)
    return 'Failed to isolate default target'
  }
}

/** Nothing can be done any more; the machine stays as it is. */
async function freeze(manager: Manager, why: string): Promise<number> {
  manager.reports.status(`[\x1b[0;1;31m!!!!!!\x1b[0m] ${why}.\n`)
  manager.log(undefined, NOTICE, 'Freezing execution.')
  for (;;) await manager.process.pause()
}

/** What the command line asks for, else default.target, else rescue.target. */
function defaultTarget(manager: Manager): Unit | undefined {
  const { process } = manager
  const word = commandLine(process).findLast((one) => WORDS[one] !== undefined)
  const asked = kernelOption(process, 'systemd.unit') || (word && WORDS[word])
  const names = [...new Set([...(asked ? [asked] : []), 'default.target', 'rescue.target'])]
  for (const [i, name] of names.entries()) {
    if (i > 0) manager.log(undefined, INFO, `Falling back to ${name}.`)
    const unit = manager.units.get(name)
    if (unit.load === 'loaded') return unit
    const why = unit.load === 'masked' ? 'is masked' : 'not found'
    manager.log(undefined, ERROR, `Failed to start ${name}: Unit ${name} ${why}.`)
  }
  return undefined
}

function tellFinished(manager: Manager): void {
  const { process, started } = manager
  const kernel = Number(started - bootOf(process)) / 1e9
  const user = Number(process.now() - started) / 1e9
  const text = (seconds: number): string =>
    seconds >= 60 ? `${Math.floor(seconds / 60)}min ${(seconds % 60).toFixed(3)}s` : `${seconds.toFixed(3)}s`
  manager.log(
    undefined,
    INFO,
    `Startup finished in ${text(kernel)} (kernel) + ${text(user)} (userspace) = ${text(kernel + user)}.`,
  )
}

function setHostname(p: Process, say: (text: string) => void): void {
  const name = p.exists('/etc/hostname') ? readText(p, '/etc/hostname').trim() : ''
  p.sethostname(name || 'localhost')
  say(`Hostname set to <${name || 'localhost'}>.`)
}

/** The manager's own control group. */
function enterScope(p: Process): void {
  const path = '/sys/fs/cgroup/init.scope'
  if (!p.exists('/sys/fs/cgroup/cgroup.procs')) return
  if (!p.exists(path)) p.mkdir(path, 0o755)
  p.writeFile(`${path}/cgroup.procs`, String(p.pid))
}

/** Folders below /run that the manager itself needs. */
function makeFolders(p: Process): void {
  for (const path of [
    '/run/systemd',
    '/run/systemd/system',
    '/run/systemd/units',
    '/run/systemd/generator',
    '/run/systemd/journal',
  ])
    if (!p.exists(path)) p.mkdir(path, 0o755)
  p.writeFile(UNITS_LOADED, '')
}
