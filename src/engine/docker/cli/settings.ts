import { encodeBase64 } from '../../base/base64.ts'
import { byCodeUnit, encode } from '../../base/text.ts'
import type { ClientContext } from './command.ts'
import { configFilePath, loadSettings, type Settings, type StoredAuth } from './config-file.ts'

/** Fields in the order in which the client writes them; it drops what it does not know. */
const FIELDS = (
  'auths HttpHeaders psFormat imagesFormat networksFormat pluginsFormat volumesFormat statsFormat detachKeys credsStore ' +
  'credHelpers serviceInspectFormat servicesFormat tasksFormat secretFormat configFormat nodesFormat pruneFilters proxies ' +
  'experimental currentContext cliPluginsExtraDirs plugins aliases features'
).split(' ')

/** What the client's `config.json` says; nothing where there is none, or where it cannot be used. */
export const readSettings = ({ process, configDir }: ClientContext): Settings =>
  loadSettings(process, configDir).settings

/** Writes the file as the client does: indented with tabs, readable by its owner alone. */
export function writeSettings({ process, configDir }: ClientContext, settings: Settings): void {
  if (!process.exists(configDir)) process.mkdir(configDir, 0o700)
  const auths = Object.entries(settings.auths ?? {})
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([server, one]) => [server, encodedAuth(one)] as const)
  const all: Settings = { ...settings, auths: Object.fromEntries(auths) }
  const known = FIELDS.flatMap((field) => (all[field] === undefined ? [] : [[field, all[field]] as const]))
  const path = configFilePath(configDir)
  const mode = process.exists(path) ? process.stat(path).mode & 0o777 : 0o600
  process.writeFile(path, JSON.stringify(Object.fromEntries(known), undefined, '\t'), mode)
}

/** A login as it is kept: name and password as one. */
const encodedAuth = ({ username, password, auth, ...tokens }: StoredAuth): StoredAuth => {
  const one = username ? encodeBase64(encode(`${username}:${password ?? ''}`)) : auth
  return { ...(one && { auth: one }), ...tokens }
}
