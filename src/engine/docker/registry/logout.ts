import { atMost, defineCommand } from '../cli/command.ts'
import { readSettings, writeSettings } from '../cli/settings.ts'

const HUB = 'https://index.docker.io/v1/'

export const logout = defineCommand({
  name: 'logout',
  usage: '[SERVER]',
  summary: 'Log out from a registry',
  long: `Log out from a registry.
If no server is specified, the default is defined by the daemon.`,
  args: atMost(1),
  flags: {},
  async run(context, [server]) {
    const host = server?.replace(/^https?:\/\//, '').split('/')[0]
    const names = host === undefined ? [HUB] : [server!, host, `http://${host}`, `https://${host}`]
    await context.out(`Removing login credentials for ${host ?? HUB}\n`)
    const settings = readSettings(context)
    if (!names.some((name) => settings.auths?.[name])) return
    for (const name of names) delete settings.auths?.[name]
    writeSettings(context, settings)
  },
})
