import { isErrno } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import { Plain } from './ip/call.ts'

/** Where namespaces of networks have names (ip-netns(8)). */
export const NAMESPACES = '/run/netns'

/** Names of namespaces, the one made last first, as tmpfs lists them. */
export function namespaceNames(p: Process): string[] {
  try {
    const number = (name: string): number => p.stat(`${NAMESPACES}/${name}`).ino
    return p
      .readdir(NAMESPACES)
      .map(({ name }) => ({ name, number: number(name) }))
      .sort((a, b) => b.number - a.number)
      .map(({ name }) => name)
  } catch (error) {
    if (isErrno(error)) return []
    throw error
  }
}

/** Goes into a namespace that has a name. */
export function enterNamespace(p: Process, name: string): void {
  let fd: number
  try {
    fd = p.open(`${NAMESPACES}/${name}`, { read: true })
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Plain(`Cannot open network namespace "${name}": ${error.message}`, 255)
  }
  try {
    p.setns(fd)
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Plain(`setting the network namespace "${name}" failed: ${error.message}`, 255)
  }
  p.close(fd)
}
