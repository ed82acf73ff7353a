import { RESOURCES, type Resource, type ResourceLimits } from '../rlimits.ts'

/** Names and units (fs/proc/base.c, lnames). */
const ROWS: Readonly<Record<Resource, readonly [name: string, units: string]>> = {
  cpu: ['Max cpu time', 'seconds'],
  fsize: ['Max file size', 'bytes'],
  data: ['Max data size', 'bytes'],
  stack: ['Max stack size', 'bytes'],
  core: ['Max core file size', 'bytes'],
  rss: ['Max resident set', 'bytes'],
  nproc: ['Max processes', 'processes'],
  nofile: ['Max open files', 'files'],
  memlock: ['Max locked memory', 'bytes'],
  as: ['Max address space', 'bytes'],
  locks: ['Max file locks', 'locks'],
  sigpending: ['Max pending signals', 'signals'],
  msgqueue: ['Max msgqueue size', 'bytes'],
  nice: ['Max nice priority', ''],
  rtprio: ['Max realtime priority', ''],
  rttime: ['Max realtime timeout', 'us'],
}

const shown = (value: number): string => (Number.isFinite(value) ? String(value) : 'unlimited')

/** /proc/PID/limits. */
export function limitsText(limits: ResourceLimits): string {
  const row = (name: string, soft: string, hard: string, units: string): string =>
    `${name.padEnd(25)} ${soft.padEnd(20)} ${hard.padEnd(20)} ${units.padEnd(10)}\n`
  const rows = RESOURCES.map((resource) => {
    const [name, units] = ROWS[resource]
    const { soft, hard } = limits[resource]
    return row(name, shown(soft), shown(hard), units)
  })
  return [row('Limit', 'Soft Limit', 'Hard Limit', 'Units'), ...rows].join('')
}
