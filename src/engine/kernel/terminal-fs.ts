import type { Filesystem } from '../vfs/filesystem.ts'
import { ComputedFs } from './computed-fs.ts'
import type { Kernel } from './kernel.ts'

/** /dev/pts: the terminals there are (pts(4)). */
export function terminalFs(kernel: Kernel): Filesystem {
  return new ComputedFs(
    'devpts',
    kernel.deviceNumber(),
    () => kernel.now(),
    () =>
      new Map(
        [...kernel.ttys.keys()]
          .sort((a, b) => a - b)
          .map((index) => [
            String(index),
            { kind: 'device' as const, mode: 0o620, gid: 5, rdev: { major: 136, minor: index } },
          ]),
      ),
  )
}
