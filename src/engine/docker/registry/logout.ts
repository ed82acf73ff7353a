import { atMost, type ClientContext, defineCommand } from '../cli/command.ts'
import { readSettings, writeSettings } from '../cli/settings.ts'
import { helperFailure, hostOf, INDEX_SERVER } from './credentials.ts'

export const logout = defineCommand({
  name: 'logout',
  usage: '[SERVER]',
  summary: 'Log out from a registry',
  long: `Log out from a registry.
If no server is specified, the default is defined by the daemon.`,
  args: atMost(1),
  flags: {},
  async run(context, [server]) {
    const host = server ? hostOf(server) : INDEX_SERVER
    const names = server ? [server, host, `http://${host}`, `https://${host}`] : [INDEX_SERVER]
    if (!server) {
      const failure = helperFailure(context, INDEX_SERVER, 'getting')
      if (failure !== undefined) await context.err(`WARNING: ${failure}\n`)
    }
    await context.out(`Removing login credentials for ${host}\n`)
    const failures = new Map<string, string>()
    for (const name of names) {
      const failure = helperFailure(context, name, 'erasing')
      if (failure === undefined) erase(context, name)
      else failures.set(name, failure)
    }
    if (failures.size < names.length) return
    await context.err('WARNING: could not erase credentials:\n')
    for (const [name, failure] of failures) await context.err(`${name}: ${failure}\n`)
  },
})

function erase(context: ClientContext, name: string): void {
  const settings = readSettings(context)
  const { [name]: login, ...others } = settings.auths ?? {}
  if (login) writeSettings(context, { ...settings, auths: others })
}
