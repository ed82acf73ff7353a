import { list, strings } from '../cli/collections.ts'
import { defineCommand, exactly } from '../cli/command.ts'
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
})
