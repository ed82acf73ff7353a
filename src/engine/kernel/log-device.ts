import { decode } from '../base/text.ts'
import type { Stat } from '../vfs/filesystem.ts'
import type { Kernel } from './kernel.ts'
import { LEVEL } from './kernel-log.ts'
import type { OpenFile } from './open-file.ts'

/** /dev/kmsg: a line that is written becomes a message of the kernel's log; reading gives what is there, once. */
export class LogDevice implements OpenFile {
  readonly kind = 'device'
  readonly path: string
  private readonly status: Stat
  private readonly kernel: Kernel
  private next = 0

  constructor(path: string, status: Stat, kernel: Kernel) {
    this.path = path
    this.status = status
    this.kernel = kernel
  }
  stat(): Stat {
    return this.status
  }
  async read(): Promise<Uint8Array> {
    const record = this.kernel.log.records[this.next]
    await this.kernel.scheduler.tick()
    if (!record) return new Uint8Array(0)
    const { level, facility, time, text } = record
    const line = `${facility * 8 + level},${this.next++},${Math.floor(time / 1000)},-;${text}\n`
    return new TextEncoder().encode(line)
  }
  /** `<6>text`: the number is facility * 8 + level (Documentation/ABI/testing/dev-kmsg). */
  async write(bytes: Uint8Array): Promise<void> {
    for (const line of decode(bytes).split('\n').filter(Boolean)) {
      const [, priority, text = ''] = /^(?:<(\d+)>)?(.*)$/.exec(line) ?? []
      const number = priority === undefined ? 8 + LEVEL.warning : Number(priority)
      this.kernel.log.print(text, number & 7, Math.max(1, number >> 3))
    }
    await this.kernel.scheduler.tick()
  }
  release(): void {}
}
