import type { ExitCode } from '../../kernel/process.ts'
import { type BreakLoop, ExitShell, Failure } from '../failure.ts'
import { report, writeError } from '../report.ts'
import type { Shell } from '../state.ts'
import type { AndOr, CommandNode, CompoundList, PipelineNode, Statement } from '../syntax/ast.ts'
import { checkpoint, runTrap } from '../traps.ts'
import { forkShell } from './child.ts'
import { runCompound } from './compound.ts'
import { runPipeline } from './pipeline.ts'
import { redirect } from './redirect.ts'
import { runSimple } from './simple.ts'

/** Runs statements one after another. `tail`: the process ends after them, so the last may take its place. */
export async function runList(sh: Shell, statements: readonly Statement[], tail = false): Promise<ExitCode> {
  let status: ExitCode = 0
  for (const [i, statement] of statements.entries()) {
    await checkpoint(sh)
    status = await runStatement(sh, statement, tail && i === statements.length - 1)
    sh.status = status
  }
  await checkpoint(sh)
  return status
}

export const runBody = (sh: Shell, list: CompoundList): Promise<ExitCode> => runList(sh, list.commands)

async function runStatement(sh: Shell, statement: Statement, tail: boolean): Promise<ExitCode> {
  const { command } = statement
  if (statement.background) return startBackground(sh, command)
  return command.type === 'AndOr' ? runAndOr(sh, command, tail) : runNode(sh, command, tail)
}

async function runAndOr(sh: Shell, node: AndOr, tail: boolean): Promise<ExitCode> {
  let status: ExitCode = 0
  for (const [i, command] of node.commands.entries()) {
    const operator = node.operators[i - 1]
    if (operator && (operator === '&&') !== (status === 0)) continue
    const last = i === node.commands.length - 1
    status = last ? await runNode(sh, command, tail) : await unchecked(sh, () => runNode(sh, command, false))
    sh.status = status
  }
  return status
}

/** Runs something whose failure is looked at: `set -e` and the ERR trap do not act in it. */
export async function unchecked(sh: Shell, work: () => Promise<ExitCode>): Promise<ExitCode> {
  sh.conditions++
  try {
    return await work()
  } finally {
    sh.conditions--
  }
}

async function runNode(sh: Shell, node: PipelineNode, tail: boolean): Promise<ExitCode> {
  const status =
    node.type === 'Pipeline' ? await runPipeline(sh, node, tail) : await runCommand(sh, node, tail)
  if (node.type !== 'Pipeline')
    sh.pipeStatus = node.type === 'Command' || node.type === 'Subshell' ? [status] : sh.pipeStatus
  sh.status = status
  if (status !== 0 && isChecked(node)) await failed(sh, status)
  return status
}

/** Commands whose own status counts for `set -e`; of the others, the commands within count. */
function isChecked(node: PipelineNode): boolean {
  switch (node.type) {
    case 'Pipeline':
      return !node.prefixes.some((prefix) => prefix.type === 'Negation')
    case 'Command':
    case 'Subshell':
    case 'TestCommand':
    case 'ArithmeticCommand':
    case 'Redirected':
      return true
    default:
      return false
  }
}

async function failed(sh: Shell, status: ExitCode): Promise<void> {
  if (sh.conditions > 0) return
  if (sh.frames.length === 0 || sh.options.has('errtrace')) await runTrap(sh, 'ERR')
  if (sh.options.has('errexit')) throw new ExitShell(status)
}

/** Runs one command of a pipeline in this process. */
export async function runCommand(sh: Shell, node: CommandNode, tail: boolean): Promise<ExitCode> {
  switch (node.type) {
    case 'Command':
      return runSimple(sh, node, tail)
    case 'Function':
      sh.functions.set(node.name.value, { node, source: sh.source })
      return 0
    case 'Coproc':
      throw new Failure('coproc: not supported by this shell', { status: 2 })
    case 'Redirected': {
      sh.position = node.pos
      let restore: () => void
      try {
        restore = await redirect(sh, node.redirects)
      } catch (error) {
        if (error instanceof Failure && error.reach === 'command') return report(sh, error)
        throw error
      }
      try {
        return await runCompound(sh, node.command, false)
      } finally {
        restore()
      }
    }
    default:
      return runCompound(sh, node, tail)
  }
}

/** `command &`. */
async function startBackground(sh: Shell, node: PipelineNode | AndOr): Promise<ExitCode> {
  const grouped = sh.tty !== undefined
  const pid = await forkShell(
    sh,
    async (copy) => {
      if (!grouped) {
        copy.process.onSignal('SIGINT', 'ignore')
        copy.process.onSignal('SIGQUIT', 'ignore')
        if (copy.process.exists('/dev/null') && !copy.options.has('monitor')) await readNothing(copy, node)
      }
      copy.conditions = 0
      if (node.type === 'AndOr') return runAndOr(copy, node, true)
      return runNode(copy, node, true)
    },
    grouped ? { pgid: 0 } : {},
  )
  sh.lastBackground = pid
  const job = sh.jobs.add({
    pgid: grouped ? pid : undefined,
    processes: [{ pid, status: undefined }],
    command: sh.source.text.slice(node.pos, node.end),
    background: true,
    notified: false,
  })
  if (sh.interactive && sh.dialect === 'bash') await writeError(sh, `[${job.id}] ${pid}\n`)
  return 0
}

/** Without job control a background command reads nothing (POSIX 2.9.3.1). */
async function readNothing(sh: Shell, node: PipelineNode | AndOr): Promise<void> {
  const explicit = node.type === 'Command' && node.redirects.some((each) => each.operator.startsWith('<'))
  if (explicit || sh.subshell > 1) return
  const fd = sh.process.open('/dev/null', { read: true })
  if (fd === 0) return
  sh.process.dup2(fd, 0)
  sh.process.close(fd)
}

/** Acts on `break` and `continue` that reach a loop. True: leave the loop. */
export function leavesLoop(jump: BreakLoop): boolean {
  if (jump.levels > 1) {
    jump.levels--
    throw jump
  }
  return !jump.again
}
