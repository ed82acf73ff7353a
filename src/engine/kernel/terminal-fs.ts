import { FsError } from '../base/errors.ts'
import type { Filesystem } from '../vfs/filesystem.ts'
import { type Computed, ComputedFs } from './computed-fs.ts'
import { TtyFile } from './files.ts'
import type { Kernel } from './kernel.ts'
import type { Terminals } from './tty.ts'

/** A devpts of its own: the terminals of one instance (pts(4)). */
export function terminalFs(kernel: Kernel, terminals: Terminals = kernel.ttys, ptmxMode = 0): Filesystem {
  return new ComputedFs('devpts', kernel.deviceNumber(), () => kernel.now(), {
    entries: () =>
      new Map([
        ...[...terminals]
          .sort(([a], [b]) => a - b)
          .map(([index, tty]): [string, Computed] => [
            String(index),
            {
              kind: 'device',
              mode: 0o620,
              gid: 5,
              rdev: { major: 136, minor: index },
              file: () => new TtyFile(tty),
            },
          ]),
        ['ptmx', { kind: 'device', mode: ptmxMode, gid: 0, rdev: { major: 5, minor: 2 }, file: noMaster }],
      ]),
  })
}

/** No program here makes terminals of its own. */
const noMaster = (): never => {
  throw new FsError('ENXIO')
}

const NAMES = ['gid', 'uid', 'mode', 'ptmxmode', 'max', 'newinstance']

/** A new instance with its options as /proc/mounts shows them (devpts_show_options). EINVAL. */
export function newDevpts(kernel: Kernel, options: readonly string[]): { fs: Filesystem; options: string[] } {
  const given = new Map(options.map((option) => option.split('=', 2) as [string, string | undefined]))
  for (const name of given.keys()) if (!NAMES.includes(name)) throw new FsError('EINVAL')
  const mode = (name: string, otherwise: string): string =>
    `${name}=${Number.parseInt(given.get(name) ?? otherwise, 8)
      .toString(8)
      .padStart(3, '0')}`
  const shown = [
    ...['uid', 'gid'].flatMap((name) => (given.has(name) ? [`${name}=${given.get(name)}`] : [])),
    mode('mode', '600'),
    mode('ptmxmode', '000'),
  ]
  return {
    fs: terminalFs(kernel, new Map(), Number.parseInt(given.get('ptmxmode') ?? '0', 8)),
    options: shown,
  }
}
