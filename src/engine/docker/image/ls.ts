import type { Filters } from '../../daemon/api.ts'
import { filter } from '../cli/collections.ts'
import { atMost, defineCommand } from '../cli/command.ts'
import { FORMAT_HELP } from '../cli/descriptions.ts'
import { ClientError } from '../cli/errors.ts'
import { bool, string } from '../cli/values.ts'
import { formatRows } from '../format/table.ts'
import { quote } from '../go/quote.ts'
import { imageFormat, imageRows, imageRowType } from './rows.ts'
import { showTree } from './tree.ts'

/** Names that a reader may have meant as `docker image NAME`. */
const SUBCOMMANDS = new Set(
  'build history import inspect list load ls prune pull push rm save tag'.split(' '),
)

const TREE_REFUSES = [
  ['quiet', '--quiet'],
  ['no-trunc', '--no-trunc'],
  ['digests', '--show-digest'],
  ['format', '--format'],
] as const

const withReference = (filters: Filters, name: string): Filters => ({
  ...filters,
  reference: [...(filters.reference ?? []), name],
})

export const imageLs = defineCommand({
  name: 'ls',
  aliases: ['list'],
  usage: '[OPTIONS] [REPOSITORY[:TAG]]',
  summary: 'List images',
  calledAs: ['docker image ls', 'docker image list', 'docker images'],
  args: atMost(1),
  flags: {
    all: bool('Show all images (default hides intermediate images)', { short: 'a' }),
    digests: bool('Show digests'),
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: string(FORMAT_HELP),
    'no-trunc': bool("Don't truncate output"),
    quiet: bool('Only show image IDs', { short: 'q' }),
    tree: bool('List multi-platform images as a tree (EXPERIMENTAL)'),
  },
  async run(context, [name], flags) {
    const filters = !name ? flags.filter : withReference(flags.filter, name)
    const query = { all: flags.all, filters }
    if (flags.tree) {
      const refused = TREE_REFUSES.find(([flag]) => flags[flag])
      if (refused) throw new ClientError(`${refused[1]} is not yet supported with --tree`)
      await showTree(context, (await context.api.call('GET /images/json', { query })).value, flags.all)
      return
    }
    const images = (await context.api.call('GET /images/json', { query })).value
    const format = flags.format || (!flags.quiet && context.settings.imagesFormat) || 'table'
    const rows = images.flatMap((image) => imageRows(image, format, flags.digests))
    const template = imageFormat(format, flags)
    await context.out(formatRows(template, imageRowType(!flags['no-trunc'], context.process.now()), rows))
    if (
      name !== undefined &&
      images.length === 0 &&
      context.path === 'docker images' &&
      SUBCOMMANDS.has(name)
    )
      await context.err(`\nNo images found matching ${quote(name)}: did you mean "docker image ${name}"?\n`)
  },
})
