import { parseCsv } from './csv.ts'
import { FlagValueError, flagOf } from './flags.ts'
import { parseInteger } from './numbers.ts'

/** One `--ulimit`, in the API's shape. */
export interface Ulimit {
  readonly Name: string
  readonly Hard: number
  readonly Soft: number
}

/** One `--gpus`, in the API's shape (`DeviceRequest`). */
export interface DeviceRequest {
  readonly Driver: string
  readonly Count: number
  readonly DeviceIDs: readonly string[] | null
  readonly Capabilities: readonly (readonly string[])[]
  readonly Options: Readonly<Record<string, string>>
}

const refuse = (why: string): never => {
  throw new FlagValueError(why)
}

const ULIMITS =
  'core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack'.split(' ')

function parseUlimit(text: string): Ulimit {
  const at = text.indexOf('=')
  if (at === -1) return refuse(`invalid ulimit argument: ${text}`)
  const name = text.slice(0, at)
  const limits = text.slice(at + 1)
  if (!ULIMITS.includes(name)) refuse(`invalid ulimit type: ${name}`)
  const parts = limits.split(':')
  if (parts.length > 2)
    refuse(`too many limit value arguments - ${limits}, can only have up to two, \`soft[:hard]\``)
  const given = parts[1] === undefined ? undefined : parseInteger(parts[1], 64, 10)
  const soft = parseInteger(parts[0]!, 64, 10)
  const hard = given ?? soft
  const rule = 'ulimit soft limit must be less than or equal to hard limit: '
  if (hard !== -1 && soft === -1) refuse(`${rule}soft: -1 (unlimited), hard: ${hard}`)
  if (hard !== -1 && soft > hard) refuse(`${rule}${soft} > ${hard}`)
  return { Name: name, Hard: hard, Soft: soft }
}

/** `type=soft[:hard]` (go-units, ParseUlimit); a later one of the same type wins. */
export const ulimit = flagOf<readonly Ulimit[]>({
  name: 'ulimit',
  zero: [],
  zeroText: '[]',
  parse: (text, sofar) => {
    const limit = parseUlimit(text)
    return [...sofar.filter(({ Name }) => Name !== limit.Name), limit].sort((a, b) =>
      a.Name < b.Name ? -1 : 1,
    )
  },
})

const countOf = (text: string): number => {
  if (text === 'all') return -1
  if (/^[+-]?\d+$/.test(text)) return Number(text)
  return refuse(`invalid count (${text}): value must be either "all" or an integer: invalid syntax`)
}

function optionPairs(text: string | undefined): [key: string, value: string][] {
  if (text === undefined) return []
  try {
    return parseCsv(text).map((pair) => {
      const at = pair.indexOf('=')
      return at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
    })
  } catch (error) {
    if (!(error instanceof FlagValueError)) throw error
    return refuse(`failed to read gpu options: ${error.message}`)
  }
}

function parseGpus(text: string): DeviceRequest {
  const seen = new Map<string, string>()
  for (const field of parseCsv(text)) {
    const at = field.indexOf('=')
    const key = at === -1 ? field : field.slice(0, at)
    if (seen.has(key)) refuse(`gpu request key '${key}' can be specified only once`)
    if (at === -1) {
      countOf(key)
      seen.set('count', key)
      continue
    }
    if (!['driver', 'count', 'device', 'capabilities', 'options'].includes(key))
      refuse(`unexpected key '${key}' in '${field}'`)
    seen.set(key, field.slice(at + 1))
  }
  const devices = seen.get('device')?.split(',') ?? null
  const count = seen.get('count')
  const options = optionPairs(seen.get('options'))
  return {
    Driver: seen.get('driver') ?? '',
    Count: count !== undefined ? countOf(count) : devices ? 0 : 1,
    DeviceIDs: devices,
    Capabilities: [[...(seen.get('capabilities')?.split(',') ?? []), 'gpu']],
    Options: Object.fromEntries(options),
  }
}

/** `all`, a number, or `device=0,1` (opts.GpuOpts). */
export const gpus = flagOf<readonly DeviceRequest[]>({
  name: 'gpu-request',
  defaultOnceGiven: '',
  zero: [],
  parse: (text, sofar) => [...sofar, parseGpus(text)],
})
