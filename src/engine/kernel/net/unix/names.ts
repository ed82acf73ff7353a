import { FsError } from '../../../base/errors.ts'
import type { UnixSocket } from './socket.ts'

/** What Unix sockets are bound to: the inode of a file, or a name of a network namespace (unix(7), "Address format"). */
export class UnixNames {
  private readonly bound = new Map<string, UnixSocket>()

  /** EADDRINUSE. */
  bind(key: string, socket: UnixSocket): void {
    if (this.bound.has(key)) throw new FsError('EADDRINUSE')
    this.bound.set(key, socket)
  }
  get(key: string): UnixSocket | undefined {
    return this.bound.get(key)
  }
  drop(key: string): void {
    this.bound.delete(key)
  }
}

/** An abstract name belongs to a network namespace. It begins with a NUL. */
export const abstractKey = (namespace: number, name: string): string => `net:${namespace}${name}`
