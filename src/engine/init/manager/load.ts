import { isErrno } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import { addDefaults, addTargetOrder } from './defaults.ts'
import { DEPENDENCY_SETTINGS, type Dependency } from './dependencies.ts'
import { readText, type UnitFile, UnitFiles } from './files.ts'
import { expand, partsOf, typeOf, type UnitType, unescapePath, unitOfPath } from './names.ts'
import { Settings } from './settings.ts'
import { Unit } from './unit.ts'

/** Units that are always there, without a file. */
const PERPETUAL: Readonly<Record<string, string>> = {
  '-.slice': 'Root Slice',
  'system.slice': 'System Slice',
  '-.mount': 'Root Mount',
  'init.scope': 'System and Service Manager',
}

/** Kinds of dependencies for which nothing of the other unit matters as long as nobody starts it. */
const LOOSE: readonly Dependency[] = [
  'Conflicts',
  'Before',
  'After',
  'PartOf',
  'OnFailure',
  'OnSuccess',
  'Triggers',
]
/** Types whose units are down until somebody starts them; others may be there already. */
const MAY_WAIT: readonly UnitType[] = ['service', 'target', 'socket', 'path', 'timer']

/** Written when the manager of the system reads its units: its time tells when that was. */
export const UNITS_LOADED = '/run/systemd/systemd-units-load'

/** The units in memory, read from files when they are first named (load-fragment.c, unit.c). */
export class Units {
  readonly process: Process
  private readonly units = new Map<string, Unit>()
  private readonly names: readonly string[] | undefined
  /** Of the system's manager, not of a user's. */
  readonly system: boolean
  /** What is to be loaded, with its file where that was looked up already. */
  private queue: { readonly unit: Unit; readonly file?: UnitFile | undefined }[] = []
  /** Those that others are only ordered after, or stopped by: their files are read when somebody asks for one, or starts it. */
  private readonly waiting = new Set<Unit>()
  /** Each of them once. */
  private distinct: readonly Unit[] | undefined
  /** Called for each unit that has been loaded. */
  onLoaded: (unit: Unit) => void = () => {}
  files: UnitFiles

  constructor(p: Process, paths?: readonly string[], system = true) {
    this.system = system
    this.process = p
    this.names = paths
    this.files = new UnitFiles(p, paths)
  }

  all(): readonly Unit[] {
    this.distinct ??= [...new Set(this.units.values())]
    return this.distinct
  }
  private name(name: string, unit: Unit): void {
    this.units.set(name, unit)
    this.distinct = undefined
  }
  known(name: string): Unit | undefined {
    return this.units.get(name)
  }

  /** The unit of a name, with all that it names. */
  get(name: string): Unit {
    const unit = this.refer(name)
    this.loadQueued()
    return this.units.get(name) ?? unit
  }

  /** Loads a unit, where that has not been done. */
  load(unit: Unit): void {
    if (!this.waiting.delete(unit)) return
    this.queue.push({ unit })
    this.loadQueued()
  }
  /** The same for all. */
  loadAll(): void {
    while (this.waiting.size > 0) for (const unit of [...this.waiting]) this.load(unit)
  }

  /** The unit of a name, to be loaded with those of the queue; `now`: it matters what its file says. */
  refer(name: string, now = true): Unit {
    const known = this.units.get(name)
    if (known) {
      if (now && this.waiting.delete(known)) this.queue.push({ unit: known })
      return known
    }
    const file = this.files.find(name)
    const same = this.units.get(file.name)
    const unit = same ?? new Unit(file.name, typeOf(file.name) ?? 'service', new Settings())
    for (const alias of [name, ...file.aliases]) {
      this.name(alias, unit)
      if (alias !== unit.name) unit.aliases.add(alias)
    }
    this.name(unit.name, unit)
    if (!same) {
      if (now || !MAY_WAIT.includes(unit.type))
        this.queue.push({ unit, file: name === unit.name ? file : undefined })
      else this.waiting.add(unit)
    } else if (now && this.waiting.delete(unit)) this.queue.push({ unit })
    return unit
  }

  freshFiles(): UnitFiles {
    return new UnitFiles(this.process, this.names)
  }

