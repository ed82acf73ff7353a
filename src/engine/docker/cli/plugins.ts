import { byCodeUnit } from '../../base/text.ts'
import type { ExitCode, Process } from '../../kernel/process.ts'
import { quote } from '../go/quote.ts'
import { any, type Command, defineGroup } from './command.ts'
import { ClientError } from './errors.ts'
import { FlagValueError } from './flags.ts'
import { parseBoolean } from './numbers.ts'

/** Programs named `docker-NAME` in these folders are commands of `docker` (docker/cli, cli-plugins/manager). */
const pluginFolders = (configDir: string): readonly string[] => [
  `${configDir}/cli-plugins`,
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
]

/** Path of a plugin's program; undefined where there is none. */
export function findPlugin(process: Process, configDir: string, name: string): string | undefined {
  if (!/^[a-z][a-z0-9]*$/.test(name)) return undefined
  return pluginFolders(configDir)
    .map((folder) => `${folder}/docker-${name}`)
    .find((path) => process.exists(path) && process.access(path, { execute: true }))
}

/** Runs a plugin with the client's own command line and gives its exit code. */
export async function runPlugin(
  process: Process,
  path: string,
  argv: readonly string[],
  env: ReadonlyMap<string, string> = process.env,
): Promise<ExitCode> {
  const pid = process.spawn({ path, argv: [path, ...argv], env })
  const ended = await process.wait(pid)
  return ended?.status.kind === 'exited' ? ended.status.code : 1
}

/** The calls that go to buildx where it is there: how many words name the command, and what buildx calls it. */
const BUILDER_CALLS: readonly (readonly [from: readonly string[], to: readonly string[]])[] = [
  [['bake'], ['bake']],
  [['builder'], []],
  [['build'], ['build']],
  [['image', 'build'], ['build']],
]

const DEPRECATED = 'DEPRECATED: The legacy builder is deprecated and will be removed in a future release.\n'
const MISSING = `            Install the buildx component to build images with BuildKit:
            https://docs.docker.com/go/buildx/`
const DISABLED = `            BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0
            environment-variable.`
const missing = (what: string, purpose: string): string =>
  `ERROR: ${what} the buildx component ${purpose} missing or broken.`

export interface BuilderChoice {
  /** Words to hand to buildx instead. */
  readonly forward?: { readonly path: string; readonly argv: readonly string[] }
  /** What to say on standard error before going on with the classic builder. */
  readonly warning?: string
}

/** Who builds: buildx where its plugin is found and BuildKit not turned off, else the classic builder (cmd/docker/builder.go). */
export function chooseBuilder(
  process: Process,
  configDir: string,
  args: readonly string[],
  aliases: Readonly<Record<string, string>> = {},
): BuilderChoice {
  const strange = Object.keys(aliases).find((name) => name !== 'builder')
  if (strange !== undefined)
    throw new ClientError(
      `not allowed to alias ${quote(strange)} (allowed: map[string]struct {}{"builder":struct {}{}})`,
    )
  const call = BUILDER_CALLS.find(([from]) => from.every((word, i) => args[i] === word))
  const setting = process.env.get('DOCKER_BUILDKIT') ?? ''
  let wanted: boolean | undefined
  try {
    if (setting !== '') wanted = parseBoolean(setting)
  } catch (error) {
    if (!(error instanceof FlagValueError)) throw error
    throw new ClientError(`DOCKER_BUILDKIT environment variable expects boolean value: ${error.message}`)
  }
  if (!call) return {}
  const bake = args[0] === 'bake'
  if (wanted === false && !bake) return { warning: `${DEPRECATED}${DISABLED}\n\n` }
  const path = findPlugin(process, configDir, 'buildx')
  if (path) return { forward: { path, argv: ['buildx', ...call[1], ...args.slice(call[0].length)] } }
  const install = (why: string): string =>
    `\n       Install the buildx component to ${why}:\n       https://docs.docker.com/go/buildx/`
  if (bake) throw new ClientError(missing('docker bake requires', 'but it is') + install('use bake'))
  if (wanted)
    throw new ClientError(missing('BuildKit is enabled but', 'is') + install('build images with BuildKit'))
  return { warning: `${DEPRECATED}${MISSING}\n\n` }
}

/** Plugins as help lists them. */
const PLUGINS = [
  ['buildx', 'Docker Buildx'],
  ['compose', 'Docker Compose'],
] as const

/** The lists of root commands with those of the plugins that are there; buildx brings `bake` along. */
export function withPlugins(
  process: Process,
  configDir: string,
  { common, others }: { readonly common: readonly Command[]; readonly others: readonly Command[] },
): { common: readonly Command[]; others: readonly Command[] } {
  const found = PLUGINS.filter(([name]) => findPlugin(process, configDir, name))
  const rows = found.map(([name, summary]) => defineGroup({ name: `${name}*`, summary, commands: [] }))
  const bake: Command = { name: 'bake', summary: 'Build from a file', args: any, flags: {} }
  return {
    common: common.flatMap((command) =>
      command.name === 'build' && found.some(([name]) => name === 'buildx') ? [command, bake] : [command],
    ),
    others: [...others, ...rows].sort((a, b) => byCodeUnit(a.name, b.name)),
  }
}
