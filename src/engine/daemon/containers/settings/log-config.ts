import { EngineError } from '../../../base/errors.ts'
import type { HostConfig } from '../../api.ts'

type LogConfig = HostConfig['LogConfig']

const DEFAULT_DRIVER = 'json-file'
/** Options of each driver whose lines can be kept here (moby, daemon/logger/jsonfilelog and local). */
const OPTIONS: Readonly<
  Record<string, { readonly names: ReadonlySet<string>; unknown(name: string): string }>
> = {
  'json-file': {
    names: new Set('max-file max-size compress labels labels-regex env env-regex tag'.split(' ')),
    unknown: (name) => `unknown log opt '${name}' for json-file log driver`,
  },
  local: {
    names: new Set(['max-file', 'max-size', 'compress']),
    unknown: (name) => `unknown log opt '${name}' for log driver local`,
  },
}
/** Drivers that send lines away. */
const ELSEWHERE: ReadonlySet<string> = new Set(
  'awslogs fluentd gcplogs gelf journald splunk syslog'.split(' '),
)
/** Options that the daemon reads itself, whatever the driver. */
const COMMON: ReadonlySet<string> = new Set(['mode', 'max-buffer-size'])

const refuse = (message: string): never => {
  throw new EngineError('invalid', message)
}

/** The settings of a container's log, checked (moby, daemon/logger/factory.go, ValidateLogOpts). */
export function logConfigOf(given: LogConfig | undefined): LogConfig {
  const Type = given?.Type || DEFAULT_DRIVER
  const Config = sorted(given?.Config ?? {})
  if (Type === 'none') return { Type, Config }
  const mode = Config.mode ?? ''
  if (!['', 'blocking', 'non-blocking'].includes(mode)) refuse(`logger: logging mode not supported: ${mode}`)
  const buffer = Config['max-buffer-size']
  if (buffer !== undefined && mode !== 'non-blocking')
    refuse("logger: max-buffer-size option is only supported with 'mode=non-blocking'")
  if (buffer !== undefined && !SIZE.test(buffer))
    refuse(`error parsing option max-buffer-size: invalid size: '${buffer}'`)
  const driver = OPTIONS[Type]
  if (ELSEWHERE.has(Type)) refuse(`the log driver ${Type} is not simulated by Strata`)
  if (!driver)
    return refuse(`error looking up logging plugin ${Type}: plugin ${JSON.stringify(Type)} not found`)
  for (const name of Object.keys(Config))
    if (!driver.names.has(name) && !COMMON.has(name)) refuse(driver.unknown(name))
  return { Type, Config }
}

const sorted = (record: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))

/** Go's units.FromHumanSize: `10k`, `1.5m`. */
const SIZE = /^(\d+(?:\.\d+)?) ?([kmgtp]i?b?|b)?$/i
const TRUE = ['1', 't', 'T', 'TRUE', 'true', 'True']
const FALSE = ['0', 'f', 'F', 'FALSE', 'false', 'False']

/** What is wrong with a size: what follows the number, or all of it. */
function sizeFault(text: string): string {
  const suffix = /^\d+(?:\.\d+)? ?([a-z]+)$/i.exec(text)?.[1]
  return suffix === undefined ? `invalid size: '${text}'` : `invalid suffix: '${suffix}'`
}

/** Refuses, when a container starts, what its log driver cannot be opened with (moby, daemon/logger/jsonfilelog, New). */
export function openLog({ Type, Config: given }: LogConfig): void {
  if (Type === 'none') return
  const options = given ?? {}
  const fail = (why: string): never =>
    refuse(`failed to create task for container: failed to initialize logging driver: ${why}`)
  const size = options['max-size']
  const bytes = size === undefined ? undefined : SIZE.exec(size)
  const where = Type === 'local' ? `invalid value for max-size: ${size}: ` : ''
  if (bytes === null) fail(`${where}${sizeFault(size!)}`)
  if (bytes && Number(bytes[1]) === 0) fail('max-size must be a positive number')
  const files = options['max-file'] ?? (Type === 'local' ? '5' : '1')
  if (!/^[+-]?\d+$/.test(files)) fail(`strconv.Atoi: parsing ${JSON.stringify(files)}: invalid syntax`)
  if (Number(files) < 1) fail('max-file cannot be less than 1')
  const compress = options.compress ?? 'false'
  if (![...TRUE, ...FALSE].includes(compress))
    fail(`strconv.ParseBool: parsing ${JSON.stringify(compress)}: invalid syntax`)
  if (Type === 'json-file' && TRUE.includes(compress) && (Number(files) === 1 || size === undefined))
    fail('compress cannot be true when max-file is less than 2 or max-size is not set')
}
