import type { Process } from '../../kernel/process.ts'
import { readText } from '../manager/files.ts'

/** The encrypted password of an account (shadow(5)); undefined where nothing is said of one. */
export function shadowOf(p: Process, name: string): string | undefined {
  if (!p.exists('/etc/shadow')) return undefined
  const line = readText(p, '/etc/shadow')
    .split('\n')
    .find((one) => one.startsWith(`${name}:`))
  return line?.split(':')[1]
}
