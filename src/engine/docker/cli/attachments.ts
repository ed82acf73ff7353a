import { parseCsv } from './csv.ts'
import { FlagValueError, flagOf } from './flags.ts'
import { parseBoolean, parseDecimalInteger, parseRam } from './numbers.ts'

/** One `--mount`, in the API's shape (`MountPoint` of HostConfig). */
export interface Mount {
  Type: string
  Source?: string
  Target: string
  ReadOnly?: boolean
  Consistency?: string
  BindOptions?: Record<string, unknown>
  VolumeOptions?: Record<string, unknown>
  ImageOptions?: Record<string, unknown>
  TmpfsOptions?: Record<string, unknown>
}

/** One `--network`: a name, or `name=x,alias=y,ip=…`. */
export interface NetworkAttachment {
  readonly target: string
  readonly aliases: readonly string[]
  readonly driverOpts: Readonly<Record<string, string>>
  readonly ip: string
  readonly ip6: string
  readonly linkLocalIPs: readonly string[]
  readonly macAddress: string
  readonly gwPriority: number
}

/** What a network's name alone asks for. */
export const attachmentTo = (target: string): NetworkAttachment => ({
  target,
  aliases: [],
  driverOpts: {},
  ip: '',
  ip6: '',
  linkLocalIPs: [],
  macAddress: '',
  gwPriority: 0,
})

const refuse = (why: string): never => {
  throw new FlagValueError(why)
}
const cut = (text: string): [key: string, value: string, found: boolean] => {
  const at = text.indexOf('=')
  return at === -1 ? [text, '', false] : [text.slice(0, at), text.slice(at + 1), true]
}
const put = (target: Record<string, string>, pair: string): void => {
  const [key, value] = cut(pair)
  if (key !== '') target[key] = value
}
const booleanOr = (text: string, why: string): boolean => {
  try {
    return parseBoolean(text)
  } catch (error) {
    if (!(error instanceof FlagValueError)) throw error
    return refuse(why)
  }
}

/** The options of one mount while its fields are read (opts.MountOpt). */
class MountFields {
  readonly mount: Mount = { Type: 'volume', Target: '' }
  readonly bind: Record<string, unknown> = {}
  readonly volume: Record<string, unknown> = {}
  readonly image: Record<string, unknown> = {}
  readonly tmpfs: Record<string, unknown> = {}
  readonly volumeLabels: Record<string, string> = {}
  readonly driver: { Name?: string; Options?: Record<string, string> } = {}

  alone(field: string): void {
    const key = field.toLowerCase()
    if (key === 'readonly' || key === 'ro') this.mount.ReadOnly = true
    else if (key === 'volume-nocopy') this.volume.NoCopy = true
    else if (key === 'bind-nonrecursive') this.bind.NonRecursive = true
    else refuse(`invalid field '${field}' must be a key=value pair`)
  }

  set(key: string, value: string, field: string, cwd: string): void {
    const { mount } = this
    const invalid = `invalid value for ${key}: ${value}`
    switch (key) {
      case 'type':
        mount.Type = value.toLowerCase()
        return
      case 'source':
      case 'src':
        mount.Source = value.startsWith('.') ? absolute(value, cwd) : value
        return
      case 'target':
      case 'dst':
      case 'destination':
        mount.Target = value
        return
      case 'readonly':
      case 'ro':
        mount.ReadOnly = booleanOr(value, invalid)
        return
      case 'consistency':
        mount.Consistency = value.toLowerCase()
        return
      case 'bind-propagation':
        this.bind.Propagation = value.toLowerCase()
        return
      case 'bind-nonrecursive':
        this.bind.NonRecursive = booleanOr(value, invalid)
        return
      case 'bind-recursive':
        this.recursive(value)
        return
      case 'volume-subpath':
        this.volume.Subpath = value
        return
      case 'volume-nocopy':
        this.volume.NoCopy = booleanOr(value, invalid)
        return
      case 'volume-label':
        put(this.volumeLabels, value)
        this.volume.Labels = this.volumeLabels
        return
      case 'volume-driver':
        this.driver.Name = value
        this.volume.DriverConfig = this.driver
        return
      case 'volume-opt':
        this.driver.Options ??= {}
        put(this.driver.Options, value)
        this.volume.DriverConfig = this.driver
        return
      case 'image-subpath':
        this.image.Subpath = value
        return
      case 'tmpfs-size':
        this.tmpfs.SizeBytes = ramOr(value, invalid)
        return
      case 'tmpfs-mode':
        if (!/^[0-7]+$/.test(value)) refuse(invalid)
        this.tmpfs.Mode = Number.parseInt(value, 8)
        return
      default:
        refuse(`unexpected key '${key}' in '${field}'`)
    }
  }

