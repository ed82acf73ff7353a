import { defineCommand, exactly } from '../cli/command.ts'
import { nodeAddress } from '../cli/swarm-values.ts'
import { string } from '../cli/values.ts'

export const swarmJoin = defineCommand({
  name: 'join',
  usage: '[OPTIONS] HOST:PORT',
  summary: 'Join a swarm as a node and/or manager',
  args: exactly(1),
  flags: {
    'advertise-addr': string('Advertised address (format: "<ip|interface>[:port]")'),
    availability: string('Availability of the node ("active", "pause", "drain")', { default: 'active' }),
    'data-path-addr': string('Address or interface to use for data path traffic (format: "<ip|interface>")'),
    'listen-addr': nodeAddress('Listen address (format: "<ip|interface>[:port]")', {
      default: '0.0.0.0:2377',
    }),
    token: string('Token for entry into the swarm'),
  },
})
