import { mount, network } from '../cli/attachments.ts'
import { list } from '../cli/collections.ts'
import { atLeast, defineCommand } from '../cli/command.ts'
import { ulimit } from '../cli/resources.ts'
import { placementPreference, servicePort, swarmConfig, swarmSecret } from '../cli/swarm-values.ts'
import { dnsSearch, environment, extraHost, genericResource, ipAddress, label } from '../cli/validate.ts'
import { duration, float, string, uint } from '../cli/values.ts'
import { serviceFlags } from './options.ts'

export const serviceCreate = defineCommand({
  name: 'create',
  usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  summary: 'Create a new service',
  args: atLeast(1),
  interspersed: false,
  flags: {
    ...serviceFlags,
    config: swarmConfig('Specify configurations to expose to the service'),
    constraint: list('Placement constraints'),
    'container-label': list('Container labels', { validate: label }),
    dns: list('Set custom DNS servers', { validate: ipAddress }),
    'dns-option': list('Set DNS options'),
    'dns-search': list('Set custom DNS search domains', { validate: dnsSearch }),
    'endpoint-mode': string('Endpoint mode (vip or dnsrr)', { default: 'vip' }),
    env: list('Set environment variables', { short: 'e', validate: environment }),
    'env-file': list('Read in a file of environment variables'),
    'generic-resource': list('User defined resources', { validate: genericResource }),
    group: list('Set one or more supplementary user groups for the container'),
    host: list('Set one or more custom host-to-IP mappings (host:ip)', { validate: extraHost }),
    label: list('Service labels', { short: 'l', validate: label }),
    mode: string('Service mode ("replicated", "global", "replicated-job", "global-job")', {
      default: 'replicated',
    }),
    mount: mount('Attach a filesystem mount to the service'),
    name: string('Service name'),
    network: network('Network attachments'),
    'placement-pref': placementPreference('Add a placement preference'),
    publish: servicePort('Publish a port as a node port', { short: 'p' }),
    'restart-condition': string(
      'Restart when condition is met ("none", "on-failure", "any") (default "any")',
    ),
    'restart-delay': duration('Delay between restart attempts (ns|us|ms|s|m|h) (default 5s)'),
    'rollback-delay': duration('Delay between task rollbacks (ns|us|ms|s|m|h) (default 0s)'),
    'rollback-failure-action': string('Action on rollback failure ("pause", "continue") (default "pause")'),
    'rollback-max-failure-ratio': float('Failure rate to tolerate during a rollback (default 0)'),
    'rollback-monitor': duration(
      'Duration after each task rollback to monitor for failure (ns|us|ms|s|m|h) (default 5s)',
    ),
    'rollback-order': string('Rollback order ("start-first", "stop-first") (default "stop-first")'),
    'rollback-parallelism': uint(
      'Maximum number of tasks rolled back simultaneously (0 to roll back all at once)',
      { default: 1 },
    ),
    secret: swarmSecret('Specify secrets to expose to the service'),
    'stop-grace-period': duration(
      'Time to wait before force killing a container (ns|us|ms|s|m|h) (default 10s)',
    ),
    sysctl: list('Sysctl options'),
    ulimit: ulimit('Ulimit options'),
    'update-delay': duration('Delay between updates (ns|us|ms|s|m|h) (default 0s)'),
    'update-failure-action': string(
      'Action on update failure ("pause", "continue", "rollback") (default "pause")',
    ),
    'update-max-failure-ratio': float('Failure rate to tolerate during an update (default 0)'),
    'update-monitor': duration(
      'Duration after each task update to monitor for failure (ns|us|ms|s|m|h) (default 5s)',
    ),
    'update-order': string('Update order ("start-first", "stop-first") (default "stop-first")'),
    'update-parallelism': uint('Maximum number of tasks updated simultaneously (0 to update all at once)', {
      default: 1,
    }),
  },
})
