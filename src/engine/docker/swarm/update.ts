import { defineCommand, none } from '../cli/command.ts'
import { externalCA } from '../cli/swarm-values.ts'
import { bool, duration, int, uint } from '../cli/values.ts'

const SETTINGS = [
  'autolock',
  'cert-expiry',
  'dispatcher-heartbeat',
  'external-ca',
  'max-snapshots',
  'snapshot-interval',
  'task-history-limit',
]

export const swarmUpdate = defineCommand({
  name: 'update',
  needsSwarm: true,
  usage: '[OPTIONS]',
  summary: 'Update the swarm',
  args: none,
  flags: {
    autolock: bool('Change manager autolocking setting (true|false)'),
    'cert-expiry': duration('Validity period for node certificates (ns|us|ms|s|m|h)', {
      default: 2160 * 3600e9,
    }),
    'dispatcher-heartbeat': duration('Dispatcher heartbeat period (ns|us|ms|s|m|h)', { default: 5e9 }),
    'external-ca': externalCA('Specifications of one or more certificate signing endpoints'),
    'max-snapshots': uint('Number of additional Raft snapshots to retain'),
    'snapshot-interval': uint('Number of log entries between Raft snapshots', { default: 10000 }),
    'task-history-limit': int('Task history retention limit', { default: 5 }),
  },
  async run(context) {
    if (!SETTINGS.some((name) => context.changed(name)))
      return void (await context.out(await context.helpText()))
    await context.api.call('GET /swarm', {})
  },
})
