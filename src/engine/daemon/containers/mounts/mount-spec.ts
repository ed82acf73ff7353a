import { EngineError } from '../../../base/errors.ts'
import type { MountSpec } from '../../api.ts'

const PROPAGATIONS = ['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave']
const CONSISTENCIES = ['consistent', 'cached', 'delegated', 'default']

const fail = (message: string): never => {
  throw new EngineError('invalid', message)
}

/** What the third part of `-v SOURCE:TARGET:MODE` says. */
interface Mode {
  readonly readOnly: boolean
  readonly propagation: string | undefined
  readonly noCopy: boolean
}

/** Reads a mode; undefined where its parts contradict each other or are unknown (moby, volume/mounts/linux_parser.go). */
function parseMode(text: string): Mode | undefined {
  const kinds = { rw: 0, label: 0, propagation: 0, copy: 0, consistency: 0 }
  let mode: Mode = { readOnly: false, propagation: undefined, noCopy: false }
  for (const part of text === '' ? [] : text.split(',')) {
    if (part === 'ro' || part === 'rw') {
      kinds.rw++
      mode = { ...mode, readOnly: part === 'ro' }
    } else if (part === 'z' || part === 'Z') kinds.label++
    else if (PROPAGATIONS.includes(part)) {
      kinds.propagation++
      mode = { ...mode, propagation: part }
    } else if (part === 'nocopy') {
      kinds.copy++
      mode = { ...mode, noCopy: true }
    } else if (CONSISTENCIES.includes(part)) kinds.consistency++
    else return undefined
  }
  return Object.values(kinds).some((count) => count > 1) ? undefined : mode
}

/** Checks the mode of `--volumes-from`. Returns true for read-only, undefined where it says nothing. */
export function volumesFromMode(text: string): boolean | undefined {
  const mode = parseMode(text)
  if (!mode) return fail(`invalid mode: ${text}`)
  return text === '' ? undefined : mode.readOnly
}

/** An absolute path without `.`, `..` and doubled slashes. */
export const cleanPath = (path: string): string => {
  const parts: string[] = []
  for (const part of path.split('/'))
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  return `/${parts.join('/')}`
}

/** Why a target is none; undefined where it is good. */
export function targetProblem(target: string): string | undefined {
  if (target === '') return 'field Target must not be empty'
  if (cleanPath(target) === '/') return "invalid specification: destination can't be '/'"
  return target.startsWith('/') ? undefined : `invalid mount path: '${target}' mount path must be absolute`
}

/** It stays below where it begins (Go's filepath.IsLocal). */
function isLocal(path: string): boolean {
  let depth = 0
  for (const part of path.split('/')) {
    if (part === '..') depth--
    else if (part !== '' && part !== '.') depth++
    if (depth < 0) return false
  }
  return !path.startsWith('/')
}

/** Why a mount cannot be made, whatever the host holds (validateMountConfigImpl); undefined where it can. */
function problemOf(spec: MountSpec): string | undefined {
  const wrong = targetProblem(spec.Target)
  if (wrong !== undefined) return wrong
  const source = spec.Source ?? ''
  const extra = (
    names: readonly ('BindOptions' | 'VolumeOptions' | 'TmpfsOptions')[],
  ): string | undefined => {
    const name = names.find((one) => spec[one] !== undefined)
    return name && `field ${name} must not be specified`
  }
  switch (spec.Type) {
    case 'bind': {
      if (source === '') return 'field Source must not be empty'
      const propagation = spec.BindOptions?.Propagation
      if (typeof propagation === 'string' && propagation !== '' && !PROPAGATIONS.includes(propagation))
        return `invalid propagation mode: ${propagation}`
      const more = extra(['VolumeOptions'])
      if (more !== undefined) return more
      return source.startsWith('/')
        ? undefined
        : `invalid mount path: '${source}' mount path must be absolute`
    }
    case 'volume':
      if (spec.BindOptions) return 'field BindOptions must not be specified'
      if (source === '' && spec.VolumeOptions?.Subpath)
        return 'must not set Subpath when using anonymous volumes'
      if (!isLocal(String(spec.VolumeOptions?.Subpath ?? '')))
        return 'subpath must be a relative path within the volume'
      return source === '' && spec.ReadOnly
        ? 'must not set ReadOnly mode when using anonymous volumes'
        : undefined
    case 'tmpfs':
      return extra(['BindOptions']) ?? (source === '' ? undefined : 'field Source must not be specified')
    default:
      return 'mount type unknown'
  }
}

/** Refuses a mount with the daemon's text. */
export function checkMount(spec: MountSpec): void {
  const problem = problemOf(spec)
  if (problem !== undefined) fail(`invalid mount config for type ${JSON.stringify(spec.Type)}: ${problem}`)
}

/** What `-v` of the command line asks for, with the mode as it was written. */
export function parseBind(raw: string): { spec: MountSpec; mode: string } {
  const invalid = (why?: string): never =>
    fail(`invalid volume specification: '${raw}'${why === undefined ? '' : `: ${why}`}`)
  const [first = '', second, mode = '', ...more] = raw.split(':')
  if (first === '' || more.length > 0) invalid()
  if (second !== undefined && mode === '' && second !== '' && parseMode(second)) invalid()
  const parsed = parseMode(mode) ?? fail(`invalid mode: ${mode}`)
  const source = second === undefined ? '' : first
  const spec: MountSpec = {
    Type: source.startsWith('/') ? 'bind' : 'volume',
    Source: source,
    Target: second ?? first,
    ReadOnly: parsed.readOnly,
    ...(parsed.noCopy && { VolumeOptions: { NoCopy: true } }),
    ...(parsed.propagation && { BindOptions: { Propagation: parsed.propagation } }),
  }
  const problem = problemOf(spec)
  if (problem !== undefined) invalid(`invalid mount config for type ${JSON.stringify(spec.Type)}: ${problem}`)
  return { spec, mode }
}
