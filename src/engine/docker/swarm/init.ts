import { defineCommand, none } from '../cli/command.ts'
import { addressPool, externalCA, nodeAddress } from '../cli/swarm-values.ts'
import { bool, duration, int, string, uint, uint32 } from '../cli/values.ts'

export const swarmInit = defineCommand({
  name: 'init',
  usage: '[OPTIONS]',
  summary: 'Initialize a swarm',
  args: none,
  flags: {
    'advertise-addr': string('Advertised address (format: "<ip|interface>[:port]")'),
    autolock: bool('Enable manager autolocking (requiring an unlock key to start a stopped manager)'),
    availability: string('Availability of the node ("active", "pause", "drain")', { default: 'active' }),
    'cert-expiry': duration('Validity period for node certificates (ns|us|ms|s|m|h)', {
      default: 2160 * 3600e9,
    }),
    'data-path-addr': string('Address or interface to use for data path traffic (format: "<ip|interface>")'),
    'data-path-port': uint32(
      'Port number to use for data path traffic (1024 - 49151). If no value is set or is set to 0, the default port (4789) is used.',
    ),
    'default-addr-pool': addressPool('default address pool in CIDR format'),
    'default-addr-pool-mask-length': uint32('default address pool subnet mask length', { default: 24 }),
    'dispatcher-heartbeat': duration('Dispatcher heartbeat period (ns|us|ms|s|m|h)', { default: 5e9 }),
    'external-ca': externalCA('Specifications of one or more certificate signing endpoints'),
    'force-new-cluster': bool('Force create a new cluster from current state'),
    'listen-addr': nodeAddress('Listen address (format: "<ip|interface>[:port]")', {
      default: '0.0.0.0:2377',
    }),
    'max-snapshots': uint('Number of additional Raft snapshots to retain'),
    'snapshot-interval': uint('Number of log entries between Raft snapshots', { default: 10000 }),
    'task-history-limit': int('Task history retention limit', { default: 5 }),
  },
})
