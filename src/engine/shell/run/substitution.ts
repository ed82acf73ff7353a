import { bytesOf } from '../../base/body.ts'
import { FsError } from '../../base/errors.ts'
import { concatBytes, decode } from '../../base/text.ts'
import type { Fd } from '../../kernel/process.ts'
import { exitStatus } from '../../kernel/signals.ts'
import { expandWord } from '../expand/word.ts'
import { Failure } from '../failure.ts'
import { waitOnce } from '../jobs/wait.ts'
import { report } from '../report.ts'
import type { Runner, Shell } from '../state.ts'
import type { ParsedScript } from '../syntax/ast.ts'
import { forkShell } from './child.ts'
import { runList } from './list.ts'

/** All that comes from a descriptor until its end. */
async function drain(sh: Shell, fd: Fd): Promise<string> {
  const parts: Uint8Array[] = []
  for (;;) {
    const bytes = await sh.process.read(fd)
    if (bytes.length === 0) break
    parts.push(bytes)
  }
  return decode(concatBytes(parts)).replaceAll('\0', '')
}

/** `$(<file)` reads the file without a process: its path. Undefined for other commands. */
async function fileOf(sh: Shell, script: ParsedScript): Promise<string | undefined> {
  const [only, more] = script.commands
  const command = only?.command
  if (more || command?.type !== 'Command' || command.name || command.prefix.length !== 1) return undefined
  const redirection = command.prefix[0]!
  if (redirection.type !== 'Redirect' || redirection.operator !== '<' || !redirection.target) return undefined
  return expandWord(sh, redirection.target)
}

async function readWhole(sh: Shell, path: string): Promise<string> {
  try {
    const text = decode(bytesOf(sh.process.readFile(path)))
    sh.status = 0
    return text.replace(/\n+$/, '')
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    await report(sh, new Failure(error.message, { why: 'open', name: path }))
    sh.status = 1
    return ''
  }
}

function childSource(sh: Shell, script: ParsedScript): void {
  if (script.source !== undefined) sh.source = { ...sh.source, text: script.source }
}

async function capture(sh: Shell, part: { script: ParsedScript | undefined }): Promise<string> {
  const { script } = part
  if (!script || script.commands.length === 0) return ''
  const path = await fileOf(sh, script)
  if (path !== undefined) return readWhole(sh, path)
  const { read, write } = sh.process.pipe()
  const pid = await forkShell(sh, async (copy) => {
    copy.process.close(read)
    copy.process.dup2(write, 1)
    copy.process.close(write)
    childSource(copy, script)
    if (copy.dialect === 'bash' && !copy.shopts.has('inherit_errexit') && !copy.options.has('posix'))
      copy.options.delete('errexit')
    return runList(copy, script.commands, true)
  })
  sh.process.close(write)
  const text = await drain(sh, read)
  sh.process.close(read)
  let result = await waitOnce(sh, pid, false)
  while (result === 'interrupted') result = await waitOnce(sh, pid, false)
  sh.status = result === 'gone' ? 127 : exitStatus(result)
  return text.replace(/\n+$/, '')
}

async function substituteProcess(
  sh: Shell,
  operator: '<' | '>',
  script: ParsedScript | undefined,
): Promise<string> {
  const { read, write } = sh.process.pipe()
  const [own, other] = operator === '<' ? [read, write] : [write, read]
  const commands = script?.commands ?? []
  sh.lastBackground = await forkShell(sh, async (copy) => {
    copy.process.close(own)
    copy.process.dup2(other, operator === '<' ? 1 : 0)
    copy.process.close(other)
    if (script) childSource(copy, script)
    return runList(copy, commands, true)
  })
  sh.process.close(other)
  let high = 63
  while (sh.process.isOpen(high)) high--
  sh.process.dup2(own, high)
  sh.process.close(own)
  substituted.set(sh, [...(substituted.get(sh) ?? []), high])
  return `/dev/fd/${high}`
}

/** Descriptors of `<(…)` that are open until the command they were made for is done. */
const substituted = new WeakMap<Shell, Fd[]>()

/** Closes what process substitutions of the last command left open. */
export function closeSubstitutions(sh: Shell): void {
  for (const fd of substituted.get(sh) ?? []) if (sh.process.isOpen(fd)) sh.process.close(fd)
  substituted.delete(sh)
}

export const runner: Runner = { capture, substituteProcess }
