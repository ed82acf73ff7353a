import { isErrno } from '../../base/errors.ts'
import type { ExitCode, Process, WaitStatus } from '../../kernel/process.ts'
import { exitStatus } from '../../kernel/signals.ts'
import { findCommand } from '../lookup.ts'
import type { Io } from '../program.ts'
import { Failure } from '../program.ts'

/** The command to run: what was given, or a login shell. */
export function commandOf({ p, busybox }: Io, given: readonly string[]): { file: string; argv: string[] } {
  if (given.length > 0) return { file: given[0]!, argv: [...given] }
  const shell = p.env.get('SHELL') || '/bin/sh'
  return { file: shell, argv: busybox ? [shell] : [`-${shell.slice(shell.lastIndexOf('/') + 1)}`] }
}

/** Replaces the program by a command that is found in the PATH, in the words of util-linux or busybox. */
export async function execute(
  io: Io,
  { file, argv }: { file: string; argv: readonly string[] },
  p: Process = io.p,
): Promise<never> {
  await io.out.flush()
  const words = io.busybox ? `can't execute '${file}'` : `failed to execute ${file}`
  const [path] = findCommand(p, file)
  if (path === undefined) {
    const denied = file.includes('/') && p.exists(file)
    throw new Failure(
      `${words}: ${denied ? 'Permission denied' : 'No such file or directory'}`,
      denied ? 126 : 127,
    )
  }
  try {
    return await p.exec(path, argv, p.env)
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(`${words}: ${error.message}`, 126)
  }
}

/** Runs a body in a child and waits for it: namespaces of process numbers begin with the child. */
export async function inChild(io: Io, body: (child: Process) => Promise<ExitCode>): Promise<ExitCode> {
  await io.out.flush()
  const pid = io.p.fork(async (child) => {
    try {
      return await body(child)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      await child.write(2, `${io.name}: ${error.message}\n`)
      return error.code
    }
  })
  const ended: { status: WaitStatus } | undefined = await io.p.wait(pid)
  return ended ? exitStatus(ended.status) : 0
}
