import { isErrno } from '../../base/errors.ts'
import { keeping } from '../../base/keeping.ts'
import type { Process } from '../../kernel/process.ts'
import { globRegex } from '../glob.ts'
import { namesIn, textAt } from '../system-files.ts'

/** Module names and aliases know no difference between `-` and `_`. */
const plain = (name: string): string => name.replaceAll('-', '_')

/** The modules of the running kernel, as depmod(8) lists them. */
export class ModuleTree {
  private readonly p: Process
  readonly folder: string
  /** Name → files, the module's own first, then those that it needs. */
  private readonly files: ReadonlyMap<string, readonly string[]>
  private readonly aliases: readonly (readonly [RegExp, string])[]
  /** Modules whose aliases are not to be followed (modprobe.d(5), `modprobe.blacklist=`). */
  readonly blacklist: ReadonlySet<string>

  constructor(p: Process) {
    this.p = p
    this.folder = `/lib/modules/${p.uname().release}`
    this.files = filesIn(textAt(p, `${this.folder}/modules.dep`) ?? '')
    this.aliases = aliasesIn(textAt(p, `${this.folder}/modules.alias`) ?? '')
    this.blacklist = new Set([...blacklistedIn(p)].map(plain))
  }
  /** depmod has been here. */
  get known(): boolean {
    return this.files.size > 0
  }
  /** Modules that a name or an alias stands for. A module on the blacklist goes by its name alone. */
  named(text: string): string[] {
    const name = plain(text)
    if (this.files.has(name)) return [name]
    const matching = this.aliases.filter(([pattern]) => pattern.test(name)).map(([, module]) => module)
    return [...new Set(matching)].filter((module) => !this.blacklist.has(module))
  }
  /** Files to load for a module, those that it needs first. */
  filesOf(name: string): string[] {
    return [...(this.files.get(name) ?? [])].reverse().map((file) => `${this.folder}/${file}`)
  }
  /** Names of those that are loaded now. */
  loaded(): Set<string> {
    return new Set(loadedModules(this.p).map(({ name }) => name))
  }
  /** Loads a module with all that it needs. Throws what init_module(2) or open(2) says of its own file. */
  async load(name: string): Promise<void> {
    const files = this.filesOf(name)
    const loaded = this.loaded()
    for (const [i, file] of files.entries()) {
      if (loaded.has(nameOf(file))) continue
      try {
        await this.p.initModule(this.p.readFile(file))
      } catch (error) {
        if (!isErrno(error) || (i === files.length - 1 && error.errno !== 'EEXIST')) throw error
      }
    }
  }
}

/** modules.dep. */
const filesIn = keeping((text): ReadonlyMap<string, readonly string[]> => {
  const files = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const [own, needs = ''] = line.split(':')
    if (own) files.set(nameOf(own), [own, ...needs.trim().split(/\s+/).filter(Boolean)])
  }
  return files
})

/** modules.alias. */
const aliasesIn = keeping((text): readonly (readonly [RegExp, string])[] => {
  const aliases: (readonly [RegExp, string])[] = []
  for (const line of text.split('\n')) {
    const [, pattern, name] = /^alias (\S+) (\S+)$/.exec(line) ?? []
    if (pattern !== undefined && name !== undefined) aliases.push([globRegex(plain(pattern)), plain(name)])
  }
  return aliases
})

const CONFIGURATION = ['/etc/modprobe.d', '/run/modprobe.d', '/lib/modprobe.d']

function* blacklistedIn(p: Process): Iterable<string> {
  for (const folder of CONFIGURATION)
    for (const name of namesIn(p, folder).filter((each) => each.endsWith('.conf')))
      for (const [, module] of (textAt(p, `${folder}/${name}`) ?? '').matchAll(/^\s*blacklist\s+(\S+)/gm))
        yield module!
  for (const [, modules] of (textAt(p, '/proc/cmdline') ?? '').matchAll(/(?<!\S)modprobe\.blacklist=(\S+)/g))
    yield* modules!.split(',')
}

/** `kernel/drivers/ata/ahci.ko` → `ahci`. */
export const nameOf = (path: string): string =>
  plain(path.slice(path.lastIndexOf('/') + 1).replace(/\.ko.*$/, ''))

export interface LoadedModule {
  readonly name: string
  readonly size: string
  readonly count: string
  readonly users: string
}

/** /proc/modules. */
export const loadedModules = (p: Process): readonly LoadedModule[] =>
  loadedIn(textAt(p, '/proc/modules') ?? '')

const loadedIn = keeping((text): readonly LoadedModule[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [name = '', size = '', count = '', users = '-'] = line.split(' ')
      return { name, size, count, users: users === '-' ? '' : users.replace(/,$/, '') }
    }),
)
