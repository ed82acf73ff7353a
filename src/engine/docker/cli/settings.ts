import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { ClientContext } from './command.ts'

/** The client's `config.json`: logins and preferences. */
export interface Settings {
  auths?: Record<string, { auth?: string }>
  currentContext?: string
  [more: string]: unknown
}

const pathOf = ({ configDir }: ClientContext): string => `${configDir}/config.json`

/** What the file says; nothing where there is none. */
export function readSettings(context: ClientContext): Settings {
  try {
    return JSON.parse(decode(bytesOf(context.process.readFile(pathOf(context))))) as Settings
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return {}
    throw error
  }
}

/** Writes the file as the client does: indented with tabs, readable by its owner alone. */
export function writeSettings(context: ClientContext, settings: Settings): void {
  const { process, configDir } = context
  if (!process.exists(configDir)) process.mkdir(configDir, 0o700)
  process.writeFile(pathOf(context), JSON.stringify(settings, undefined, '\t'), 0o600)
}
