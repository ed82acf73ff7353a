import { bytesOf } from '../../base/body.ts'
import { sha256Hex } from '../../base/digest.ts'
import { EngineError, FsError } from '../../base/errors.ts'
import { isDirectory } from '../../vfs/filesystem.ts'
import { absolute } from '../cli/attachments.ts'
import { list, strings } from '../cli/collections.ts'
import type { ClientContext } from '../cli/command.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { ClientError, goErrno, notSimulated } from '../cli/errors.ts'
import { platformFlag } from '../cli/platform-argument.ts'
import { ulimit } from '../cli/resources.ts'
import { environment, extraHost, imageTag, label } from '../cli/validate.ts'
import { bool, bytes, int, string, swapBytes } from '../cli/values.ts'
import { humanSize } from '../format/units.ts'
import { quote } from '../go/quote.ts'
import { readAll } from '../stream/input-file.ts'
import { displayProgress } from '../stream/progress.ts'
import { addDockerfile, type BuildContext, isArchive, packFolder, readContext } from './build-context.ts'

const PREPARE = 'unable to prepare context: '
const DOCKERFILE = 'Dockerfile'

/** The directory and its Dockerfile must be there (docker/cli, command/image/build/context.go). Returns both, absolute. */
function checkContext(
  { process }: ClientContext,
  folder: string,
  given: string,
): { base: string; dockerfile: string } {
  if (!process.exists(folder)) throw new ClientError(`${PREPARE}path ${quote(folder)} not found`)
  const base = process.realpath(folder)
  if (!isDirectory(process.stat(folder).mode))
    throw new ClientError(`${PREPARE}context must be a directory: ${base}`)
  if (given === '-') return { base, dockerfile: '-' }
  let path = given === '' ? `${base}/${DOCKERFILE}` : absolute(given, process.cwd())
  const lower = `${base}/${DOCKERFILE.toLowerCase()}`
  if (given === '' && !process.exists(path) && process.exists(lower)) path = lower
  try {
    process.lstat(path)
    return { base, dockerfile: process.realpath(path) }
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw new ClientError(
      `${PREPARE}unable to evaluate symlinks in Dockerfile path: lstat ${path}: ${goErrno(error)}`,
    )
  }
}

async function contextOf(context: ClientContext, folder: string, given: string): Promise<BuildContext> {
  const { process } = context
  if (folder === '-') {
    const input = await readAll(process, 0)
    if (given !== '' && !isArchive(input))
      throw new ClientError(
        `${PREPARE}ambiguous Dockerfile source: both stdin and flag correspond to Dockerfiles`,
      )
    return readContext(input, given, process.now())
  }
  const { base, dockerfile } = checkContext(context, folder, given)
  const inside = dockerfile.startsWith(base === '/' ? '/' : `${base}/`)
  if (inside) return packFolder(process, base, dockerfile.slice(base === '/' ? 1 : base.length + 1))
  const text = dockerfile === '-' ? await readAll(process, 0) : process.readFile(dockerfile)
  const name = `.dockerfile.${sha256Hex(bytesOf(text)).slice(0, 20)}`
  return addDockerfile(packFolder(process, base, DOCKERFILE), text, name, process.now())
}

/** `NAME=value` as an object; a name alone has no value. */
const valuesOf = (pairs: readonly string[]): Record<string, string | null> =>
  Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      return at < 0 ? [pair, null] : [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )

function writeID({ process }: ClientContext, path: string, id: string): void {
  try {
    process.writeFile(path, id)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw new ClientError(`open ${path}: ${goErrno(error)}`)
  }
}

/** What the classic builder can do and Strata does not. */
const NOT_SIMULATED = [...['compress', 'disable-content-trust', 'squash']]

