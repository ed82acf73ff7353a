import type { Instant } from '../base/time.ts'
import type { Process } from '../kernel/process.ts'
import { readText } from './manager/files.ts'

/** When the kernel started. */
export function bootOf(p: Process): Instant {
  const seconds = Number.parseFloat(readText(p, '/proc/uptime'))
  return p.now() - BigInt(Math.round(seconds * 1e9))
}
