import { FsError } from '../../base/errors.ts'
import { S_IFSOCK } from '../../vfs/filesystem.ts'
import type { Kernel } from '../kernel.ts'
import { endProcess } from '../lifecycle.ts'
import type { Process } from '../process.ts'
import { Exit, type ProcessRecord, viewOf } from '../record.ts'
import { report } from '../report.ts'
import type { Caller } from '../service.ts'
import { WaitQueue } from '../waiting.ts'
import { resolve } from '../walk.ts'

type ThreadCalls = Pick<Process, 'thread' | 'condition' | 'serve'>

/** Calls for programs that do several things at once (clone(2), futex(2)) or answer others (unix(7)). */
export function threadCalls(kernel: Kernel, record: ProcessRecord): ThreadCalls {
  return {
    thread: (body) =>
      kernel.task(record, async () => {
        try {
          await body()
        } catch (error) {
          if (record.state === 'zombie') return
          const code = error instanceof Exit ? error.code : await report(record, error)
          endProcess(kernel, record, { kind: 'exited', code: code & 255 })
        }
      }),
    condition: () => new WaitQueue(kernel.scheduler),
    serve: (path, answer, mode = 0o666, kind = 'stream') => {
      const handle = (request: unknown, { credentials }: Caller): Promise<unknown> =>
        answer(request, credentials)
      if (path.startsWith('\0')) {
        kernel.services.listenHidden(path, record, handle)
        return -1
      }
      if (record.calls.exists(path)) throw new FsError('EADDRINUSE')
      record.calls.mknod(path, S_IFSOCK, { major: 0, minor: 0 }, mode)
      const place = resolve(viewOf(record), path)
      if (kind !== 'hidden') return kernel.services.listen(place, record, handle, { name: path, type: kind })
      kernel.services.listenHidden(place, record, handle)
      return -1
    },
  }
}