  /** Reads the folders again, and every unit's files (`daemon-reload`). */
  reload(): void {
    if (this.system) this.process.writeFile(UNITS_LOADED, '')
    this.files = this.freshFiles()
    const all = this.all()
    for (const unit of all) unit.unlink()
    for (const [name, unit] of [...this.units]) {
      const idle = unit.isDown && unit.active !== 'failed' && !unit.job && !unit.perpetual
      if (idle) this.units.delete(name)
    }
    this.distinct = undefined
    this.waiting.clear()
    for (const unit of this.all()) {
      unit.settings = new Settings()
      this.queue.push({ unit })
    }
    this.loadQueued()
  }

  private loadQueued(): void {
    const loaded: Unit[] = []
    for (let next = this.queue.shift(); next; next = this.queue.shift()) {
      this.read(next.unit, next.file ?? this.files.find(next.unit.name))
      loaded.push(next.unit)
    }
    for (const unit of loaded) addTargetOrder(unit)
    for (const unit of loaded) this.onLoaded(unit)
  }

  private read(unit: Unit, file: UnitFile): void {
    unit.path = file.path
    unit.dropIns = file.dropIns
    const { settings } = unit
    const readable = file.path === undefined || file.masked || this.add(settings, file.path)
    for (const path of file.dropIns) this.add(settings, path)
    unit.perpetual = unit.name in PERPETUAL && (this.system || unit.name === '-.slice')
    if (file.masked) unit.load = 'masked'
    else if (!readable) unit.load = 'bad-setting'
    else if (file.path !== undefined || unit.perpetual || makesItself(unit)) unit.load = 'loaded'
    else unit.load = unit.isActive || unit.active === 'failed' ? 'loaded' : 'not-found'
    const description = settings.get('Unit', 'Description')
    unit.description =
      description !== undefined
        ? expand(description, unit.name, this.process)
        : (PERPETUAL[unit.name] ?? describe(unit))
    if (unit.perpetual) {
      unit.active = 'active'
      unit.sub = unit.type === 'mount' ? 'mounted' : unit.type === 'scope' ? 'running' : 'active'
    }
    if (unit.load !== 'loaded') return
    for (const kind of DEPENDENCY_SETTINGS)
      for (const name of settings.words('Unit', kind))
        this.link(unit, kind, expand(name, unit.name, this.process))
    for (const name of file.wants) this.link(unit, 'Wants', name)
    for (const name of file.requires) this.link(unit, 'Requires', name)
    for (const path of settings.words('Unit', 'RequiresMountsFor'))
      this.requireMounts(unit, expand(path, unit.name, this.process))
    addDefaults(this, unit)
  }

  /** Adds what a file says. False where it cannot be read. */
  private add(settings: Settings, path: string): boolean {
    try {
      settings.add(readText(this.process, path))
      return true
    } catch (error) {
      if (isErrno(error)) return false
      throw error
    }
  }

  link(unit: Unit, kind: Dependency, name: string): void {
    if (typeOf(name) !== undefined && partsOf(name).instance !== '')
      unit.link(kind, this.refer(name, !LOOSE.includes(kind)))
  }

  /** Each mount on the way to a path is needed, and comes first. A mount without a file is none. */
  requireMounts(unit: Unit, path: string): void {
    const names = path.split('/').filter(Boolean)
    const prefixes = ['/', ...names.map((_, i) => `/${names.slice(0, i + 1).join('/')}`)]
    for (const prefix of prefixes) {
      const name = unitOfPath(prefix, 'mount')
      if (name === unit.name) continue
      const { path: file } = this.files.find(name)
      if (!this.units.has(name) && file === undefined && prefix !== '/') continue
      this.link(unit, 'After', name)
      if (file !== undefined || prefix === '/') this.link(unit, 'Requires', name)
    }
  }
}

/** Kinds that need no file. */
const makesItself = ({ type }: Unit): boolean => type === 'slice' || type === 'device'

function describe({ name, type }: Unit): string {
  const stem = name.slice(0, -type.length - 1)
  if (type === 'slice') return `Slice ${unescapePath(stem)}`
  if (type === 'device' || type === 'mount' || type === 'swap' || type === 'automount')
    return unescapePath(stem)
  return name
}
