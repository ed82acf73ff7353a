import type { ExitCode, Fd, Pid } from '../../kernel/process.ts'
import { takeTerminal, waitForeground } from '../jobs/wait.ts'
import { writeError } from '../report.ts'
import type { Shell } from '../state.ts'
import type { CommandNode, Pipeline } from '../syntax/ast.ts'
import { forkShell } from './child.ts'
import { runCommand, unchecked } from './list.ts'

/** `a | b`, `! a`, `time a`. All parts run at once, each in a process of its own. */
export async function runPipeline(sh: Shell, node: Pipeline, tail: boolean): Promise<ExitCode> {
  const negated = node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1
  const timed = node.prefixes.find((prefix) => prefix.type === 'Time')
  const started = sh.process.now()
  const run = (): Promise<ExitCode> => {
    const [only] = node.commands
    if (node.commands.length === 1) return runCommand(sh, only!, tail && !negated && !timed)
    return node.commands.length === 0 ? Promise.resolve(0) : runParts(sh, node)
  }
  const status = negated ? await unchecked(sh, run) : await run()
  if (node.commands.length === 1) sh.pipeStatus = [status]
  if (timed) await showTimes(sh, sh.process.now() - started, timed.posix !== undefined)
  return negated ? (status === 0 ? 1 : 0) : status
}

async function runParts(sh: Shell, node: Pipeline): Promise<ExitCode> {
  const grouped = sh.tty !== undefined
  const pids: Pid[] = []
  let input: Fd | undefined
  for (const [i, command] of node.commands.entries()) {
    const last = i === node.commands.length - 1
    const pipe = last ? undefined : sh.process.pipe()
    const pgid = grouped ? (pids[0] ?? 0) : undefined
    const pid = await forkShell(
      sh,
      partOf(command, { input, output: pipe?.write, other: pipe?.read, errors: node.operators[i] === '|&' }),
      pgid === undefined ? {} : { pgid, foreground: true },
    )
    pids.push(pid)
    if (input !== undefined) sh.process.close(input)
    if (pipe) sh.process.close(pipe.write)
    input = pipe?.read
  }
  const job = sh.jobs.add({
    pgid: grouped ? pids[0] : undefined,
    processes: pids.map((pid) => ({ pid, status: undefined })),
    command: sh.source.text.slice(node.pos, node.end),
    background: false,
    notified: false,
  })
  const status = await waitForeground(sh, job)
  if (grouped) takeTerminal(sh)
  if (!sh.options.has('pipefail')) return status
  return sh.pipeStatus.findLast((each) => each !== 0) ?? 0
}

interface Ends {
  readonly input: Fd | undefined
  readonly output: Fd | undefined
  /** Read end of the own output, which the child must not hold. */
  readonly other: Fd | undefined
  readonly errors: boolean
}

/** What one part's process does: connects its ends and runs the command. */
function partOf(command: CommandNode, ends: Ends): (copy: Shell) => Promise<ExitCode> {
  return async (copy) => {
    const { process } = copy
    if (ends.other !== undefined) process.close(ends.other)
    if (ends.input !== undefined) {
      process.dup2(ends.input, 0)
      process.close(ends.input)
    }
    if (ends.output !== undefined) {
      process.dup2(ends.output, 1)
      if (ends.errors) process.dup2(ends.output, 2)
      process.close(ends.output)
    }
    return runCommand(copy, command, true)
  }
}

async function showTimes(sh: Shell, elapsed: bigint, posix: boolean): Promise<void> {
  const ms = Number(elapsed / 1_000_000n)
  const time = (n: number): string => {
    const rest = ((n % 60_000) / 1000).toFixed(posix ? 2 : 3)
    return posix ? (n / 1000).toFixed(2) : `${Math.floor(n / 60_000)}m${rest}s`
  }
  const gap = posix ? ' ' : '\t'
  await writeError(
    sh,
    `${posix ? '' : '\n'}real${gap}${time(ms)}\nuser${gap}${time(0)}\nsys${gap}${time(0)}\n`,
  )
}
