import type { ExitCode, Process, Program } from '../../kernel/process.ts'
import { createIo, runMain } from '../program.ts'
import { applets } from './applets.ts'
import { APPLETS } from './names.ts'
import { BANNER, USAGE } from './usage.ts'

/** An applet that is a program of its own elsewhere: the shell. */
export type OuterApplet = (process: Process, argv: readonly string[]) => Promise<ExitCode>

const INTRODUCTION = `BusyBox is copyrighted by many authors between 1998-2015.
Licensed under GPLv2. See source distribution for detailed
copyright notices.

Usage: busybox [function [arguments]...]
   or: busybox --list[-full]
   or: busybox --install [-s] [DIR]
   or: function [arguments]...

\tBusyBox is a multi-call binary that combines many common Unix
\tutilities into a single executable.  The shell in this build
\tis configured to run built-in utilities without $PATH search.
\tYou don't need to install a link to busybox for each utility.
\tTo run external program, use full path (/sbin/ip instead of ip).

Currently defined functions:
`

/** The list of applets as the introduction shows it: a tab before each line, filled to the width of 80. */
function applets80(): string {
  let text = ''
  let line = ''
  for (const [i, name] of APPLETS.entries()) {
    const piece = i === APPLETS.length - 1 ? name : `${name},`
    if (line !== '' && line.length + 1 + piece.length > 71) {
      text += `\t${line}\n`
      line = piece
    } else line += (line && ' ') + piece
  }
  return `${text}\t${line}\n`
}

const usageOf = (name: string): string =>
  USAGE[name] === undefined ? '' : `${BANNER}\n\nUsage: ${USAGE[name]}`

/** Runs one applet as it would run when called by its name. */
export async function runApplet(p: Process, name: string, args: readonly string[]): Promise<ExitCode> {
  const main = applets[name]
  const usage = usageOf(name)
  if (!APPLETS.includes(name) && !main) {
    await p.write(2, `${name}: applet not found\n`)
    return 127
  }
  if (!main) {
    await p.write(2, `${name}: this applet of busybox is not part of this simulation\n`)
    return 1
  }
  if (args.length === 1 && args[0] === '--help' && USAGE[name] !== undefined) {
    await p.write(2, `${usage}\n`)
    return 0
  }
  return runMain(createIo(p, name, args, usage), main)
}

/**
 * The busybox of Debian 12. It is the applet that its name says, or that its first argument names. `outer` are applets
 * which the world brings, such as `sh`.
 */
export function createBusybox(outer: Readonly<Record<string, OuterApplet>> = {}, name = 'busybox'): Program {
  const run = (p: Process, argv: readonly string[]): Promise<ExitCode> => {
    const path = argv[0] ?? 'busybox'
    const applet = path.slice(path.lastIndexOf('/') + 1).replace(/^-/, '')
    if (applet.startsWith('busybox')) return multiCall(p, argv.slice(1))
    const outside = outer[applet]
    return outside ? outside(p, argv) : runApplet(p, applet, argv.slice(1))
  }
  const multiCall = async (p: Process, args: readonly string[]): Promise<ExitCode> => {
    const [first] = args
    if (first === undefined || first === '--help') {
      const io = createIo(p, 'busybox', args, '')
      await io.out.write(`${BANNER}\n${INTRODUCTION}${applets80()}\n`)
      await io.out.flush()
      return 0
    }
    if (first === '--list' || first === '--list-full') {
      const lead = first === '--list' ? '' : 'bin/'
      await p.write(1, APPLETS.map((name) => `${lead}${name}\n`).join(''))
      return 0
    }
    if (first.startsWith('--')) {
      await p.write(2, `${first.slice(2)}: applet not found\n`)
      return 127
    }
    return run(p, args)
  }
  return { name, run: (p) => run(p, p.argv) }
}

export const busybox = createBusybox()
