/** Names, soft and hard limits, units, in the order of /proc/PID/limits (fs/proc/base.c, lnames). */
const LIMITS = [
  ['Max cpu time', 'unlimited', 'unlimited', 'seconds'],
  ['Max file size', 'unlimited', 'unlimited', 'bytes'],
  ['Max data size', 'unlimited', 'unlimited', 'bytes'],
  ['Max stack size', '8388608', 'unlimited', 'bytes'],
  ['Max core file size', '0', 'unlimited', 'bytes'],
  ['Max resident set', 'unlimited', 'unlimited', 'bytes'],
  ['Max processes', '15579', '15579', 'processes'],
  ['Max open files', '1024', '524288', 'files'],
  ['Max locked memory', '514367488', '514367488', 'bytes'],
  ['Max address space', 'unlimited', 'unlimited', 'bytes'],
  ['Max file locks', 'unlimited', 'unlimited', 'locks'],
  ['Max pending signals', '15579', '15579', 'signals'],
  ['Max msgqueue size', '819200', '819200', 'bytes'],
  ['Max nice priority', '0', '0', ''],
  ['Max realtime priority', '0', '0', ''],
  ['Max realtime timeout', 'unlimited', 'unlimited', 'us'],
] as const

/** /proc/PID/limits: those of a session of Debian 12; nobody can change them here. */
export function limitsText(): string {
  const row = ([name, soft, hard, units]: readonly string[]): string =>
    `${name!.padEnd(25)} ${soft!.padEnd(20)} ${hard!.padEnd(20)} ${units!.padEnd(10)}\n`
  return [['Limit', 'Soft Limit', 'Hard Limit', 'Units'], ...LIMITS].map(row).join('')
}
