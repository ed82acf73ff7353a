import { rfc3339Nano } from '../../base/time.ts'
import type { ClientContext } from '../cli/command.ts'
import { any, atMost, defineCommand, exactly, none } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { bool, string } from '../cli/values.ts'
import { formatRows, type RowType } from '../format/table.ts'
import { alignColumns } from '../format/tabwriter.ts'
import { bytesSize } from '../format/units.ts'
import { checkBuilder, common } from './common.ts'

const VERSION = 'v0.0.0+unknown'
const PLATFORMS = ['linux/amd64', 'linux/amd64/v2', 'linux/amd64/v3', 'linux/amd64/v4', 'linux/386']

/** The daemon must be there to be told of. */
const ping = (context: ClientContext) => context.api.call('GET /_ping', {})

interface Builder {
  readonly name: string
}
const BUILDER: RowType<Builder> = {
  type: '*commands.lsContext',
  headers: {
    Name: 'NAME/NODE',
    DriverEndpoint: 'DRIVER/ENDPOINT',
    Status: 'STATUS',
    Buildkit: 'BUILDKIT',
    Platforms: 'PLATFORMS',
  },
  columns: {
    Name: ({ name }) => name,
    DriverEndpoint: () => 'docker',
    Status: () => 'running',
    LastActivity: () => '',
    Buildkit: () => VERSION,
    Platforms: () => PLATFORMS.join(', '),
    Error: () => '',
  },
}

export const buildxLs = defineCommand({
  name: 'ls',
  summary: 'List builder instances',
  args: none,
  flags: {
    ...common.debug,
    format: string('Format the output', { default: 'table' }),
    'no-trunc': bool("Don't truncate output"),
  },
  async run(context, _args, flags) {
    await ping(context)
    if (flags.format !== 'table') return context.out(formatRows(flags.format, BUILDER, [{ name: 'default' }]))
    const shown = flags['no-trunc'] ? PLATFORMS.join(', ') : 'linux/amd64 (+4), linux/386'
    const rows = [
      'NAME/NODE\tDRIVER/ENDPOINT\tSTATUS\tBUILDKIT\tPLATFORMS\n',
      'default*\tdocker\t\t\t\n',
      ` \\_ default\t \\_ default\trunning\t${VERSION}\t${shown}\n`,
    ]
    await context.out(alignColumns(rows.join(''), { minWidth: 1, padding: 3 }))
  },
})

export const buildxInspect = defineCommand({
  name: 'inspect',
  usage: '[NAME]',
  summary: 'Inspect current builder instance',
  args: atMost(1),
  flags: {
    bootstrap: bool('Ensure builder has booted before inspecting'),
    ...common.builder,
    ...common.debug,
  },
  async run(context, [name = ''], flags) {
    checkBuilder(context, name || flags.builder)
    await ping(context)
    const { blocks, blockSize } = context.process.statfs('/')
    const size = blocks * blockSize
    const space = (share: number): string => bytesSize(size * share)
    const reserved = ` Reserved Space: ${space(0.1)}\n Max Used Space: ${space(0.8)}\n Min Free Space: ${space(0.2)}\n`
    const seconds = rfc3339Nano(context.process.now()).slice(0, 19).replace('T', ' ')
    await context.out(
      [
        'Name:          default\nDriver:        docker\n',
        `Last Activity: ${seconds} +0000 UTC\n\nNodes:\n`,
        'Name:             default\nEndpoint:         default\nStatus:           running\n',
        `BuildKit version: ${VERSION}\nPlatforms:        ${PLATFORMS.join(', ')}\n`,
        'Labels:\n org.mobyproject.buildkit.worker.moby.host-gateway-ip: 172.17.0.1\n',
        'GC Policy rule#0:\n All:            false\n',
        ' Filters:        type==source.local,type==exec.cachemount,type==source.git.checkout\n',
        ` Keep Duration:  48h0m0s\n Max Used Space: ${space(0.0142)}\n`,
        `GC Policy rule#1:\n All:            false\n Keep Duration:  1440h0m0s\n${reserved}`,
        `GC Policy rule#2:\n All:            false\n${reserved}`,
        `GC Policy rule#3:\n All:            true\n${reserved}`,
      ].join(''),
    )
  },
})

export const buildxVersion = defineCommand({
  name: 'version',
  summary: 'Show buildx version information',
  args: none,
  flags: common.debug,
  run: (context) => context.out('github.com/docker/buildx 0.29.1+ds1 0.29.1+ds1-4\n'),
})

export const buildxUse = defineCommand({
  name: 'use',
  usage: '[OPTIONS] NAME',
  summary: 'Set the current builder instance',
  args: exactly(1),
  flags: {
    ...common.builder,
    ...common.debug,
    default: bool('Set builder as default for current context'),
    global: bool('Builder persists context changes'),
  },
  run({ configDir }, [name = '']) {
    if (name === 'default') return Promise.resolve()
    throw new ClientError(
      `failed to find instance ${JSON.stringify(name)}: open ${configDir}/buildx/instances/${name}: no such file or directory`,
    )
  },
})

export const buildxRm = defineCommand({
  name: 'rm',
  usage: '[OPTIONS] [NAME...]',
  summary: 'Remove one or more builder instances',
  args: any,
  flags: {
    'all-inactive': bool('Remove all inactive builders'),
    ...common.builder,
    ...common.debug,
    force: bool('Do not prompt for confirmation', { short: 'f' }),
    'keep-daemon': bool('Keep the BuildKit daemon running'),
    'keep-state': bool('Keep BuildKit state'),
  },
  async run(context, names, flags) {
    const wanted = names.length > 0 ? names : flags['all-inactive'] ? [] : [flags.builder || 'default']
    for (const name of wanted) {
      const why =
        name === 'default'
          ? 'context builder cannot be removed, run `docker context rm default` to remove this context'
          : `no builder ${JSON.stringify(name)} found`
      await context.err(`failed to remove ${name}: ${why}\n`)
    }
    if (wanted.length > 0) throw new ClientError('failed to remove one or more builders')
  },
})

/** The daemon's own builder does not stop. */
export const buildxStop = defineCommand({
  name: 'stop',
  usage: '[NAME]',
  summary: 'Stop builder instance',
  args: atMost(1),
  flags: { ...common.builder, ...common.debug },
  async run(context, [name = ''], flags) {
    checkBuilder(context, name || flags.builder)
  },
})
