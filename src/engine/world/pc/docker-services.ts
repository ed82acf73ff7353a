import { later } from '../../base/later.ts'
import type { Daemon, DaemonHost } from '../../daemon/daemon.ts'
import type { KeptState } from '../../daemon/kept-state.ts'
import { startDaemon, stopDaemon } from '../../daemon/main.ts'
import { notify, untilTerminated } from '../../init/programs/notify.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Process, Program } from '../../kernel/process.ts'
import { type ProcessRecord, viewOf } from '../../kernel/record.ts'
import { resolve } from '../../kernel/walk.ts'

/** What the services need of the machine that they run on. */
export interface DockerHost {
  readonly kernel: () => Kernel
  /** What a daemon is told that it cannot find out itself. */
  readonly facts: Omit<DaemonHost, 'kernel' | 'process' | 'containerd' | 'log'>
  /** What /var/lib/docker holds. */
  kept(): KeptState | undefined
  /** A daemon has started. */
  started(daemon: Daemon): void
}

const SOCKET = '/run/docker.sock'
const CONTAINERD = '/run/containerd/containerd.sock'
const FAILURES = later(() => import('./docker-failures.ts'))
/** How long a daemon takes for its own beginnings. */
const BEGINNING = 350e6

/** containerd and dockerd as programs that a service manager starts. */
export const dockerPrograms = (host: DockerHost): readonly Program[] => [
  { name: 'containerd', run: containerd },
  { name: 'dockerd', run: (process) => dockerd(process, host) },
]

async function containerd(p: Process): Promise<number> {
  if (p.argv.length > 1) return (await FAILURES()).refuse(p, 'containerd')
  const folder = (path: string, mode: number): void => {
    if (!p.exists(path)) p.mkdir(path, mode)
  }
  folder('/run/containerd', 0o711)
  folder('/run/containerd/io.containerd.runtime.v2.task', 0o711)
  for (const path of [CONTAINERD, `${CONTAINERD}.ttrpc`]) {
    if (p.exists(path)) p.unlink(path)
    p.serve(path, async () => null, 0o660)
  }
  await p.compute(BEGINNING)
  await notify(p, { ready: true })
  await untilTerminated(p)
  return 0
}

async function dockerd(p: Process, host: DockerHost): Promise<number> {
  const known = /^(-H|--host|fd:\/\/|--host=fd:\/\/|--containerd=.*)$/
  if (!p.argv.slice(1).every((word) => known.test(word))) return (await FAILURES()).refuse(p, 'dockerd')
  const say = logger(p)
  await p.compute(BEGINNING)
  if (!p.exists(SOCKET)) return (await FAILURES()).noSockets(p)
  const kernel = host.kernel()
  const record = kernel.running!
  const runtime = containerdOf(record)
  if (!runtime) return (await FAILURES()).noContainerd(p, CONTAINERD)
  const daemon = startDaemon(
    {
      ...host.facts,
      kernel,
      process: record,
      containerd: runtime.group,
      log: { dockerd: say, containerd: () => {} },
    },
    resolve(viewOf(record), SOCKET),
    host.kept(),
  )
  host.started(daemon)
  p.writeFile('/run/docker.pid', String(p.pid))
  await notify(p, { ready: true })
  await untilTerminated(p)
  daemon.logs.dockerd.info("Processing signal 'terminated'")
  await stopDaemon(daemon)
  p.unlink('/run/docker.pid')
  daemon.logs.dockerd.info('Daemon shutdown complete')
  await p.yield()
  return 0
}

/** The machine's containerd, which the shims of containers belong to. */
const containerdOf = ({ parent }: ProcessRecord): ProcessRecord | undefined =>
  [...(parent?.children ?? [])].find(({ comm, state }) => comm === 'containerd' && state !== 'zombie')

/** What a service says goes to its standard error, line by line. */
function logger(p: Process): (line: string) => void {
  const lines: string[] = []
  const more = p.condition()
  p.thread(async () => {
    for (;;) {
      while (lines.length > 0) await p.write(2, `${lines.shift()}\n`)
      await more.wait()
    }
  })
  return (line) => {
    lines.push(line)
    more.wakeAll()
  }
}
