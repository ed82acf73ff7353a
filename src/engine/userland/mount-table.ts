import { bytesOf } from '../base/body.ts'
import { keeping } from '../base/keeping.ts'
import type { Process } from '../kernel/process.ts'
import { toText } from './text.ts'

/** A line of /proc/self/mountinfo (proc(5)). */
export interface MountLine {
  readonly id: number
  readonly parent: number
  /** `8:1`. */
  readonly device: string
  /** Path of what is shown within its file system. */
  readonly root: string
  readonly path: string
  /** Options of the mount as such. */
  readonly own: readonly string[]
  readonly type: string
  readonly source: string
  /** Options of the file system. */
  readonly shared: readonly string[]
}

const plain = (text: string): string =>
  !text.includes('\\')
    ? text
    : text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))

/** The mounts that this process sees, in the order in which they were made. */
export const mountsOf = (p: Process, file = '/proc/self/mountinfo'): readonly MountLine[] =>
  linesIn(toText(bytesOf(p.readFile(file))))

const linesIn = keeping((text): readonly MountLine[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [before = '', after = ''] = line.split(' - ')
      const [id, parent, device = '', root = '', path = '', own = ''] = before.split(' ')
      const [type = '', source = '', shared = ''] = after.split(' ')
      return {
        id: Number(id),
        parent: Number(parent),
        device,
        root: plain(root),
        path: plain(path),
        own: own.split(','),
        type,
        source: plain(source),
        shared: shared.split(','),
      }
    }),
)

/** All options in one, as /proc/mounts has them. */
export function optionsOf({ own, shared }: MountLine): string {
  const access = own.includes('ro') || shared.includes('ro') ? 'ro' : 'rw'
  const rest = (options: readonly string[]): string[] => options.filter((o) => o !== 'rw' && o !== 'ro')
  return [access, ...rest(own), ...rest(shared)].join(',')
}

/** Whether a mount is of one of the types; `no` before the list turns it round. */
export function isOfType(type: string, wanted: string): boolean {
  const not = wanted.startsWith('no')
  const list = (not ? wanted.slice(2) : wanted).split(',').map((name) => name.replace(/^no/, ''))
  return list.includes(type) !== not
}
