import type { Process } from '../../kernel/process.ts'
import { textAt } from '../system-files.ts'

/** A line of /etc/fstab (fstab(5)). */
export interface FstabLine {
  readonly source: string
  readonly path: string
  readonly type: string
  readonly options: readonly string[]
  /** Order of checks; 0: none. */
  readonly pass: number
}

const plain = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))

/** The lines of a table of file systems; none where it is missing. One with too few fields is left out. */
export function fstabLines(p: Process, path = '/etc/fstab'): FstabLine[] {
  return (textAt(p, path) ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(/\s+/))
    .filter((fields) => fields.length >= 3)
    .map(([source = '', target = '', type = '', options = 'defaults', , pass = '0']) => ({
      source: plain(source),
      path: target === '/' ? '/' : plain(target).replace(/\/+$/, ''),
      type,
      options: options.split(','),
      pass: Number(pass) || 0,
    }))
}

/** `UUID=…` and its like as the path that udev gives; anything else as it is. */
export function deviceOf(source: string): string {
  const [, kind, value = ''] = /^(LABEL|UUID|PARTUUID|PARTLABEL)=(.*)$/.exec(source) ?? []
  return kind ? `/dev/disk/by-${kind.toLowerCase()}/${value.replace(/^"|"$/g, '')}` : source
}
