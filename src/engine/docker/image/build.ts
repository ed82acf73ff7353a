import { FsError } from '../../base/errors.ts'
import { isDirectory } from '../../vfs/filesystem.ts'
import { absolute } from '../cli/attachments.ts'
import { list, strings } from '../cli/collections.ts'
import type { ClientContext } from '../cli/command.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { ClientError, goErrno, notSimulated } from '../cli/errors.ts'
import { ulimit } from '../cli/resources.ts'
import { environment, extraHost, imageTag, label } from '../cli/validate.ts'
import { bool, bytes, int, string, swapBytes } from '../cli/values.ts'
import { quote } from '../go/quote.ts'

/** The directory and its Dockerfile must be there (docker/cli, command/image/build/context.go). */
function checkContext({ process }: ClientContext, folder: string, dockerfile: string): void {
  const prefix = 'unable to prepare context: '
  if (!process.exists(folder) || !isDirectory(process.stat(folder).mode))
    throw new ClientError(`${prefix}path ${quote(folder)} not found`)
  if (dockerfile === '-') return
  const base = absolute(folder, process.cwd())
  const path = dockerfile === '' ? `${base}/Dockerfile` : absolute(dockerfile, process.cwd())
  try {
    process.lstat(path)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw new ClientError(
      `${prefix}unable to evaluate symlinks in Dockerfile path: lstat ${path}: ${goErrno(error)}`,
    )
  }
}

export const imageBuild = defineCommand({
  name: 'build',
  usage: '[OPTIONS] PATH | URL | -',
  summary: 'Build an image from a Dockerfile',
  calledAs: ['docker image build', 'docker build', 'docker builder build'],
  checksOnly: true,
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
  async run(context, [folder], flags) {
    if (flags.file === '-' && folder === '-')
      throw new ClientError("invalid argument: can't use stdin for both build context and dockerfile")
    if (folder !== '-') checkContext(context, folder!, flags.file)
    throw notSimulated(context)
  },
})
