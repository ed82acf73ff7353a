import { bytesOf } from '../base/body.ts'
import type { Process } from '../kernel/process.ts'
import { toText } from './text.ts'

/** A line of /proc/mounts (fstab(5)). */
export interface MountLine {
  readonly source: string
  readonly path: string
  readonly type: string
  readonly options: string
}

const plain = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))

/** The mounts that this process sees, in the order in which they were made. */
export const mountsOf = (p: Process): MountLine[] =>
  toText(bytesOf(p.readFile('/proc/mounts')))
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [source, path, type, options] = line.split(' ') as [string, string, string, string]
      return { source: plain(source), path: plain(path), type, options }
    })
