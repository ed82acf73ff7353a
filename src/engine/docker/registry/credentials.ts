import { decodeBase64 } from '../../base/base64.ts'
import { decode } from '../../base/text.ts'
import type { AuthConfig } from '../../daemon/api.ts'
import type { ClientContext } from '../cli/command.ts'
import { configFilePath, type StoredAuth } from '../cli/config-file.ts'
import { ClientError } from '../cli/errors.ts'
import { readSettings, writeSettings } from '../cli/settings.ts'

/** Key under which logins to Docker Hub are kept. */
export const INDEX_SERVER = 'https://index.docker.io/v1/'

/** The key of a registry's login: the hub's is a URL, every other's its name. */
export const credentialsKey = (domain: string): string =>
  domain === 'docker.io' || domain === 'index.docker.io' ? INDEX_SERVER : domain

/** A login as the daemon wants it. */
function authOf(server: string, stored: StoredAuth | undefined): AuthConfig {
  if (!stored) return {}
  const [name = '', ...secret] = stored.auth ? decode(decodeBase64(stored.auth).bytes).split(':') : []
  const username = name || stored.username
  const password = secret.join(':') || stored.password
  return {
    ...(username && { username }),
    ...(password && { password }),
    serveraddress: server,
    ...(stored.identitytoken && { identitytoken: stored.identitytoken }),
    ...(stored.registrytoken && { registrytoken: stored.registrytoken }),
  }
}

/** A server's name out of what may be a URL (docker/cli, credentials.ConvertToHostname). */
export function hostOf(server: string): string {
  const url = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]+)(:\d+)?/i.exec(server)
  return url ? `${url[1]}${url[2] ?? ''}` : server.split('/')[0]!
}

/** The program that keeps a server's logins instead of the file. */
function helperFor(context: ClientContext, server: string): string | undefined {
  const { credHelpers, credsStore } = readSettings(context)
  return credHelpers?.[server] ?? (credsStore || undefined)
}

/** Why a helper does not help: it is not there. One that is there is not simulated. */
export function helperFailure(context: ClientContext, server: string, what: string): string | undefined {
  const helper = helperFor(context, server)
  if (helper === undefined) return undefined
  const name = `docker-credential-${helper}`
  const folders = (context.process.env.get('PATH') ?? '').split(':')
  const found = folders.some((folder) => context.process.access(`${folder}/${name}`, { execute: true }))
  const reason = found
    ? `${name}: not simulated by Strata`
    : `exec: "${name}": executable file not found in $PATH`
  return `error ${what} credentials - err: ${reason}, out: \`\``
}

/** The login kept for a server; an empty one where there is none. Throws `ClientError` where a helper fails. */
export function storedLogin(context: ClientContext, server: string): AuthConfig {
  const failure = helperFailure(context, server, 'getting')
  if (failure !== undefined) throw new ClientError(failure)
  const { auths = {} } = readSettings(context)
  const key = Object.hasOwn(auths, server)
    ? server
    : Object.keys(auths).find((name) => hostOf(name) === server)
  return key === undefined ? {} : authOf(key, auths[key])
}

/** What goes with a request about an image of a registry; nothing where no login is to be had. */
export function loginFor(context: ClientContext, domain: string): { auth?: AuthConfig } {
  const key = credentialsKey(domain)
  if (helperFor(context, key) !== undefined) return {}
  const auth = storedLogin(context, key)
  return Object.keys(auth).length > 0 ? { auth } : {}
}

/** Keeps a login in the file; says so where that leaves a password readable. */
export async function storeLogin(context: ClientContext, server: string, auth: AuthConfig): Promise<void> {
  const failure = helperFailure(context, server, 'storing')
  if (failure !== undefined) throw new ClientError(`Error saving credentials: ${failure}`)
  const settings = readSettings(context)
  const before = authOf(server, settings.auths?.[server])
  const { username, password, identitytoken } = auth
  const same =
    before.username === username &&
    (before.password ?? '') === (password ?? '') &&
    before.identitytoken === identitytoken
  if (same) return
  const login: StoredAuth = {
    ...(username && { username }),
    ...(password && { password }),
    ...(identitytoken && { identitytoken }),
  }
  writeSettings(context, { ...settings, auths: { ...settings.auths, [server]: login } })
  if (!password) return
  await context.err(`
WARNING! Your credentials are stored unencrypted in '${configFilePath(context.configDir)}'.
Configure a credential helper to remove this warning. See
https://docs.docker.com/go/credential-store/

`)
}
