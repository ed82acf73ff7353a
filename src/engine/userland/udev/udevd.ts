import { isErrno } from '../../base/errors.ts'
import { MILLISECOND } from '../../base/time.ts'
import type { Process } from '../../kernel/process.ts'
import { optionTable, parseOptions } from '../options.ts'
import { Failure, type Main, program } from '../program.ts'
import { loadDrivers, nameDisks, record } from './coldplug.ts'

const VERSION = '252.39-1~deb12u2'
/** Where udevd listens. */
const SOCKET = '/run/udev/control'
/** How often `udevadm settle` looks whether the queue is empty. */
const POLL = 150 * MILLISECOND

type Request = { readonly kind: 'trigger' | 'exit' }

const DAEMON = optionTable(
  '[OPTIONS...]',
  '-d/--daemon -D/--debug -c/--children-max: -e/--exec-delay: -t/--event-timeout: -s/--timeout-signal: -N/--resolve-names: -h/--help -V/--version',
  { suite: `systemd ${VERSION})` },
)

/** `systemd-udevd`: waits to be told of devices. */
export const systemdUdevd = program('systemd-udevd', async (io) => {
  const options = parseOptions(io, DAEMON)
  if (options.has('V')) {
    await io.out.write(`systemd 252 (${VERSION})\n`)
    return 0
  }
  await io.stderr(`Starting systemd-udevd version ${VERSION}\n`)
  if (!options.has('d')) return serve(io.p)
  io.p.fork(async (child) => {
    child.setsid()
    return serve(child)
  })
  return 0
})

async function serve(p: Process): Promise<number> {
  makeFolder(p, '/run/udev')
  makeFolder(p, '/run/blkid')
  let over = false
  if (p.exists(SOCKET)) p.unlink(SOCKET)
  const answer = async (request: unknown): Promise<undefined> => {
    const { kind } = request as Request
    if (kind === 'exit') {
      over = true
      return undefined
    }
    await loadDrivers(p)
    await nameDisks(p)
    record(p, 'c4:64', ['G:systemd', 'Q:systemd'])
    return undefined
  }
  p.serve(SOCKET, answer, 0o600)
  while (!over) await p.sleep(POLL)
  return 0
}

function makeFolder(p: Process, path: string): void {
  try {
    p.mkdir(path, 0o755)
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error
  }
}

async function tell(p: Process, request: Request): Promise<boolean> {
  try {
    await p.connect(SOCKET).call(request)
    return true
  } catch (error) {
    if (isErrno(error)) return false
    throw error
  }
}

const TRIGGER = optionTable(
  'trigger [OPTIONS] DEVPATH',
  '-t/--type: -c/--action: -v/--verbose -n/--dry-run -s/--subsystem-match: -a/--attr-match: -w/--settle --prioritized-subsystem:',
  { suite: `systemd ${VERSION})` },
)
const SETTLE = optionTable('settle [OPTIONS]', '-t/--timeout: -E/--exit-if-exists:', {
  suite: `systemd ${VERSION})`,
})
const CONTROL = optionTable(
  'control OPTION',
  '-e/--exit -R/--reload -s/--stop-exec-queue -S/--start-exec-queue -l/--log-level: --ping -t/--timeout:',
  { suite: `systemd ${VERSION})` },
)

/** `udevadm`: trigger, settle, control. */
const udevadmMain: Main = async (io) => {
  const [command, ...args] = io.args
  const inner = { ...io, args }
  switch (command) {
    case 'trigger': {
      const options = parseOptions(inner, TRIGGER)
      if (options.get('t') !== 'subsystems' && !options.has('n')) await tell(io.p, { kind: 'trigger' })
      return 0
    }
    case 'settle':
      parseOptions(inner, SETTLE)
      await io.p.sleep(POLL)
      return 0
    case 'control': {
      const options = parseOptions(inner, CONTROL)
      if (options.has('e') && !(await tell(io.p, { kind: 'exit' })))
        throw new Failure('Failed to connect to udev daemon.')
      return 0
    }
    case '--version':
      await io.out.write('252\n')
      return 0
    case undefined:
      throw new Failure('Command missing, expected one of: trigger, settle, control.')
    default:
      throw new Failure(`${command}: of udevadm, trigger, settle and control are simulated`)
  }
}

export const udevadm = program('udevadm', udevadmMain)
