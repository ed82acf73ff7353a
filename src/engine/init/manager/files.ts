import { bytesOf } from '../../base/body.ts'
import { decode } from '../../base/text.ts'
import type { Process } from '../../kernel/process.ts'
import { namesIn } from '../../userland/system-files.ts'
import { S_IFLNK, S_IFMT } from '../../vfs/filesystem.ts'
import { partsOf, templateOf, typeOf } from './names.ts'

/** Where units of the system are looked for, the more important ones first (systemd.unit(5)). */
export const SYSTEM_PATHS = [
  '/etc/systemd/system.control',
  '/run/systemd/system.control',
  '/run/systemd/transient',
  '/run/systemd/generator.early',
  '/etc/systemd/system',
  '/run/systemd/system',
  '/run/systemd/generator',
  '/usr/local/lib/systemd/system',
  '/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/run/systemd/generator.late',
]

/** Where those of a user's manager are. */
export const USER_PATHS = ['/etc/systemd/user', '/run/systemd/user', '/usr/lib/systemd/user']

/** What the disk has for a unit's name. */
export interface UnitFile {
  /** Name that it goes by in the end, where links gave it others. */
  readonly name: string
  /** Undefined where there is none. */
  readonly path: string | undefined
  readonly masked: boolean
  readonly aliases: readonly string[]
  readonly dropIns: readonly string[]
  /** Names found in folders NAME.wants and NAME.requires. */
  readonly wants: readonly string[]
  readonly requires: readonly string[]
}

export const readText = (p: Process, path: string): string => decode(bytesOf(p.readFile(path)))

/** The folders of unit files, read once. */
export class UnitFiles {
  private readonly p: Process
  readonly paths: readonly string[]
  /** Where there are folders of units, by their names (`NAME.d`, `NAME.wants`): the more important places first. */
  private readonly folders = new Map<string, string[]>()
  /** File or link of a name: the first one that is found. */
  private readonly found = new Map<string, string>()

  constructor(p: Process, paths: readonly string[] = SYSTEM_PATHS) {
    this.p = p
    this.paths = paths
    for (const path of paths) {
      for (const name of namesIn(p, path)) {
        if (/\.(d|wants|requires)$/.test(name)) this.foldersOf(name).push(path)
        if (typeOf(name) && !this.found.has(name)) this.found.set(name, `${path}/${name}`)
      }
    }
  }
  private foldersOf(name: string): string[] {
    const known = this.folders.get(name) ?? []
    this.folders.set(name, known)
    return known
  }

  /** All names that have a file or a link. */
  names(): string[] {
    return [...this.found.keys()]
  }
  /** The file or link of a name itself; not that of its template. */
  pathOf(name: string): string | undefined {
    return this.found.get(name)
  }

  /** What there is for a name, links followed. */
  find(wanted: string): UnitFile {
    const aliases: string[] = []
    let name = wanted
    let path: string | undefined
    for (let left = 8; left > 0; left--) {
      path = this.found.get(name) ?? this.found.get(templateOf(name) ?? '')
      const target = path === undefined ? undefined : this.linkTarget(path)
      if (target === undefined) break
      if (target === '/dev/null') return this.unit(name, path, true, aliases)
      const next = this.instantiated(target.slice(target.lastIndexOf('/') + 1), name)
      if (next === name || typeOf(next) !== typeOf(name)) {
        path = target
        break
      }
      aliases.push(name)
      name = next
    }
    if (path !== undefined && !this.p.exists(path)) path = undefined
    const masked = path !== undefined && this.p.stat(path).size === 0
    return this.unit(name, path, masked, aliases)
  }

  /** A link to a template gives that template with the instance of the link's name. */
  private instantiated(target: string, name: string): string {
    const { prefix, instance, type } = partsOf(target)
    return instance === '' ? `${prefix}@${partsOf(name).instance ?? ''}.${type}` : target
  }

  /** Absolute path that a link leads to; undefined for a file. */
  private linkTarget(path: string): string | undefined {
    if ((this.p.lstat(path).mode & S_IFMT) !== S_IFLNK) return undefined
    const target = this.p.readlink(path)
    return target.startsWith('/') ? target : `${path.slice(0, path.lastIndexOf('/'))}/${target}`
  }

  private unit(name: string, path: string | undefined, masked: boolean, aliases: string[]): UnitFile {
    const names = [name, ...aliases]
    const template = templateOf(name)
    const all = template ? [...names, template] : names
    return {
      name,
      path,
      masked,
      aliases,
      dropIns: this.dropIns(all),
      wants: all.flatMap((one) => this.inFolder(`${one}.wants`)).map((one) => this.filled(one, name)),
      requires: all.flatMap((one) => this.inFolder(`${one}.requires`)).map((one) => this.filled(one, name)),
    }
  }

  /** A link to a template in a folder of an instance means the same instance. */
  private filled(wanted: string, name: string): string {
    const { prefix, instance, type } = partsOf(wanted)
    return instance === '' ? `${prefix}@${partsOf(name).instance ?? ''}.${type}` : wanted
  }

  private inFolder(folder: string): string[] {
    const names = new Set<string>()
    for (const path of this.folders.get(folder) ?? [])
      for (const name of namesIn(this.p, `${path}/${folder}`)) names.add(name)
    if (names.size === 0) return []
    return [...names].filter((name) => typeOf(name) !== undefined).sort()
  }

  /** `NAME.d/*.conf`, also those of `PREFIX-.TYPE.d` and `TYPE.d`, by the name of the file. */
  private dropIns(names: readonly string[]): string[] {
    const folders = names.flatMap((name) => {
      const { prefix, type } = partsOf(name)
      const cuts = prefix.split('-').map((_, i, parts) => parts.slice(0, i).join('-'))
      return [`${name}.d`, ...cuts.filter(Boolean).map((cut) => `${cut}-.${type}.d`), `${type}.d`]
    })
    const there = folders.filter((folder) => this.folders.has(folder))
    if (there.length === 0) return []
    const found = new Map<string, string>()
    for (const path of this.paths)
      for (const folder of there)
        if (this.folders.get(folder)!.includes(path))
          for (const file of namesIn(this.p, `${path}/${folder}`))
            if (file.endsWith('.conf') && !found.has(file)) found.set(file, `${path}/${folder}/${file}`)
    return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path)
  }
}
