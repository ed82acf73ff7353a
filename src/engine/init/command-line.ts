import type { Process } from '../kernel/process.ts'
import { textAt } from '../userland/system-files.ts'

/** Words of the kernel's command line; none where /proc is not mounted. */
export const commandLine = (p: Process): string[] =>
  (textAt(p, '/proc/cmdline') ?? '').trim().split(/\s+/).filter(Boolean)

/** Value of the last `name=value`; '' for the bare word. */
export function kernelOption(p: Process, name: string): string | undefined {
  const word = commandLine(p).findLast((one) => one === name || one.startsWith(`${name}=`))
  return word?.slice(name.length + 1)
}

/** Terminals of `console=`, without their settings, the last one first. */
export const consoles = (p: Process): string[] =>
  commandLine(p)
    .filter((word) => word.startsWith('console='))
    .map((word) => word.slice('console='.length).split(',', 1)[0]!)
    .reverse()
