import { EngineError } from '../../../base/errors.ts'

/** Options of a tmpfs that take no value (moby, volume/mounts, and containerd's mount flags). */
const FLAGS = new Set(
  (
    'async atime bind defaults dev diratime dirsync exec iversion lazytime loud mand noatime nodev nodiratime noexec noiversion ' +
    'nolazytime nomand norelatime nostrictatime nosuid private rbind relatime remount ro rprivate rshared rslave runbindable rw shared ' +
    'silent slave strictatime suid sync unbindable'
  ).split(' '),
)
const VALUED = new Set(['gid', 'mode', 'mpol', 'nr_blocks', 'nr_inodes', 'size', 'uid'])

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }
const PAGE = 4096

/** Refuses an option that a tmpfs has not. */
export function checkTmpfsOptions(text: string): void {
  for (const option of text === '' ? [] : text.split(',')) {
    const [name = '', value] = option.split('=', 2)
    const known = value === undefined ? FLAGS.has(name) : VALUED.has(name)
    if (!known) throw new EngineError('invalid', `invalid tmpfs option ${JSON.stringify(option)}`)
  }
}

/** `1m` as the kernel shows it: whole pages, in kilobytes. */
function shownSize(text: string): string {
  const m = /^(\d+)([kmg]?)$/i.exec(text)
  if (!m) return text
  const bytes = Number(m[1]) * UNITS[m[2]!.toLowerCase()]!
  return `${(Math.ceil(bytes / PAGE) * PAGE) / 1024}k`
}

/** What a tmpfs is mounted with: the options that /proc/mounts shows, the mode of its root, whether it may be written. */
export function tmpfsMount(options: readonly string[]): { shown: string[]; mode: number; readOnly: boolean } {
  const shown: string[] = []
  let mode = 0o1777
  let readOnly = false
  for (const option of options) {
    const [name = '', value = ''] = option.split('=', 2)
    if (name === 'size') shown.push(`size=${shownSize(value)}`)
    else if (name === 'mode') {
      mode = Number.parseInt(value, 8)
      shown.push(`mode=${value.replace(/^0+(?=.)/, '')}`)
    } else if (name === 'ro') readOnly = true
    else if (VALUED.has(name)) shown.push(option)
  }
  return { shown, mode, readOnly }
}
