import { bytesBody, bytesOf } from '../base/body.ts'
import { FsError } from '../base/errors.ts'
import type { Instant } from '../base/time.ts'
import type { Ino, NewInode } from '../vfs/filesystem.ts'
import { TreeFs } from '../vfs/tree-fs.ts'
import type { Kernel } from './kernel.ts'

/** The firmware's variables, as its runtime services give them to the kernel (UEFI specification, 8.2). */
export interface FirmwareVariables {
  /** By `NAME-GUID`: 4 bytes of attributes, then the value. */
  all(): ReadonlyMap<string, Uint8Array>
  /** Sets one, or takes it away. False where the firmware refuses. */
  set(name: string, bytes: Uint8Array | undefined): boolean
}

/** `Boot0001-8be4df61-93ca-11d2-aa0d-00e098032b8c`. */
const NAME = /^.+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const ATTRIBUTES = 4

/** efivarfs: a file for each variable; a write sets it, removing it takes it away (Documentation/filesystems/efivarfs.rst). */
export class EfivarFs extends TreeFs {
  private readonly variables: FirmwareVariables
  private readonly names = new Map<Ino, string>()

  constructor(kernel: Kernel, variables: FirmwareVariables) {
    super({ type: 'efivarfs', dev: kernel.deviceNumber(), time: kernel.now() })
    this.variables = variables
    const attributes = { mode: 0o644, uid: 0, gid: 0, time: kernel.now() }
    for (const [name, bytes] of variables.all()) {
      const ino = super.create(this.root, name, attributes)
      super.setBody(ino, bytesBody(bytes), kernel.now())
      this.names.set(ino, name)
    }
  }

  override create(dir: Ino, name: string, attributes: NewInode): Ino {
    if (!NAME.test(name)) throw new FsError('EINVAL')
    const ino = super.create(dir, name, attributes)
    this.names.set(ino, name)
    return ino
  }
  /** A whole variable at once: EINVAL for less than its attributes, EROFS where the firmware refuses. */
  override write(ino: Ino, _offset: number, bytes: Uint8Array, time: Instant): void {
    if (bytes.length < ATTRIBUTES) throw new FsError('EINVAL')
    if (!this.variables.set(this.names.get(ino)!, bytes)) throw new FsError('EROFS')
    super.setBody(ino, bytesBody(new Uint8Array(bytes)), time)
  }
  /** A file that is cut waits for its value. */
  override setBody(ino: Ino, body: Parameters<TreeFs['setBody']>[1], time: Instant): void {
    if (body.size > 0) this.write(ino, 0, bytesOf(body), time)
  }
  override unlink(dir: Ino, name: string, time: Instant): void {
    if (this.child(dir, name) !== undefined && !this.variables.set(name, undefined))
      throw new FsError('EPERM')
    super.unlink(dir, name, time)
  }
}
