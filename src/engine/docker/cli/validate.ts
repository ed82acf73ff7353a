import { quote } from '../go/quote.ts'
import { isIPAddress } from './addresses.ts'
import type { Validator } from './collections.ts'
import { FlagValueError } from './flags.ts'
import { parseRam } from './numbers.ts'
import { referenceArgument } from './reference-argument.ts'

/** What Docker's client checks while it reads list flags (github.com/docker/cli/opts, `Validate…`). */

const refuse = (why: string): never => {
  throw new FlagValueError(why)
}

const keyOf = (text: string, separator: string): string | undefined => {
  const at = text.indexOf(separator)
  return at === -1 ? undefined : text.slice(0, at)
}

/** `NAME=value`, or `NAME` alone, which takes the client's own value if it has one. */
export const environment: Validator = (text, { env }) => {
  const key = keyOf(text, '=') ?? text
  if (key === '') return refuse(`invalid environment variable: ${text}`)
  const own = env.get(key)
  return text.includes('=') || own === undefined ? text : `${key}=${own}`
}

/** `key=value` or `key`; the key without white space. */
export const label: Validator = (text) => {
  const key = (keyOf(text, '=') ?? text).replace(/^[ \t]+/, '')
  if (key === '') return refuse(`invalid label '${text}': empty name`)
  return /[ \t]/.test(key) ? refuse(`label '${key}' contains whitespaces`) : text
}

/** `host:ip` or `host=ip`, with `host-gateway` for an address. Returns `host:ip`. */
export const extraHost: Validator = (text) => {
  const separator = text.includes('=') ? '=' : ':'
  const host = keyOf(text, separator)
  if (!host || host.includes(':')) return refuse(`bad format for add-host: ${quote(text)}`)
  const rest = text.slice(host.length + 1)
  if (rest === 'host-gateway') return `${host}:${rest}`
  const address = /^\[(.+)\]$/.exec(rest)?.[1] ?? rest
  if (!isIPAddress(address.trim())) return refuse(`invalid IP address in add-host: ${quote(address)}`)
  return `${host}:${address}`
}

export const ipAddress: Validator = (text) =>
  isIPAddress(text.trim()) ? text.trim() : refuse(`IP address is not correctly formatted: ${text}`)

const LABEL = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const DOMAIN = new RegExp(`^(:?${LABEL}(?::?\\.${LABEL})*)\\.?\\s*$`)

/** A search domain; `.` for none. */
export const dnsSearch: Validator = (text) => {
  const domain = text.replace(/^ +| +$/g, '')
  if (domain === '.') return domain
  const name = /[a-zA-Z]/.test(domain) ? DOMAIN.exec(domain)?.[1] : undefined
  return name !== undefined && name.length < 255 ? name : refuse(`${domain} is not a valid domain`)
}

/** `container` or `container:alias`. */
export const link: Validator = (text) => {
  if (text === '') return refuse('empty string specified for links')
  return text.split(':').length > 2 ? refuse(`bad format for links: ${text}`) : text
}

export const standardStream: Validator = (text) => {
  const stream = text.toLowerCase()
  return ['stdin', 'stdout', 'stderr'].includes(stream)
    ? stream
    : refuse('valid streams are STDIN, STDOUT and STDERR')
}

/** `type major:minor mode`. */
export const deviceCgroupRule: Validator = (text) =>
  /^[acb] (\d+|\*):(\d+|\*) [rwm]{1,3}$/.test(text) ? text : refuse(`invalid device cgroup format '${text}'`)

const SYSCTLS = ['msgmax', 'msgmnb', 'msgmni', 'sem', 'shmall', 'shmmax', 'shmmni', 'shm_rmid_forced']
/** Only settings that have a namespace of their own. */
export const sysctl: Validator = (text) => {
  const key = keyOf(text, '=') ?? ''
  const allowed = SYSCTLS.some((name) => key === `kernel.${name}`) || /^(net|fs\.mqueue)\./.test(key)
  return allowed ? text : refuse(`sysctl '${text}' is not allowed`)
}

/** A name for an image to build. */
export const imageTag: Validator = (text) => {
  try {
    referenceArgument(text)
  } catch (error) {
    return refuse((error as Error).message)
  }
  return text
}

export const genericResource: Validator = (text) =>
  text.includes('=') ? text : refuse(`invalid generic-resource format \`${text}\` expected \`name=value\``)

const device = (text: string): string => {
  const path = keyOf(text, ':')
  if (!path) return refuse(`bad format: ${text}`)
  if (!path.startsWith('/dev/')) return refuse(`bad format for device path: ${text}`)
  return text.slice(path.length + 1)
}

/** `/dev/x:weight`, weight 0 or 10…1000. */
export const weightDevice: Validator = (text) => {
  const weight = device(text)
  const value = Number(weight)
  const valid = /^\d+$/.test(weight) && (value === 0 || (value >= 10 && value <= 1000))
  return valid ? text : refuse(`invalid weight for device: ${text}`)
}

/** `/dev/x:10mb`. */
export const bytesPerSecond: Validator = (text) => {
  const rate = device(text)
  try {
    parseRam(rate)
  } catch (error) {
    if (!(error instanceof FlagValueError)) throw error
    return refuse(
      `invalid rate for device: ${text}. The correct format is <device-path>:<number>[<unit>]. Number must be a positive integer. Unit is optional and can be kb, mb, or gb`,
    )
  }
  return text
}

/** `/dev/x:1000`. */
export const operationsPerSecond: Validator = (text) =>
  /^\d+$/.test(device(text))
    ? text
    : refuse(
        `invalid rate for device: ${text}. The correct format is <device-path>:<number>. Number must be a positive integer`,
      )
