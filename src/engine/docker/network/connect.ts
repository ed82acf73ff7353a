import { list, strings } from '../cli/collections.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { link } from '../cli/validate.ts'
import { int, string } from '../cli/values.ts'

export const networkConnect = defineCommand({
  name: 'connect',
  usage: '[OPTIONS] NETWORK CONTAINER',
  summary: 'Connect a container to a network',
  args: exactly(2),
  flags: {
    alias: strings('Add network-scoped alias for the container'),
    'driver-opt': strings('driver options for the network'),
    'gw-priority': int(
      'Highest gw-priority provides the default gateway. Accepts positive and negative values.',
    ),
    ip: string('IPv4 address (e.g., "172.30.100.104")'),
    ip6: string('IPv6 address (e.g., "2001:db8::33")'),
    link: list('Add link to another container', { validate: link }),
    'link-local-ip': strings('Add a link-local address for the container'),
  },
  async run(context, [id = '', container = ''], flags) {
    const { ip, ip6, link: links, 'driver-opt': options, 'gw-priority': priority } = flags
    const linkLocal = flags['link-local-ip']
    await context.api.call('POST /networks/{id}/connect', {
      params: { id },
      body: {
        Container: container,
        EndpointConfig: {
          IPAMConfig: {
            ...(ip && { IPv4Address: ip }),
            ...(ip6 && { IPv6Address: ip6 }),
            ...(linkLocal.length > 0 && { LinkLocalIPs: linkLocal }),
          },
          Links: links.length > 0 ? links : null,
          Aliases: flags.alias,
          DriverOpts: driverOptions(options),
          GwPriority: priority,
        },
      },
    })
  },
})

/** `key=value` pairs (docker/cli, command/network/connect.go, convertDriverOpt). */
function driverOptions(options: readonly string[]): Record<string, string> {
  const pairs: Record<string, string> = {}
  for (const option of options) {
    const at = option.indexOf('=')
    const key = (at < 0 ? option : option.slice(0, at)).trim()
    if (at < 0 || key === '') throw new ClientError('invalid key/value pair format in driver options')
    pairs[key] = option.slice(at + 1).trim()
  }
  return pairs
}
