import {
  isBlockDevice,
  isCharDevice,
  isDirectory,
  isRegular,
  isSymlink,
  S_IFIFO,
  S_IFMT,
  S_IFSOCK,
} from '../vfs/filesystem.ts'

/** What GNU ls colours without LS_COLORS (ls.c, `color_indicator`). */
const BUILT_IN: readonly (readonly [string, string])[] = [
  ['di', '01;34'],
  ['ln', '01;36'],
  ['pi', '33'],
  ['so', '01;35'],
  ['bd', '01;33'],
  ['cd', '01;33'],
  ['do', '01;35'],
  ['ex', '01;32'],
  ['su', '37;41'],
  ['sg', '30;43'],
  ['st', '37;44'],
  ['ow', '34;42'],
  ['tw', '30;42'],
]

/** The colours of `ls`: the built-in ones with what LS_COLORS (dircolors(1)) adds and changes. */
export class Colors {
  private readonly kinds = new Map<string, string>(BUILT_IN)
  private readonly suffixes: [string, string][] = []

  constructor(lsColors = '') {
    for (const part of lsColors.split(':')) {
      const cut = part.indexOf('=')
      if (cut < 0) continue
      const key = part.slice(0, cut)
      if (key.startsWith('*')) this.suffixes.push([key.slice(1), part.slice(cut + 1)])
      else this.kinds.set(key, part.slice(cut + 1))
    }
  }

  /** Dangling links have a colour of their own: only then does `ls` look where links lead. */
  get looksBehindLinks(): boolean {
    return this.kinds.has('or')
  }

  /** SGR code of a file; empty for an ordinary one. */
  code(name: string, mode: number, dangling = false): string {
    const code = this.kinds.get(this.kind(mode, dangling)) ?? ''
    if (code || !isRegular(mode)) return code === '00' || code === '0' ? '' : code
    return this.suffixes.findLast(([suffix]) => name.endsWith(suffix))?.[1] ?? ''
  }

  private kind(mode: number, dangling: boolean): string {
    if (isSymlink(mode)) return dangling && this.looksBehindLinks ? 'or' : 'ln'
    if (isDirectory(mode)) {
      if ((mode & 0o1002) === 0o1002) return 'tw'
      if ((mode & 0o002) !== 0) return 'ow'
      return (mode & 0o1000) !== 0 ? 'st' : 'di'
    }
    if (isCharDevice(mode)) return 'cd'
    if (isBlockDevice(mode)) return 'bd'
    if ((mode & S_IFMT) === S_IFIFO) return 'pi'
    if ((mode & S_IFMT) === S_IFSOCK) return 'so'
    if ((mode & 0o4000) !== 0) return 'su'
    if ((mode & 0o2000) !== 0) return 'sg'
    return (mode & 0o111) !== 0 ? 'ex' : 'fi'
  }
}
