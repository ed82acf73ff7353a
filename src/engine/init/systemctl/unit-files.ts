import { isErrno } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import type { Options } from '../../userland/options.ts'
import { Failure, type Io } from '../../userland/program.ts'
import { namesIn } from '../../userland/system-files.ts'
import { readText, UnitFiles } from '../manager/files.ts'
import { partsOf, templateOf, typeOf } from '../manager/names.ts'
import { Settings } from '../manager/settings.ts'
import { ask, isBooted, mangled } from './bus.ts'
import { columns, matcher } from './list.ts'

const ETC = '/etc/systemd/system'

function settingsOf(p: Process, path: string): Settings {
  const settings = new Settings()
  if (p.exists(path)) settings.add(readText(p, path))
  return settings
}

const targetOf = (p: Process, path: string): string | undefined => {
  try {
    return p.readlink(path)
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}

/** Links of /etc that enabling makes: each with what it leads to. */
function linksFor(p: Process, files: UnitFiles, name: string): [string, string][] {
  const path = files.find(name).path ?? files.pathOf(templateOf(name) ?? '')
  if (path === undefined) return []
  const settings = settingsOf(p, path)
  const { prefix, instance, type } = partsOf(name)
  const given = instance === '' ? settings.get('Install', 'DefaultInstance') : undefined
  const linked = given ? `${prefix}@${given}.${type}` : name
  const links: [string, string][] = []
  for (const [key, ending] of [
    ['WantedBy', 'wants'],
    ['RequiredBy', 'requires'],
  ] as const)
    for (const target of settings.words('Install', key))
      links.push([`${ETC}/${target}.${ending}/${linked}`, path])
  for (const alias of settings.words('Install', 'Alias')) links.push([`${ETC}/${alias}`, path])
  return links
}

export interface FileState {
  readonly state: string
  readonly preset: string
}

/** How a unit's file is installed (unit_file_get_state). Undefined where there is none. */
export function fileState(p: Process, files: UnitFiles, name: string): FileState | undefined {
  const own = files.pathOf(name) ?? files.pathOf(templateOf(name) ?? '')
  if (own === undefined) return undefined
  const target = targetOf(p, own)
  const preset = 'enabled'
  if (target === '/dev/null' || (target === undefined && p.stat(own).size === 0))
    return { state: 'masked', preset }
  if (own.startsWith('/run/systemd/generator')) return { state: 'generated', preset: '-' }
  if (own.startsWith('/run/systemd/transient')) return { state: 'transient', preset: '-' }
  if (target !== undefined && typeOf(target) !== undefined && !target.endsWith(`/${name}`))
    return { state: 'alias', preset: '-' }
  const links = linksFor(p, files, name)
  const settings = settingsOf(p, files.find(name).path ?? own)
  const also = settings.words('Install', 'Also')
  if (links.length === 0) return { state: also.length > 0 ? 'indirect' : 'static', preset: '-' }
  const enabled = links.some(([link]) => targetOf(p, link) !== undefined)
  return { state: enabled ? 'enabled' : 'disabled', preset }
}

const QUIET_STATES = ['enabled', 'enabled-runtime', 'static', 'alias', 'indirect', 'generated', 'transient']

/** `systemctl is-enabled`. */
export async function isEnabled(io: Io, names: readonly string[]): Promise<number> {
  const files = new UnitFiles(io.p)
  let code = 1
  for (const name of names.map(mangled)) {
    const found = fileState(io.p, files, name)
    if (!found) {
      await io.stderr(`Failed to get unit file state for ${name}: No such file or directory\n`)
      continue
    }
    await io.out.write(`${found.state}\n`)
    if (QUIET_STATES.includes(found.state)) code = 0
  }
  return code
}

/** `systemctl list-unit-files`. */
export async function listUnitFiles(io: Io, options: Options, patterns: readonly string[]): Promise<number> {
  const files = new UnitFiles(io.p)
  const types = options.all('t').flatMap((text) => text.split(','))
  const matches = matcher(patterns)
  const states = options.all('state').flatMap((text) => text.split(','))
  const rows = files
    .names()
    .filter((name) => matches(name) && (types.length === 0 || types.includes(typeOf(name)!)))
    .map((name) => [name, fileState(io.p, files, name)] as const)
    .filter(([, found]) => found && (states.length === 0 || states.includes(found.state)))
    .sort(([a], [b]) => {
      const [first, second] = [typeOf(a)!, typeOf(b)!]
      return first === second ? (a.toLowerCase() < b.toLowerCase() ? -1 : 1) : first < second ? -1 : 1
    })
    .map(([name, found]) => [name, found!.state, found!.preset])
  const legend = !options.has('no-legend')
  const lines = columns([['UNIT FILE', 'STATE', 'PRESET'], ...rows])
  for (const line of legend ? lines : lines.slice(1)) await io.out.write(`${line}\n`)
  if (legend) await io.out.write(`\n${rows.length} unit files listed.\n`)
  return 0
}

function makeFolder(p: Process, path: string): void {
  if (!p.exists(path)) p.mkdir(path, 0o755)
}

async function makeLink(io: Io, link: string, target: string): Promise<void> {
  const { p } = io
  if (targetOf(p, link) === target) return
  makeFolder(p, link.slice(0, link.lastIndexOf('/')))
  await removeLink(io, link)
  p.symlink(target, link)
  await io.stderr(`Created symlink ${link} → ${target}.\n`)
}

async function removeLink(io: Io, link: string): Promise<void> {
  if (targetOf(io.p, link) === undefined) return
  io.p.unlink(link)
  await io.stderr(`Removed "${link}".\n`)
}

const NO_INSTALL = `The unit files have no installation config (WantedBy=, RequiredBy=, Also=,
Alias= settings in the [Install] section, and DefaultInstance= for template
units). This means they are not meant to be enabled using systemctl.
 
Possible reasons for having this kind of units are:
• A unit may be statically enabled by being symlinked from another unit's
  .wants/ or .requires/ directory.
• A unit's purpose may be to act as a helper for some other unit which has
  a requirement dependency on it.
• A unit may be started when needed via activation (socket, path, timer,
  D-Bus, udev, scripted systemctl call, ...).
• In case of template units, the unit is meant to be enabled with some
  instance name specified.
`

/** `enable`, `disable`, `mask`, `unmask`: links in /etc/systemd/system, then the manager reads the files again. */
export async function change(io: Io, verb: string, names: readonly string[]): Promise<number> {
  const files = new UnitFiles(io.p)
  let without = 0
  for (const name of names.map(mangled)) {
    const found = files.pathOf(name) ?? files.pathOf(templateOf(name) ?? '')
    if (verb === 'mask') {
      if (found === undefined) await io.stderr(`Unit ${name} does not exist, proceeding anyway.\n`)
      if (found === `${ETC}/${name}` && targetOf(io.p, found) === undefined)
        throw new Failure('', 1, `Failed to mask unit: File ${found} already exists.`)
      await makeLink(io, `${ETC}/${name}`, '/dev/null')
      continue
    }
    if (verb === 'unmask') {
      if (targetOf(io.p, `${ETC}/${name}`) === '/dev/null') await removeLink(io, `${ETC}/${name}`)
      continue
    }
    if (found === undefined)
      throw new Failure('', 1, `Failed to ${verb} unit: Unit file ${name} does not exist.`)
    if (fileState(io.p, files, name)?.state === 'masked' && verb !== 'disable')
      throw new Failure('', 1, `Failed to ${verb} unit: Unit file ${found} is masked.`)
    const links = linksFor(io.p, files, name)
    const also = settingsOf(io.p, files.find(name).path ?? found).words('Install', 'Also')
    if (links.length === 0 && also.length === 0) without++
    if (verb !== 'enable') for (const link of allLinks(io.p, name)) await removeLink(io, link)
    if (verb !== 'disable') for (const [link, target] of links) await makeLink(io, link, target)
    for (const other of also)
      for (const [link, target] of linksFor(io.p, files, other))
        if (verb === 'disable') await removeLink(io, link)
        else await makeLink(io, link, target)
  }
  if (without === names.length && without > 0 && verb !== 'disable') await io.stderr(NO_INSTALL)
  if (isBooted(io.p)) await ask(io, { method: 'Reload' })
  return 0
}

/** Every link of /etc to a unit, in folders `.wants` and `.requires`, and its aliases. */
function allLinks(p: Process, name: string): string[] {
  const found: string[] = []
  for (const entry of namesIn(p, ETC)) {
    if (/\.(wants|requires)$/.test(entry)) {
      if (namesIn(p, `${ETC}/${entry}`).includes(name)) found.push(`${ETC}/${entry}/${name}`)
    } else if (entry !== name && targetOf(p, `${ETC}/${entry}`)?.endsWith(`/${name}`))
      found.push(`${ETC}/${entry}`)
  }
  return found
}

/** `systemctl get-default`. */
export async function getDefault(io: Io): Promise<number> {
  const { path } = new UnitFiles(io.p).find('default.target')
  if (path === undefined) throw new Failure('', 1, 'Failed to get default target: No such file or directory')
  await io.out.write(`${path.slice(path.lastIndexOf('/') + 1)}\n`)
  await warnOverridden(io)
  return 0
}

async function warnOverridden(io: Io): Promise<void> {
  if (!io.p.exists('/proc/cmdline')) return
  if (/(^|\s)systemd\.unit=/.test(readText(io.p, '/proc/cmdline')))
    await io.stderr(
      'Note: found "systemd.unit" on the kernel commandline, which overrides the default unit.\n',
    )
}

/** `systemctl set-default`. */
export async function setDefault(io: Io, name: string): Promise<number> {
  const files = new UnitFiles(io.p)
  const unit = typeOf(name) === undefined ? `${name}.target` : name
  if (typeOf(unit) !== 'target') throw new Failure('', 1, 'Failed to set default: Invalid argument.')
  const { path } = files.find(unit)
  if (path === undefined) throw new Failure('', 1, `Failed to set default unit, unit ${unit} does not exist.`)
  await makeLink(io, `${ETC}/default.target`, path)
  await warnOverridden(io)
  if (isBooted(io.p)) await ask(io, { method: 'Reload' })
  return 0
}

/** `systemctl cat`. */
export async function cat(io: Io, names: readonly string[]): Promise<number> {
  const files = new UnitFiles(io.p)
  let first = true
  for (const name of names.map(mangled)) {
    const { path, dropIns, masked } = files.find(name)
    if (masked) {
      await io.out.write(`# Unit ${name} is masked.\n`)
      continue
    }
    if (path === undefined) throw new Failure('', 1, `No files found for ${name}.`)
    for (const one of [path, ...dropIns]) {
      if (!first) await io.out.write('\n')
      first = false
      await io.out.write(`# ${one}\n${readText(io.p, one)}`)
    }
  }
  return 0
}
