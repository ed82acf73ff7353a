import { FsError } from '../base/errors.ts'

/** Options of a vfat as /proc/mounts shows them (fs/fat/inode.c, fat_show_options). EINVAL. */
export function vfatOptions(given: readonly string[]): string[] {
  const options = new Map(given.map((option) => option.split('=', 2) as [string, string | undefined]))
  for (const name of options.keys()) if (!KNOWN.includes(name)) throw new FsError('EINVAL')
  const mask = (name: string): string =>
    `${name}=${(options.get(name) ?? options.get('umask') ?? '0022').replace(/^0*/, '').padStart(4, '0')}`
  return [
    ...['uid', 'gid'].flatMap((name) => (options.has(name) ? [`${name}=${options.get(name)}`] : [])),
    mask('fmask'),
    mask('dmask'),
    `codepage=${options.get('codepage') ?? 437}`,
    `iocharset=${options.get('iocharset') ?? 'ascii'}`,
    `shortname=${options.get('shortname') ?? 'mixed'}`,
    // Debian builds with CONFIG_FAT_DEFAULT_UTF8.
    'utf8',
    `errors=${options.get('errors') ?? 'remount-ro'}`,
  ]
}

const KNOWN = [
  'uid',
  'gid',
  'umask',
  'fmask',
  'dmask',
  'codepage',
  'iocharset',
  'shortname',
  'utf8',
  'errors',
  'quiet',
  'flush',
]
