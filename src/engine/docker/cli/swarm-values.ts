import { parseCsv } from './csv.ts'
import { FlagValueError, flagOf } from './flags.ts'
import { AddressError, parseTcpAddress, showTcpAddress } from './tcp-address.ts'

/**
 * Flag values that only Swarm's commands have. Their commands are not simulated: the client checks the form and
 * keeps the text.
 */
const refuse = (why: string): never => {
  throw new FlagValueError(why)
}
const texts = (name: string, check?: (text: string) => void, zeroText?: string) =>
  flagOf<readonly string[]>({
    name,
    defaultOnceGiven: '',
    zero: [],
    ...(zeroText && { zeroText }),
    parse: (text, sofar) => {
      check?.(text)
      return [...sofar, text]
    },
  })

const reference = (kind: string) => (text: string) => {
  const fields = parseCsv(text)
  if (fields.length === 1 && !fields[0]!.includes('=')) return
  const keys = fields.map((field) => {
    const at = field.indexOf('=')
    if (at <= 0) return refuse(`invalid field '${field}' must be a key=value pair`)
    const key = field.slice(0, at).toLowerCase()
    if (!['source', 'src', 'target', 'uid', 'gid', 'mode'].includes(key))
      refuse(`invalid field in ${kind} request: ${field.slice(0, at)}`)
    return key
  })
  if (!keys.includes('source') && !keys.includes('src')) refuse('source is required')
}

export const swarmConfig = texts('config', reference('config'))
export const swarmSecret = texts('secret', reference('secret'))

export const placementPreference = texts('pref', (text) => {
  const at = text.indexOf('=')
  if (at <= 0) refuse('placement preference must be of the format "<strategy>=<arg>"')
  const strategy = text.slice(0, at)
  if (strategy !== 'spread') refuse(`unsupported placement preference ${strategy} (only spread is supported)`)
})

export const servicePort = texts('port')
export const externalCA = texts('external-ca', (text) => {
  const keys = parseCsv(text).map((field) => {
    const at = field.indexOf('=')
    if (at === -1) return refuse(`invalid field '${field}' must be a key=value pair`)
    const key = field.slice(0, at).toLowerCase()
    const value = field.slice(at + 1)
    if (key === 'protocol' && value.toLowerCase() !== 'cfssl')
      refuse(`unrecognized external CA protocol ${value.toLowerCase()}`)
    return key
  })
  if (!keys.includes('protocol')) refuse('the external-ca option needs a protocol= parameter')
  if (!keys.includes('url')) refuse('the external-ca option needs a url= parameter')
})
export const credentialSpec = texts('credential-spec')
export const pemFile = texts('pem-file')
export const commandLine = texts('command')
export const addressPool = texts('ipNetSlice', undefined, '[]')

/** Address and port of a node. */
export const nodeAddress = flagOf<string>({
  name: 'node-addr',
  zero: '',
  parse: (text) => {
    try {
      return showTcpAddress(parseTcpAddress(text, { host: '0.0.0.0', port: '2377' })).slice('tcp://'.length)
    } catch (error) {
      if (!(error instanceof AddressError)) throw error
      return refuse(error.message)
    }
  },
})
