import { decodeBase64 } from '../../base/base64.ts'
import { bytesOf } from '../../base/body.ts'
import { FsError } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { Process } from '../../kernel/process.ts'
import { decodeJson, JsonSyntaxError } from '../go/json.ts'
import { goErrno } from './errors.ts'

/** One login: name and password as base64 of `name:password`, or a token instead of the password. */
export interface StoredAuth {
  auth?: string
  username?: string
  password?: string
  identitytoken?: string
  registrytoken?: string
}

/** The client's `config.json`: logins and preferences (docker/cli, cli/config/configfile). */
export interface Settings {
  auths?: Record<string, StoredAuth>
  credsStore?: string
  credHelpers?: Record<string, string>
  currentContext?: string
  imagesFormat?: string
  psFormat?: string
  detachKeys?: string
  aliases?: Record<string, string>
  [more: string]: unknown
}

export interface LoadedSettings {
  readonly settings: Settings
  /** What the client says on standard error where the file cannot be used; it goes on without. */
  readonly warning?: string
}

export const configFilePath = (configDir: string): string => `${configDir}/config.json`

const STRINGS = new Set(
  (
    'psFormat imagesFormat networksFormat pluginsFormat volumesFormat statsFormat detachKeys credsStore ' +
    'serviceInspectFormat servicesFormat tasksFormat secretFormat configFormat nodesFormat currentContext'
  ).split(' '),
)
/** Fields that are objects, and Go's type of them. */
const OBJECTS: Readonly<Record<string, string>> = {
  auths: 'map[string]types.AuthConfig',
  HttpHeaders: 'map[string]string',
  credHelpers: 'map[string]string',
  proxies: 'map[string]configfile.ProxyConfig',
  plugins: 'map[string]map[string]string',
  aliases: 'map[string]string',
  features: 'map[string]string',
}

const kindOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

/** What json.Unmarshal says of a field that is of another type than the client's; undefined where all fit. */
function wrongType(settings: Settings): string | undefined {
  for (const [name, value] of Object.entries(settings)) {
    const type = STRINGS.has(name) ? 'string' : OBJECTS[name]
    const kind = kindOf(value)
    if (value === null || type === undefined || kind === (type === 'string' ? type : 'object')) continue
    return `json: cannot unmarshal ${kind} into Go struct field ConfigFile.${name} of type ${type}`
  }
  return undefined
}

/** What is wrong with the stored logins: `user:password` in base64 each. */
function wrongLogins({ auths }: Settings): string | undefined {
  for (const { auth = '' } of Object.values(auths ?? {})) {
    if (auth === '') continue
    const stray = auth.replace(/={0,2}$/, '').search(/[^A-Za-z0-9+/]/)
    if (stray !== -1) return `illegal base64 data at input byte ${stray}`
    if (auth.length % 4 !== 0) return `illegal base64 data at input byte ${auth.length - (auth.length % 4)}`
    if (!decode(decodeBase64(auth).bytes).includes(':')) return 'Invalid auth configuration file'
  }
  return undefined
}

/** Reads the file. Nothing of it counts where any of it is wrong. */
export function loadSettings(process: Process, configDir: string): LoadedSettings {
  const path = configFilePath(configDir)
  const useless = (why: string): LoadedSettings => ({
    settings: {},
    warning: `WARNING: Error parsing config file (${path}): ${why}`,
  })
  let text: string
  try {
    text = decode(bytesOf(process.readFile(path)))
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    if (error.errno === 'ENOENT') return { settings: {} }
    if (error.errno === 'EISDIR') return useless(`read ${path}: ${goErrno(error)}`)
    return { settings: {}, warning: `WARNING: Error loading config file: open ${path}: ${goErrno(error)}` }
  }
  try {
    const value = decodeJson(text) ?? {}
    if (kindOf(value) !== 'object')
      return useless(`json: cannot unmarshal ${kindOf(value)} into Go value of type configfile.ConfigFile`)
    const settings = value as Settings
    const wrong = wrongType(settings) ?? wrongLogins(settings)
    return wrong === undefined ? { settings } : useless(wrong)
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    return useless(error.message)
  }
}
