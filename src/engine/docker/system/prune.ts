import { filter } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { confirm } from '../cli/confirm.ts'
import { ClientError } from '../cli/errors.ts'
import { bool } from '../cli/values.ts'
import { pruneContainers } from '../container/prune.ts'
import { humanSize } from '../format/units.ts'
import { pruneImages } from '../image/prune.ts'
import { pruneNetworks } from '../network/prune.ts'
import { pruneVolumes } from '../volume/prune.ts'
import { pruneBuilds } from './prune-builds.ts'

const bullets = (items: readonly string[]): string => items.map((item) => `\n  - ${item}`).join('')

export const systemPrune = defineCommand({
  name: 'prune',
  usage: '[OPTIONS]',
  summary: 'Remove unused data',
  args: none,
  flags: {
    all: bool('Remove all unused images not just dangling ones', { short: 'a' }),
    filter: filter('Provide filter values (e.g. "label=<key>=<value>")'),
    force: bool('Do not prompt for confirmation', { short: 'f' }),
    volumes: bool('Prune anonymous volumes'),
  },
  async run(context, _args, flags) {
    if (flags.volumes && flags.filter.until)
      throw new ClientError('ERROR: The "until" filter is not supported with "--volumes"')
    const warnings = [
      'all stopped containers',
      'all networks not used by at least one container',
      ...(flags.volumes ? ['all anonymous volumes not used by at least one container'] : []),
      flags.all ? 'all images without at least one container associated to them' : 'all dangling images',
      flags.all ? 'all build cache' : 'unused build cache',
    ]
    const limits = ['label', 'label!', 'until'].flatMap((name) =>
      (flags.filter[name] ?? []).map((value) => `${name}=${value}`),
    )
    const filtered =
      limits.length > 0 && `\n  Items to be pruned will be filtered with:${bullets(limits.sort())}\n`
    const question = `WARNING! This will remove:${bullets(warnings)}\n${filtered || ''}\nAre you sure you want to continue?`
    if (!flags.force && !(await confirm(context, question))) return
    let freed = 0
    const { filter: filters, all } = flags
    for (const prune of [
      () => pruneContainers(context, filters),
      () => pruneNetworks(context, filters),
      ...(flags.volumes ? [() => pruneVolumes(context, filters)] : []),
      () => pruneImages(context, all, filters),
      () => pruneBuilds(context, all, filters),
    ]) {
      const pruned = await prune()
      freed += pruned.freed
      await context.out(pruned.text)
    }
    await context.out(`Total reclaimed space: ${humanSize(freed)}\n`)
  },
})
