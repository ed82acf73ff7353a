import { bytesOf } from '../base/body.ts'
import { isErrno } from '../base/errors.ts'
import { decode } from '../base/text.ts'
import type { Process } from '../kernel/process.ts'

/** Words of the kernel's command line; none where /proc is not mounted. */
export function commandLine(p: Process): string[] {
  try {
    return decode(bytesOf(p.readFile('/proc/cmdline')))
      .trim()
      .split(/\s+/)
      .filter(Boolean)
  } catch (error) {
    if (isErrno(error)) return []
    throw error
  }
}

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
