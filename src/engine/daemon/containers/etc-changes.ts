import { bytesOf, textBody } from '../../base/body.ts'
import { decode } from '../../base/text.ts'
import type { Daemon } from '../daemon.ts'
import { type EtcFile, etcFiles, ownLine } from './etc-files.ts'
import type { Container } from './store.ts'

/** Rewrites a file of the daemon's in a running container's /etc. */
function rewrite(daemon: Daemon, id: string, name: EtcFile, change: (text: string) => string): void {
  const etc = daemon.runtime.get(id)?.rootfs.etc
  const ino = etc?.child(etc.root, name)
  if (!etc || ino === undefined) return
  etc.setBody(ino, textBody(change(decode(bytesOf(etc.body(ino))))), daemon.host.kernel.now())
}

/**
 * A running container has come to a network: its addresses stand in /etc/hosts, and where it has a network with names of its
 * own, they are looked up there. A resolv.conf that somebody changed stays as it is.
 */
export function noteArrival(
  daemon: Daemon,
  before: Container,
  after: Container,
  addresses: readonly string[],
): void {
  const lines = addresses.map((address) => ownLine(after, address)).join('')
  if (lines !== '') rewrite(daemon, after.id, 'hosts', (text) => text + lines)
  const [old, now] = [before, after].map((container) => etcFiles(daemon, container)['resolv.conf'])
  rewrite(daemon, after.id, 'resolv.conf', (text) => (text === old ? now! : text))
}

/** It has left one. */
export function noteDeparture(daemon: Daemon, { id }: Container, addresses: readonly string[]): void {
  if (addresses.length === 0) return
  const others = (text: string): string =>
    text
      .split('\n')
      .filter((line) => !addresses.some((address) => line.startsWith(`${address}\t`)))
      .join('\n')
  rewrite(daemon, id, 'hosts', others)
}
