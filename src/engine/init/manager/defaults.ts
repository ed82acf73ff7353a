import type { Units } from './load.ts'
import { escapeName, expand, partsOf, unescapePath, unitOfPath } from './names.ts'
import type { Unit } from './unit.ts'

/** Dependencies that a unit has without its file saying so (systemd.unit(5), "Default dependencies", and those of each type). */
export function addDefaults(units: Units, unit: Unit): void {
  const { settings, type } = unit
  const on = settings.flag('Unit', 'DefaultDependencies', true)
  const link = (kind: Parameters<Units['link']>[1], ...names: string[]): void => {
    for (const name of names) units.link(unit, kind, name)
  }
  const endWith = (name: string): void => {
    if (unit.name === name) return
    link('Conflicts', name)
    link('Before', name)
  }
  const slice = units.system ? sliceOf(unit) : undefined
  if (slice) {
    link('Slice', slice)
    link('Requires', slice)
    link('After', slice)
  }
  const early = (): void => {
    if (!units.system) return
    link('Requires', 'sysinit.target')
    link('After', 'sysinit.target')
  }
  switch (type) {
    case 'service':
      if (on) {
        early()
        if (!units.system) link('Requires', 'basic.target')
        link('After', 'basic.target')
        endWith('shutdown.target')
      }
      for (const name of settings.words('Service', 'Sockets')) {
        link('Wants', name)
        link('After', name)
        units.refer(name).link('Triggers', unit)
      }
      break
    case 'target':
      if (on) endWith('shutdown.target')
      break
    case 'slice': {
      const parent = parentSlice(unit.name)
      if (parent) {
        link('Slice', parent)
        link('Requires', parent)
        link('After', parent)
      }
      if (on && !unit.perpetual) endWith('shutdown.target')
      break
    }
    case 'socket':
    case 'path':
    case 'timer': {
      const section = `${type[0]!.toUpperCase()}${type.slice(1)}`
      const key = type === 'socket' ? 'Service' : 'Unit'
      const given = settings.get(section, key)
      const service = given ? expand(given, unit.name, units.process) : triggered(unit)
      if (service) {
        link('Triggers', service)
        link('Before', service)
      }
      if (!on) break
      link('Before', `${type}s.target`)
      early()
      endWith('shutdown.target')
      if (type === 'timer' && settings.get('Timer', 'OnCalendar'))
        link('After', 'time-set.target', 'time-sync.target')
      break
    }
    case 'automount':
      link('Triggers', unit.name.replace(/\.automount$/, '.mount'))
      link('Before', unit.name.replace(/\.automount$/, '.mount'))
      if (!on) break
      link('Before', 'local-fs.target')
      link('After', 'local-fs-pre.target')
      endWith('umount.target')
      break
    case 'mount':
      ofMount(units, unit, on)
      break
    case 'swap': {
      needDevice(units, unit, settings.get('Swap', 'What') ?? '', 'BindsTo')
      if (!on) break
      if (!optionsOf(unit).includes('nofail')) link('Before', 'swap.target')
      endWith('umount.target')
      break
    }
    case 'scope':
      if (!unit.perpetual && on) endWith('shutdown.target')
      break
    case 'device':
      break
  }
}

function ofMount(units: Units, unit: Unit, on: boolean): void {
  const where = mountPoint(unit)
  const what = unit.settings.get('Mount', 'What') ?? ''
  const parent = where.replace(/\/[^/]*$/, '') || '/'
  if (where !== '/') units.requireMounts(unit, parent)
  if (!optionsOf(unit).some((option) => /^r?bind$/.test(option))) needDevice(units, unit, what, 'Requires')
  if (!on || unit.perpetual || unit.path === undefined) return
  const remote =
    optionsOf(unit).includes('_netdev') || NETWORK.includes(unit.settings.get('Mount', 'Type') ?? '')
  const kind = remote ? 'remote' : 'local'
  if (!optionsOf(unit).includes('nofail')) units.link(unit, 'Before', `${kind}-fs.target`)
  units.link(unit, 'After', `${kind}-fs-pre.target`)
  units.link(unit, 'Before', 'umount.target')
  units.link(unit, 'Conflicts', 'umount.target')
}

const NETWORK = ['nfs', 'nfs4', 'cifs', 'smb3', 'sshfs', 'ceph', 'glusterfs', '9p', 'afs']

/** Words of `Options=` of a mount or a swap. */
export const optionsOf = ({ settings, type }: Unit): string[] =>
  (settings.get(type === 'swap' ? 'Swap' : 'Mount', 'Options') ?? '').split(',').filter(Boolean)

export const mountPoint = ({ name, settings }: Unit): string =>
  settings.get('Mount', 'Where') ??
  settings.get('Automount', 'Where') ??
  unescapePath(name.replace(/\.(auto)?mount$/, ''))

function needDevice(units: Units, unit: Unit, what: string, how: 'BindsTo' | 'Requires'): void {
  if (!what.startsWith('/dev/')) return
  const device = unitOfPath(what, 'device')
  units.link(unit, how, device)
  units.link(unit, 'After', device)
  units.link(unit, 'StopPropagatedFrom', device)
}

/** A target comes after all that it pulls in, unless one of both says no (unit_add_default_target_dependency). */
export function addTargetOrder(unit: Unit): void {
  const targets = unit.type === 'target' ? [unit] : []
  const pulling = unit.allOthers(['WantedBy', 'RequiredBy', 'BoundBy', 'RequisiteOf', 'ConsistsOf'])
  for (const target of targets)
    for (const other of target.allOthers(['Wants', 'Requires', 'BindsTo', 'Requisite', 'PartOf']))
      order(target, other)
  for (const target of pulling) if (target.type === 'target') order(target, unit)
}

function order(target: Unit, unit: Unit): void {
  if (target.load !== 'loaded' || unit.load !== 'loaded') return
  const plain = (one: Unit): boolean => one.settings.flag('Unit', 'DefaultDependencies', true)
  if (!plain(target) || !plain(unit) || unit.others('After').has(target)) return
  target.link('After', unit)
}

/** The slice that a unit's processes belong to. */
function sliceOf(unit: Unit): string | undefined {
  const { type, name, settings } = unit
  if (!['service', 'mount', 'swap', 'socket', 'scope'].includes(type)) return undefined
  const section = `${type[0]!.toUpperCase()}${type.slice(1)}`
  const given = settings.get(section, 'Slice')
  const { prefix, instance } = partsOf(name)
  if (given) return given.replace('%i', instance ?? '')
  if (unit.perpetual) return '-.slice'
  if (instance) return `system-${escapeName(prefix)}.slice`
  return 'system.slice'
}

/** `system.slice` for `system-getty.slice`. */
function parentSlice(name: string): string | undefined {
  if (name === '-.slice') return undefined
  const stem = name.replace(/\.slice$/, '')
  const at = stem.lastIndexOf('-')
  return at < 0 ? '-.slice' : `${stem.slice(0, at)}.slice`
}

/** The service of the same name, where the unit names none. */
function triggered({ name, type, settings }: Unit): string | undefined {
  if (type === 'socket' && settings.flag('Socket', 'Accept', false)) return undefined
  return `${name.slice(0, -type.length - 1)}.service`
}
