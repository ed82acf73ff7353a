import { EngineError } from '../../base/errors.ts'
import { concatBytes, decode } from '../../base/text.ts'
import { runProgram } from '../../kernel/begin.ts'
import { ROOT } from '../../kernel/credentials.ts'
import { load } from '../../kernel/exec.ts'
import { PipeEnd } from '../../kernel/files.ts'
import { reap } from '../../kernel/lifecycle.ts'
import { DescriptorTable } from '../../kernel/open-file.ts'
import { exitStatus } from '../../kernel/signals.ts'
import type { TopReply } from '../api-container.ts'
import type { Daemon } from '../daemon.ts'
import { logContainer } from './event.ts'
import { findExecutable } from './executable.ts'
import { isRestarting, notRunning } from './refusals.ts'
import type { Container } from './store.ts'

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Processes of a container as the host's `ps` shows them (moby, daemon/top_unix.go). */
export async function topContainer(daemon: Daemon, container: Container, psArgs: string): Promise<TopReply> {
  const options = psArgs === '' ? '-ef' : psArgs
  for (const [, key, value] of options.matchAll(/\s+(\S*)=\s*(PID\S*)/g))
    if (key !== 'pid') throw new EngineError('internal', `specifying "${key}=${value}" is not allowed`)
  if (!container.state.Running) throw notRunning(container.id)
  const live = daemon.runtime.get(container.id)
  if (!live) throw isRestarting(container.id)
  const { pidNamespace } = daemon.host.kernel
  const pids = new Set([...live.group.members].map((record) => pidNamespace.numberOf(record.id)))
  const argv = ['ps', ...options.split(' ')]
  // Some options of ps do not go with -q; it is asked without it then.
  let ran = await runOnHost(daemon, [...argv, `-q${[...pids].join(',')}`])
  if (ran.code !== 0) ran = await runOnHost(daemon, argv)
  const { code, stdout, stderr } = ran
  if (code !== 0) {
    const [why] = stderr.split('\n')
    throw new EngineError('internal', why ? `ps: ${why}` : `ps: exit status ${code}`)
  }
  logContainer(daemon, 'top', container)
  return select(stdout, pids)
}

const fieldsOf = (line: string): string[] => line.split(/[\t\n\f\r ]+/).filter(Boolean)

/** The rows whose PID is one of `pids`; fields beyond the titles belong to the last one. */
function select(output: string, pids: ReadonlySet<number>): TopReply {
  const [head = '', ...rows] = output.split('\n')
  const Titles = fieldsOf(head)
  const at = Titles.indexOf('PID')
  if (at < 0) throw new EngineError('internal', "Couldn't find PID field in ps output")
  const Processes: string[][] = []
  for (const row of rows) {
    if (row === '') continue
    const fields = fieldsOf(row)
    const pid = fields[at] ?? ''
    if (!/^\d+$/.test(pid))
      throw new EngineError(
        'internal',
        `Unexpected pid '${pid}': strconv.Atoi: parsing "${pid}": invalid syntax`,
      )
    if (!pids.has(Number(pid))) continue
    const last = Titles.length - 1
    Processes.push([...fields.slice(0, last), fields.slice(last).join(' ')])
  }
  return { Titles, Processes }
}

/** Runs a program of the host as the daemon's child, to its end. */
async function runOnHost(
  { host, runtime }: Daemon,
  argv: readonly string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { kernel, process } = host
  const view = {
    namespace: process.namespaces.mount,
    root: process.root,
    cwd: process.root,
    credentials: ROOT,
  }
  const found = findExecutable(view, argv[0]!, PATH)
  if ('reason' in found) throw new EngineError('internal', `ps: ${found.reason}`)
  const loaded = load(view, found.path, argv, kernel.options.executables)
  const fds = new DescriptorTable(kernel.references)
  const [stdout, stderr] = [kernel.pipe(), kernel.pipe()]
  fds.set(1, new PipeEnd(stdout, 'write', 'pipe:[stdout]'), false)
  fds.set(2, new PipeEnd(stderr, 'write', 'pipe:[stderr]'), false)
  const readers = [stdout, stderr].map((pipe) => new PipeEnd(pipe, 'read', 'pipe:[output]'))
  const child = kernel.createProcess({
    parent: process,
    namespaces: process.namespaces,
    root: process.root,
    cwd: process.root,
    credentials: ROOT,
    env: new Map([['PATH', PATH]]),
    argv: loaded.argv,
    exe: found.path,
    comm: argv[0]!,
    fds,
  })
  runProgram(kernel, child, loaded.program)
  const texts: string[] = []
  for (const reader of readers) {
    const parts: Uint8Array[] = []
    for (let bytes = await reader.read(65536); bytes.length > 0; bytes = await reader.read(65536))
      parts.push(bytes.slice())
    reader.release()
    texts.push(decode(concatBytes(parts)))
  }
  const status = await runtime.await(child)
  reap(kernel, child)
  return { code: exitStatus(status), stdout: texts[0]!, stderr: texts[1]! }
}
