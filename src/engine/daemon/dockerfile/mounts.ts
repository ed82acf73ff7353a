import { EngineError } from '../../base/errors.ts'
import { meant } from './nearest.ts'

export type MountType = 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh'

/** One `--mount` of RUN. */
export interface Mount {
  type: MountType
  from: string
  source: string
  target: string
  readOnly: boolean
  /** Bytes; 0 for no limit. */
  size: number
  id: string
  sharing: '' | 'shared' | 'private' | 'locked'
  required: boolean
  env: string | undefined
  mode: number | undefined
  uid: number | undefined
  gid: number | undefined
}

const TYPES = ['bind', 'cache', 'tmpfs', 'secret', 'ssh']
const SHARING = ['shared', 'private', 'locked']
const KEYS = [
  ...['type', 'from', 'source', 'target', 'readonly', 'id', 'sharing', 'required', 'size', 'mode', 'uid'],
  ...['gid', 'src', 'dst', 'destination', 'ro', 'rw', 'readwrite', 'env'],
]
const fail = (text: string): EngineError => new EngineError('invalid', text)

/** Fields between commas; a quoted one may hold commas. */
function fieldsOf(text: string): string[] {
  const fields = [...text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)]
  return fields.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '')
}

const boolean = (key: string, value: string): boolean => {
  if (/^(1|t|T|TRUE|true|True)$/.test(value)) return true
  if (/^(0|f|F|FALSE|false|False)$/.test(value)) return false
  throw fail(`invalid value for ${key}: ${value}`)
}
const number = (key: string, value: string, octal: boolean): number => {
  if (!(octal ? /^[0-7]+$/ : /^\d+$/).test(value)) throw fail(`invalid value ${value} for ${key}`)
  return Number.parseInt(value, octal ? 8 : 10)
}
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
}
function bytes(key: string, value: string): number {
  const match = /^(\d+(?:\.\d+)?) ?([kmgt]?)(?:i?b)?$/i.exec(value)
  if (!match) throw fail(`invalid value for ${key}: ${value}`)
  return Math.floor(Number(match[1]) * UNITS[match[2]!.toLowerCase()]!)
}

/** What can be said of a mount before any variable is known. Throws `invalid`. */
export function checkMountSyntax(text: string): void {
  for (const field of fieldsOf(text)) {
    const [key = '', value] = cut(field)
    if (key === 'from' && value !== undefined && /\$./.test(value))
      throw fail(`'${key}' doesn't support variable expansion, define alias stage instead`)
  }
}

/** The `from` of a mount; '' where it has none. */
export const mountFrom = (text: string): string =>
  fieldsOf(text).flatMap((field) => {
    const [key, value] = cut(field)
    return key === 'from' && value !== undefined ? [value] : []
  })[0] ?? ''

function cut(field: string): [key: string, value?: string] {
  const at = field.indexOf('=')
  return at < 0 ? [field.toLowerCase()] : [field.slice(0, at).toLowerCase(), field.slice(at + 1)]
}

/** Reads a mount, its values expanded (BuildKit, instructions/commands_runmount.go). Throws `invalid`. */
export function readMount(text: string, expand: (word: string) => string): Mount {
  const mount: Mount = {
    ...{ type: 'bind', from: '', source: '', target: '', readOnly: false, size: 0, id: '' },
    ...{ sharing: '', required: false, env: undefined, mode: undefined, uid: undefined, gid: undefined },
  }
  let said = false
  for (const field of fieldsOf(text)) {
    const [key, written] = cut(field)
    if (written === undefined) {
      if (['readonly', 'ro', 'readwrite', 'rw'].includes(key)) {
        mount.readOnly = key.startsWith('ro') || key === 'readonly'
        said = true
      } else if (key === 'required') require(mount, key, true)
      else throw fail(`invalid field '${field}' must be a key=value pair`)
      continue
    }
    if (set(mount, key, expand(written), field)) said = true
  }
  if (!said) mount.readOnly = mount.type !== 'cache' && mount.type !== 'tmpfs'
  checkWhole(mount)
  return mount
}

function require(mount: Mount, key: string, value: boolean): void {
  if (mount.type !== 'secret' && mount.type !== 'ssh')
    throw fail(`unexpected key '${key}' for mount type '${mount.type}'`)
  mount.required = value
}

/** One field. True where it says whether the mount may be written to. */
function set(mount: Mount, key: string, value: string, field: string): boolean {
  switch (key) {
    case 'type':
      if (!TYPES.includes(value.toLowerCase()))
        throw fail(`unsupported mount type ${JSON.stringify(value)}${meant(value, TYPES)}`)
      mount.type = value.toLowerCase() as MountType
      return false
    case 'from':
      mount.from = value
      return false
    case 'source':
    case 'src':
      mount.source = value
      return false
    case 'target':
    case 'dst':
    case 'destination':
      mount.target = value
      return false
    case 'readonly':
    case 'ro':
      mount.readOnly = boolean(key, value)
      return true
    case 'readwrite':
    case 'rw':
      mount.readOnly = !boolean(key, value)
      return true
    case 'required':
      require(mount, key, boolean(key, value))
      return false
    case 'size':
      if (mount.type !== 'tmpfs') throw fail(`unexpected key '${key}' for mount type '${mount.type}'`)
      mount.size = bytes(key, value)
      return false
    case 'id':
      mount.id = value
      return false
    case 'sharing':
      if (!SHARING.includes(value.toLowerCase()))
        throw fail(`unsupported sharing value ${JSON.stringify(value)}${meant(value, SHARING)}`)
      mount.sharing = value.toLowerCase() as Mount['sharing']
      return false
    case 'mode':
    case 'uid':
    case 'gid':
      mount[key] = number(key, value, key === 'mode')
      return false
    case 'env':
      mount.env = value
      return false
  }
  throw fail(`unexpected key '${key}' in '${field}'${meant(key, KEYS)}`)
}

function checkWhole(mount: Mount): void {
  const { type, from, source, target, id, sharing } = mount
  for (const key of ['mode', 'uid', 'gid'] as const)
    if (mount[key] !== undefined && (type === 'bind' || type === 'tmpfs'))
      throw fail(`${key} not allowed for ${JSON.stringify(type)} type mounts`)
  if (type === 'secret') {
    if (from !== '') throw fail('secret mount should not have a from')
    if (sharing !== '') throw fail('secret mount should not define sharing')
    if (source === '' && target === '' && id === '')
      throw fail('invalid secret mount. one of source, target required')
    if (source !== '' && id !== '') throw fail("both source and id can't be set")
  }
  if (sharing !== '' && type !== 'cache') throw fail(`invalid cache sharing set for ${type} mount`)
}
