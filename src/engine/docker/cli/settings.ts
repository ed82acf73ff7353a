import type { ClientContext } from './command.ts'
import { configFilePath, loadSettings, type Settings } from './config-file.ts'

/** What the client's `config.json` says; nothing where there is none, or where it cannot be used. */
export const readSettings = ({ process, configDir }: ClientContext): Settings =>
  loadSettings(process, configDir).settings

/** Writes the file as the client does: indented with tabs, readable by its owner alone. */
export function writeSettings(context: ClientContext, settings: Settings): void {
  const { process, configDir } = context
  if (!process.exists(configDir)) process.mkdir(configDir, 0o700)
  process.writeFile(configFilePath(configDir), JSON.stringify(settings, undefined, '\t'), 0o600)
}
