import { list, map } from '../cli/collections.ts'
import { atMost, defineCommand } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { pair } from '../cli/pairs.ts'
import { label } from '../cli/validate.ts'
import { bytes, string } from '../cli/values.ts'

/** Flags that make a volume of a swarm. */
const CLUSTER = [
  'availability',
  'group',
  'limit-bytes',
  'required-bytes',
  'scope',
  'secret',
  'sharing',
  'topology-preferred',
  'topology-required',
  'type',
]

export const volumeCreate = defineCommand({
  name: 'create',
  usage: '[OPTIONS] [VOLUME]',
  summary: 'Create a volume',
  args: atMost(1),
  flags: {
    availability: string('Cluster Volume availability ("active", "pause", "drain")', {
      default: 'active',
      needs: 'swarm',
    }),
    driver: string('Specify volume driver name', { short: 'd', default: 'local' }),
    group: string('Cluster Volume group (cluster volumes)', { needs: 'swarm' }),
    label: list('Set metadata for a volume', { validate: label }),
    'limit-bytes': bytes('Minimum size of the Cluster Volume in bytes', { needs: 'swarm' }),
    name: string('Specify volume name', { hidden: true }),
    opt: map('Set driver specific options', { short: 'o' }),
    'required-bytes': bytes('Maximum size of the Cluster Volume in bytes', { needs: 'swarm' }),
    scope: string('Cluster Volume access scope ("single", "multi")', { default: 'single', needs: 'swarm' }),
    secret: map('Cluster Volume secrets', { needs: 'swarm' }),
    sharing: string('Cluster Volume access sharing ("none", "readonly", "onewriter", "all")', {
      default: 'none',
      needs: 'swarm',
    }),
    'topology-preferred': list('A topology that the Cluster Volume would be preferred in', {
      needs: 'swarm',
    }),
    'topology-required': list('A topology that the Cluster Volume must be accessible from', {
      needs: 'swarm',
    }),
    type: string('Cluster Volume access type ("mount", "block")', { default: 'block', needs: 'swarm' }),
  },
  async run(context, [name], flags) {
    if (name !== undefined && flags.name !== '')
      throw new ClientError(
        'conflicting options: cannot specify a volume-name through both --name and as a positional arg',
      )
    const cluster = CLUSTER.some((flag) => context.changed(flag))
    const reply = await context.api.call('POST /volumes/create', {
      body: {
        Name: name ?? flags.name,
        Driver: flags.driver,
        DriverOpts: flags.opt,
        Labels: Object.fromEntries(flags.label.map(pair)),
        ...(cluster && { ClusterVolumeSpec: {} }),
      },
    })
    await context.out(`${reply.value.Name}\n`)
  },
})