  private recursive(value: string): void {
    if (value === 'disabled') this.bind.NonRecursive = true
    else if (value === 'writable') this.bind.ReadOnlyNonRecursive = true
    else if (value === 'readonly') this.bind.ReadOnlyForceRecursive = true
    else if (value !== 'enabled')
      refuse(
        `invalid value for bind-recursive: ${value} (must be "enabled", "disabled", "writable", or "readonly")`,
      )
  }

  done(): Mount {
    const { mount } = this
    if (mount.Type === '') refuse('type is required')
    if (mount.Target === '') refuse('target is required')
    for (const type of ['volume', 'image', 'bind', 'tmpfs'] as const)
      if (Object.keys(this[type]).length > 0) {
        if (mount.Type !== type) refuse(`cannot mix '${type}-*' options with mount type '${mount.Type}'`)
        mount[`${type[0]!.toUpperCase()}${type.slice(1)}Options` as 'BindOptions'] = this[type]
      }
    const needs = (mode: string, what: string): never =>
      refuse(`option 'bind-recursive=${mode}' requires '${what}' to be specified in conjunction`)
    if (this.bind.ReadOnlyNonRecursive && !mount.ReadOnly) needs('writable', 'readonly')
    if (this.bind.ReadOnlyForceRecursive) {
      if (!mount.ReadOnly) needs('readonly', 'readonly')
      if (this.bind.Propagation !== 'rprivate') needs('readonly', 'bind-propagation=rprivate')
    }
    return mount
  }
}

const ramOr = (text: string, why: string): number => {
  try {
    return parseRam(text)
  } catch (error) {
    if (!(error instanceof FlagValueError)) throw error
    return refuse(why)
  }
}

/** A path made absolute and cleaned (filepath.Abs). */
export function absolute(path: string, cwd: string): string {
  const parts: string[] = []
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/'))
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  return `/${parts.join('/')}`
}

export const mount = flagOf<readonly Mount[]>({
  name: 'mount',
  defaultOnceGiven: '',
  zero: [],
  parse: (text, sofar, { cwd }) => {
    const fields = new MountFields()
    for (const field of parseCsv(text)) {
      const [key, value, found] = cut(field)
      if (found) fields.set(key.toLowerCase(), value, field, cwd)
      else fields.alone(field)
    }
    return [...sofar, fields.done()]
  },
})

function parseNetwork(text: string): NetworkAttachment {
  const plain = attachmentTo(text)
  if (!/\w+=\w+(,\w+=\w+)*/.test(text)) return plain
  const aliases: string[] = []
  const linkLocalIPs: string[] = []
  const driverOpts: Record<string, string> = {}
  const found = { ...plain, target: '', aliases, linkLocalIPs, driverOpts }
  for (const field of parseCsv(text)) {
    const [rawKey, rawValue, pair] = cut(field.toLowerCase())
    if (!pair || rawKey === '') refuse(`invalid field ${field}`)
    const key = rawKey.trim()
    const value = rawValue.trim()
    if (key === 'name') found.target = value
    else if (key === 'alias') aliases.push(value)
    else if (key === 'ip') found.ip = value
    else if (key === 'ip6') found.ip6 = value
    else if (key === 'mac-address') found.macAddress = value
    else if (key === 'link-local-ip') linkLocalIPs.push(value)
    else if (key === 'driver-opt') {
      const [option, setting, complete] = cut(value)
      if (!complete || option === '') refuse('invalid key value pair format in driver options')
      driverOpts[option.trim()] = setting.trim()
    } else if (key === 'gw-priority') {
      if (!/^[+-]?\d+$/.test(value)) refuse(`invalid gw-priority (${value}): invalid syntax`)
      found.gwPriority = parseDecimalInteger(value)
    } else refuse(`invalid field key ${key}`)
  }
  if (found.target === '') refuse('network name/id is not specified')
  return found
}

export const network = flagOf<readonly NetworkAttachment[]>({
  name: 'network',
  zero: [],
  parse: (text, sofar) => [...sofar, parseNetwork(text)],
})
