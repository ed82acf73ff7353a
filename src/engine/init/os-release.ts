import type { Process } from '../kernel/process.ts'
import { readText } from './manager/files.ts'

/** PRETTY_NAME of /etc/os-release. */
export function prettyName(p: Process): string {
  for (const path of ['/etc/os-release', '/usr/lib/os-release']) {
    if (!p.exists(path)) continue
    const found = /^PRETTY_NAME="?(.*?)"?$/m.exec(readText(p, path))
    if (found) return found[1]!
  }
  return 'Linux'
}
