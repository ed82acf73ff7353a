import { defineCommand, none } from '../cli/command.ts'
import { externalCA, pemFile } from '../cli/swarm-values.ts'
import { bool, duration } from '../cli/values.ts'

export const swarmCa = defineCommand({
  name: 'ca',
  needsSwarm: true,
  usage: '[OPTIONS]',
  summary: 'Display and rotate the root CA',
  args: none,
  flags: {
    'ca-cert': pemFile('Path to the PEM-formatted root CA certificate to use for the new cluster'),
    'ca-key': pemFile('Path to the PEM-formatted root CA key to use for the new cluster'),
    'cert-expiry': duration('Validity period for node certificates (ns|us|ms|s|m|h)', {
      default: 2160 * 3600e9,
    }),
    detach: bool('Exit immediately instead of waiting for the root rotation to converge', { short: 'd' }),
    'external-ca': externalCA('Specifications of one or more certificate signing endpoints'),
    quiet: bool('Suppress progress output', { short: 'q' }),
    rotate: bool('Rotate the swarm CA - if no certificate or key are provided, new ones will be generated'),
  },
})