export const imageBuild = defineCommand({
  name: 'build',
  usage: '[OPTIONS] PATH | URL | -',
  summary: 'Build an image from a Dockerfile',
  calledAs: ['docker image build', 'docker build', 'docker builder build'],
  args: exactly(1),
  flags: {
    'add-host': list('Add a custom host-to-IP mapping ("host:ip")', { validate: extraHost }),
    'build-arg': list('Set build-time variables', { validate: environment }),
    'cache-from': strings('Images to consider as cache sources'),
    'cgroup-parent': string('Set the parent cgroup for the "RUN" instructions during build'),
    compress: bool('Compress the build context using gzip'),
    'cpu-period': int('Limit the CPU CFS (Completely Fair Scheduler) period'),
    'cpu-quota': int('Limit the CPU CFS (Completely Fair Scheduler) quota'),
    'cpu-shares': int('CPU shares (relative weight)', { short: 'c' }),
    'cpuset-cpus': string('CPUs in which to allow execution (0-3, 0,1)'),
    'cpuset-mems': string('MEMs in which to allow execution (0-3, 0,1)'),
    'disable-content-trust': bool('Skip image verification', { default: true }),
    file: string('Name of the Dockerfile (Default is "PATH/Dockerfile")', { short: 'f' }),
    'force-rm': bool('Always remove intermediate containers'),
    iidfile: string('Write the image ID to the file'),
    isolation: string('Container isolation technology'),
    label: list('Set metadata for an image', { validate: label }),
    memory: bytes('Memory limit', { short: 'm' }),
    'memory-swap': swapBytes('Swap limit equal to memory plus swap: -1 to enable unlimited swap'),
    network: string('Set the networking mode for the RUN instructions during build', { default: 'default' }),
    'no-cache': bool('Do not use cache when building the image'),
    platform: string('Set platform if server is multi-platform capable'),
    pull: bool('Always attempt to pull a newer version of the image'),
    quiet: bool('Suppress the build output and print image ID on success', { short: 'q' }),
    rm: bool('Remove intermediate containers after a successful build', { default: true }),
    'security-opt': strings('Security options'),
    'shm-size': bytes('Size of "/dev/shm"'),
    squash: bool('Squash newly built layers into a single new layer', { needs: 'experimental' }),
    tag: list('Name and optionally a tag in the "name:tag" format', { short: 't', validate: imageTag }),
    target: string('Set the target build stage to build.'),
    ulimit: ulimit('Ulimit options'),
  },
  async run(context, [folder = ''], flags) {
    if (flags.file === '-' && folder === '-')
      throw new ClientError("invalid argument: can't use stdin for both build context and dockerfile")
    const unknown = NOT_SIMULATED.find((flag) => context.changed(flag))
    if (unknown !== undefined) throw notSimulated({ path: `${context.path} --${unknown}` })
    if (/^(https?:\/\/|git:\/\/|github\.com\/|git@)/.test(folder))
      throw notSimulated({ path: `${context.path} with a context from the network` })
    if (flags.iidfile !== '' && context.process.exists(flags.iidfile)) context.process.unlink(flags.iidfile)
    const { body, dockerfile, counted } = await contextOf(context, folder, flags.file)
    const size = humanSize(counted).padStart(8)
    const sent = `Sending build context to Docker daemon ${size}\r\r\n`
    if (!flags.quiet) await context.out(sent)
    const platform = platformFlag(context, flags.platform)
    let quiet = ''
    let image = ''
    const show = flags.quiet
      ? async (text: string) => {
          quiet += text
        }
      : context.out
    try {
      const stream = await context.api.call('POST /build', {
        query: {
          ...(flags.tag.length > 0 && { t: [...flags.tag] }),
          dockerfile,
          q: flags.quiet,
          nocache: flags['no-cache'],
          ...(flags['cache-from'].length > 0 && { cachefrom: [...flags['cache-from']] }),
          pull: flags.pull,
          rm: flags.rm,
          forcerm: flags['force-rm'],
          buildargs: valuesOf(flags['build-arg']),
          labels: valuesOf(flags.label),
          target: flags.target,
          ...(platform && { platform }),
          networkmode: flags.network,
          memory: flags.memory,
          memswap: flags['memory-swap'],
          shmsize: flags['shm-size'],
          cpuperiod: flags['cpu-period'],
          cpuquota: flags['cpu-quota'],
          cpushares: flags['cpu-shares'],
          cpusetcpus: flags['cpuset-cpus'],
          cpusetmems: flags['cpuset-mems'],
          ulimits: flags.ulimit,
          extrahosts: [...flags['add-host']],
          cgroupparent: flags['cgroup-parent'],
          isolation: flags.isolation,
          ...(flags['security-opt'].length > 0 && { securityopt: [...flags['security-opt']] }),
        },
        body,
      })
      await displayProgress(context, stream, show, (aux) => {
        if ('ID' in aux) image = aux.ID
      })
    } catch (error) {
      if (flags.quiet && (error instanceof ClientError || error instanceof EngineError))
        await context.err(`${sent}${quiet}`)
      throw error
    }
    if (flags.quiet) await context.out(quiet)
    const told = flags.quiet ? quiet : image
    if (flags.iidfile === '') return
    if (told === '')
      throw new ClientError(`server did not provide an image ID. Cannot write ${flags.iidfile}`)
    writeID(context, flags.iidfile, told)
  },
})
