import type { ExitCode } from '../../kernel/process.ts'
import { exitStatus } from '../../kernel/signals.ts'
import { calculate } from '../expand/arith.ts'
import { compile } from '../expand/pattern.ts'
import { expandPattern, expandText, expandWord, expandWords } from '../expand/word.ts'
import { BreakLoop, Failure } from '../failure.ts'
import { waitForeground } from '../jobs/wait.ts'
import { complain, writeError } from '../report.ts'
import type { Shell } from '../state.ts'
import type { ArithmeticFor, Case, CompoundCommand, For, If, Select, While, Word } from '../syntax/ast.ts'
import { checkpoint } from '../traps.ts'
import { forkShell } from './child.ts'
import { evaluateTest } from './condition.ts'
import { readLine } from './input.ts'
import { leavesLoop, runBody, runList, unchecked } from './list.ts'

export async function runCompound(sh: Shell, node: CompoundCommand, tail: boolean): Promise<ExitCode> {
  switch (node.type) {
    case 'BraceGroup':
      return runList(sh, node.body.commands, tail)
    case 'Subshell':
      return runSubshell(sh, node.body.commands, node, tail)
    case 'If':
      return runIf(sh, node)
    case 'While':
      return runWhile(sh, node)
    case 'For':
      return runFor(sh, node)
    case 'ArithmeticFor':
      return runArithmeticFor(sh, node)
    case 'Case':
      return runCase(sh, node)
    case 'Select':
      return runSelect(sh, node)
    case 'TestCommand': {
      sh.position = node.pos
      try {
        return (await evaluateTest(sh, node.expression)) ? 0 : 1
      } catch (error) {
        if (!(error instanceof Failure) || error.reach !== 'command') throw error
        await complain(sh, error.message, '[[')
        return error.status
      }
    }
    case 'ArithmeticCommand':
      return arithmeticCommand(sh, node.body, node.pos)
  }
}

async function arithmeticCommand(sh: Shell, body: string, position: number): Promise<ExitCode> {
  sh.position = position
  await sh.process.yield()
  try {
    return calculate(sh, await expandText(sh, body.replaceAll('"', ''))) === 0n ? 1 : 0
  } catch (error) {
    if (!(error instanceof Failure) || error.detail?.why !== 'arithmetic') throw error
    await complain(sh, error.message, '((')
    return 1
  }
}

async function runSubshell(
  sh: Shell,
  statements: Parameters<typeof runList>[1],
  node: { pos: number; end: number },
  tail: boolean,
): Promise<ExitCode> {
  if (tail && sh.subshell > 0 && sh.traps.size === 0) return runList(sh, statements, true)
  const grouped = sh.tty !== undefined
  const pid = await forkShell(
    sh,
    (copy) => runList(copy, statements, true),
    grouped ? { pgid: 0, foreground: true } : {},
  )
  const job = sh.jobs.add({
    pgid: grouped ? pid : undefined,
    processes: [{ pid, status: undefined }],
    command: sh.source.text.slice(node.pos, node.end),
    background: false,
    notified: false,
  })
  const status = await waitForeground(sh, job)
  return job.processes[0]!.status?.kind === 'stopped' ? exitStatus(job.processes[0]!.status) : status
}

async function runIf(sh: Shell, node: If): Promise<ExitCode> {
  for (const branch of [node, ...node.elif])
    if ((await unchecked(sh, () => runBody(sh, branch.clause))) === 0) return runBody(sh, branch.then)
  return node.else ? runBody(sh, node.else) : 0
}

/** Runs a loop's body; true where the loop ends. */
async function turn(
  sh: Shell,
  body: () => Promise<ExitCode>,
  note: (status: ExitCode) => void,
): Promise<boolean> {
  await sh.process.yield()
  await checkpoint(sh)
  sh.loops++
  try {
    note(await body())
    return false
  } catch (error) {
    if (!(error instanceof BreakLoop)) throw error
    note(0)
    return leavesLoop(error)
  } finally {
    sh.loops--
  }
}

async function runWhile(sh: Shell, node: While): Promise<ExitCode> {
  let status: ExitCode = 0
  const wanted = node.kind === 'while'
  let ended = false
  while (!ended) {
    const left = await turn(
      sh,
      async () => {
        const clause = await unchecked(sh, () => runBody(sh, node.clause))
        if ((clause === 0) !== wanted) {
          ended = true
          return status
        }
        return runBody(sh, node.body)
      },
      (value) => {
        status = value
      },
    )
    if (left) break
  }
  return status
}

async function loopWords(sh: Shell, words: readonly Word[] | undefined): Promise<readonly string[]> {
  return words ? expandWords(sh, words) : [...sh.positional]
}

async function runFor(sh: Shell, node: For): Promise<ExitCode> {
  sh.position = node.pos
  let status: ExitCode = 0
  for (const value of await loopWords(sh, node.wordlist)) {
    sh.vars.set(node.name.value, value)
    const left = await turn(
      sh,
      () => runBody(sh, node.body),
      (result) => {
        status = result
      },
    )
    if (left) break
  }
  return status
}

async function runArithmeticFor(sh: Shell, node: ArithmeticFor): Promise<ExitCode> {
  const clause = async (part: { pos: number; end: number } | undefined): Promise<bigint> =>
    part ? calculate(sh, await expandText(sh, sh.source.text.slice(part.pos, part.end))) : 1n
  let status: ExitCode = 0
  await clause(node.initialize)
  while ((await clause(node.test)) !== 0n) {
    const left = await turn(
      sh,
      () => runBody(sh, node.body),
      (result) => {
        status = result
      },
    )
    if (left) break
    await clause(node.update)
  }
  return status
}

async function runCase(sh: Shell, node: Case): Promise<ExitCode> {
  sh.position = node.pos
  const text = await expandWord(sh, node.word)
  const options = { extglob: sh.dialect === 'bash', ignoreCase: sh.shopts.has('nocasematch') }
  let through = false
  let status: ExitCode = 0
  for (const item of node.items) {
    let matched = through
    for (const pattern of matched ? [] : item.pattern)
      if (compile(await expandPattern(sh, pattern), options).test(text)) {
        matched = true
        break
      }
    if (!matched) continue
    status = await runBody(sh, item.body)
    if (item.terminator === ';&') through = true
    else if (item.terminator === ';;&') through = false
    else return status
  }
  return status
}

async function runSelect(sh: Shell, node: Select): Promise<ExitCode> {
  const words = await loopWords(sh, node.wordlist)
  if (words.length === 0) return 0
  const width = String(words.length).length
  const menu = words.map((word, i) => `${String(i + 1).padStart(width)}) ${word}\n`).join('')
  let status: ExitCode = 0
  let shown = false
  for (;;) {
    if (!shown) await writeError(sh, menu)
    shown = true
    await writeError(sh, sh.vars.get('PS3') ?? '#? ')
    const line = await readLine(sh, 0)
    if (line === undefined) {
      await writeError(sh, '\n')
      return 1
    }
    if (line.trim() === '') {
      shown = false
      continue
    }
    sh.vars.set('REPLY', line)
    sh.vars.set(node.name.value, words[Number(line.trim()) - 1] ?? '')
    const left = await turn(
      sh,
      () => runBody(sh, node.body),
      (result) => {
        status = result
      },
    )
    if (left) return status
  }
}
