import type { Filesystem } from '../vfs/filesystem.ts'
import { ComputedFs } from './computed-fs.ts'
import { TtyFile } from './files.ts'
import type { Kernel } from './kernel.ts'
import type { Terminals } from './tty.ts'

/** /dev/pts: the terminals of one instance of devpts (pts(4)). */
export function terminalFs(kernel: Kernel, terminals: Terminals = kernel.ttys): Filesystem {
  return new ComputedFs(
    'devpts',
    kernel.deviceNumber(),
    () => kernel.now(),
    () =>
      new Map(
        [...terminals]
          .sort(([a], [b]) => a - b)
          .map(([index, tty]) => [
            String(index),
            {
              kind: 'device' as const,
              mode: 0o620,
              gid: 5,
              rdev: { major: 136, minor: index },
              file: () => new TtyFile(tty),
            },
          ]),
      ),
  )
}
