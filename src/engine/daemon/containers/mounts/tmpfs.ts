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

/** Refuses an option that a tmpfs has not. */
export function checkTmpfsOptions(text: string): void {
  for (const option of text === '' ? [] : text.split(',')) {
    const [name = '', value] = option.split('=', 2)
    const known = value === undefined ? FLAGS.has(name) : VALUED.has(name)
    if (!known) throw new EngineError('invalid', `invalid tmpfs option ${JSON.stringify(option)}`)
  }
}

/** What a tmpfs is mounted with: flags beyond `flags`, whether it may be written, and what is left to the file system. */
export function tmpfsMount(
  options: readonly string[],
  flags: readonly string[],
): { flags: string[]; readOnly: boolean; data: string[] } {
  const set = new Set(flags)
  const data: string[] = []
  let readOnly = false
  for (const option of options) {
    const [name = ''] = option.split('=', 1)
    if (VALUED.has(name)) data.push(option)
    else if (name === 'ro' || name === 'rw') readOnly = name === 'ro'
    else if (['exec', 'suid', 'dev', 'atime', 'diratime'].includes(name)) set.delete(`no${name}`)
    else if (['noexec', 'nosuid', 'nodev', 'noatime', 'nodiratime', 'strictatime'].includes(name))
      set.add(name)
  }
  return { flags: [...set], readOnly, data }
}
