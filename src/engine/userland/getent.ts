import { canonicalIp } from '../base/ip.ts'
import { HostNames } from './net/hosts.ts'
import { askDns, nameOf, ResolveError, resolve } from './net/resolve.ts'
import { Failure, type Io, program } from './program.ts'
import { fieldsIn, textAt } from './system-files.ts'

/** Looks one key up, or lists all where there is none; undefined: not found. */
type Database = (io: Io, key?: string) => Promise<string | undefined> | string | undefined

const NOT_FOUND = 2

/** Lines of a colon-separated file: by name, or by the number in the third field. */
const colons =
  (path: string, numbered: boolean): Database =>
  ({ p }, key) => {
    const lines = textAt(p, path)?.split('\n').filter(Boolean)
    if (!lines) return undefined
    if (key === undefined) return lines.map((line) => `${line}\n`).join('')
    const at = numbered && /^\d+$/.test(key) ? 2 : 0
    const found = lines.find((line) => line.split(':')[at] === key)
    return found === undefined ? undefined : `${found}\n`
  }

/** Lines of a table of names with a number, an address or the like, and other names. */
const names =
  (path: string, separator: string, numberOf = (text: string): string => text): Database =>
  ({ p }, key) => {
    const rows = fieldsIn(p, path)
    const fits = ([name, value = '', ...aliases]: string[]): boolean =>
      key === undefined || name === key || aliases.includes(key) || value === key || numberOf(value) === key
    const found = rows.filter(fits)
    const text = (key === undefined ? found : found.slice(0, 1))
      .map(([name = '', value = '', ...aliases]) =>
        [`${name.padEnd(21)}${separator}${value}`, ...aliases].join(' '),
      )
      .map((line) => `${line}\n`)
      .join('')
    return text === '' ? undefined : text
  }

const hostLine = (address: string, all: readonly string[]): string =>
  `${address.padEnd(15)} ${all.join(' ')}\n`

const hosts: Database = async ({ p }, key) => {
  const own = new HostNames(p).all
  if (key === undefined)
    return own
      .filter(({ address }) => !address.includes(':') || address === '::1')
      .map(({ address, names: all }) => hostLine(address === '::1' ? '127.0.0.1' : address, all))
      .join('')
  const literal = canonicalIp(key)
  if (literal !== undefined) {
    const line = own.find(({ address }) => address === literal)
    if (line) return hostLine(literal, line.names)
    const name = await found(() => nameOf(p, literal))
    return name && hostLine(literal, [name])
  }
  for (const [type, six] of [
    ['AAAA', true],
    ['A', false],
  ] as const) {
    const lines = own.filter(({ address, names: all }) => address.includes(':') === six && all.includes(key))
    if (lines.length > 0) return lines.map(({ address }) => hostLine(address, lines[0]!.names)).join('')
    if (own.some(({ names: all }) => all.includes(key))) continue
    const addresses = (await found(() => resolve(p, key, six ? 6 : 4))) ?? []
    if (addresses.length === 0) continue
    // The name that has the addresses, where the one asked for is another of its names.
    const answer = await askDns(p, { name: key, type })
    const canonical = answer?.records.find((record) => record.type === type)?.name ?? key
    const aliases = canonical === key ? [] : [key]
    return addresses.map((address) => hostLine(address, [canonical, ...aliases])).join('')
  }
  return undefined
}

/** As getaddrinfo(3) tells: a line for each kind of socket. */
const addresses =
  (family?: 4 | 6): Database =>
  async ({ p }, key) => {
    if (key === undefined) return ''
    const all = await found(() => resolve(p, key, family))
    const canonical = new HostNames(p).canonical(key) ?? key
    return all
      ?.map((address, i) =>
        ['STREAM', 'DGRAM', 'RAW']
          .map((kind, j) => `${address.padEnd(15)} ${kind.padEnd(6)} ${i + j === 0 ? canonical : ''}\n`)
          .join(''),
      )
      .join('')
  }

async function found<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look()
  } catch (error) {
    if (error instanceof ResolveError) return undefined
    throw error
  }
}

const DATABASES: Readonly<Record<string, Database>> = {
  ahosts: addresses(),
  ahostsv4: addresses(4),
  ahostsv6: addresses(6),
  group: colons('/etc/group', true),
  gshadow: colons('/etc/gshadow', false),
  hosts,
  networks: names('/etc/networks', ' '),
  passwd: colons('/etc/passwd', true),
  protocols: names('/etc/protocols', ' '),
  services: names('/etc/services', ' ', (value) => value.split('/')[0]!),
  shadow: colons('/etc/shadow', false),
}
const HINT = "Try `getent --help' or `getent --usage' for more information."

/** `getent` (glibc 2.36): what the databases of names hold. */
export const getent = program('getent', async (io) => {
  const [name, ...keys] = io.args
  if (name === undefined) throw new Failure('wrong number of arguments', 1, HINT)
  const database = DATABASES[name]
  if (!database) throw new Failure('', 1, `Unknown database: ${name}\n${HINT}`)
  let code = 0
  for (const key of keys.length === 0 ? [undefined] : keys) {
    const text = await database(io, key)
    if (text === undefined) code = NOT_FOUND
    else await io.out.write(text)
  }
  return code
})
