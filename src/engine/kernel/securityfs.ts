import { bytesOf, textBody } from '../base/body.ts'
import { FsError } from '../base/errors.ts'
import { decode } from '../base/text.ts'
import type { Instant } from '../base/time.ts'
import type { Ino } from '../vfs/filesystem.ts'
import { TreeFs } from '../vfs/tree-fs.ts'
import type { Kernel } from './kernel.ts'

/** How far a kernel is locked down (security/lockdown/lockdown.c). */
const LEVELS = ['none', 'integrity', 'confidentiality'] as const

/** securityfs, as far as `lockdown` in it: the present level between brackets; one writes a higher one. */
export class SecurityFs extends TreeFs {
  private readonly kernel: Kernel
  private readonly lockdown: Ino
  private level: number

  constructor(kernel: Kernel) {
    super({ type: 'securityfs', dev: kernel.deviceNumber(), rootMode: 0o755, time: kernel.now() })
    this.kernel = kernel
    this.level = kernel.options.platform?.lockedDown ? 1 : 0
    this.lockdown = super.create(this.root, 'lockdown', { mode: 0o644, uid: 0, gid: 0, time: kernel.now() })
    this.show(kernel.now())
  }
  private show(time: Instant): void {
    const text = LEVELS.map((name, i) => (i === this.level ? `[${name}]` : name)).join(' ')
    super.setBody(this.lockdown, textBody(`${text}\n`), time)
  }

  /** EINVAL for what is no level, EPERM for one that is not higher. */
  override write(_ino: Ino, _offset: number, bytes: Uint8Array, time: Instant): void {
    const wanted = (LEVELS as readonly string[]).indexOf(decode(bytes).replace(/\n$/, ''))
    if (wanted < 0) throw new FsError('EINVAL')
    if (wanted <= this.level) throw new FsError('EPERM')
    this.level = wanted
    this.kernel.log.print('Kernel is locked down from securityfs; see man kernel_lockdown.7')
    this.show(time)
  }
  override setBody(ino: Ino, body: Parameters<TreeFs['setBody']>[1], time: Instant): void {
    if (body.size > 0) this.write(ino, 0, bytesOf(body), time)
  }
  override create(): never {
    throw new FsError('EPERM')
  }
}
