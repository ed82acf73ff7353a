import type { Body } from '../../base/body.ts'
import { bytesBody, concatBody } from '../../base/body.ts'
import { FsError } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import { isRegular } from '../../vfs/filesystem.ts'
import { defineCommand, none } from '../cli/command.ts'
import { DEFAULT_SOCKET } from '../cli/endpoint.ts'
import { ClientError, ConnectionError, goErrno, pathError } from '../cli/errors.ts'
import { platformArgument } from '../cli/platform-argument.ts'
import { requestTarget } from '../cli/request-target.ts'
import { bool, string } from '../cli/values.ts'
import { displayProgress } from '../stream/progress.ts'

function openArchive(process: Process, path: string): number {
  try {
    return process.open(path, { read: true })
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw pathError('open', path, error)
  }
}

async function readAll(process: Process, fd: number): Promise<Body> {
  const parts: Body[] = []
  for (;;) {
    const bytes = await process.read(fd, 65536)
    if (bytes.length === 0) return concatBody(parts)
    parts.push(bytesBody(bytes))
  }
}

/** All of a file: as it lies on the disk, or piece by piece until it ends. */
async function archiveOf(process: Process, fd: number, input: string, query: object): Promise<Body> {
  try {
    if (input !== '' && isRegular(process.stat(input).mode)) return process.readFile(input)
    return await readAll(process, fd)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    // The file opened; the request that is to carry it does not get far.
    const { verb, target } = requestTarget('POST /images/load', { query })
    throw new ConnectionError(
      `error during connect: ${verb} "http://${encodeURIComponent(DEFAULT_SOCKET)}/v1.50${target}": read ${input}: ${goErrno(error)}`,
    )
  }
}

export const imageLoad = defineCommand({
  name: 'load',
  usage: '[OPTIONS]',
  summary: 'Load an image from a tar archive or STDIN',
  calledAs: ['docker image load', 'docker load'],
  args: none,
  flags: {
    input: string('Read from tar archive file, instead of STDIN', { short: 'i' }),
    platform: string(
      'Load only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")',
    ),
    quiet: bool('Suppress the load output', { short: 'q' }),
  },
  async run(context, _args, flags) {
    const { process } = context
    if (flags.input === '' && process.isatty(0))
      throw new ClientError('requested load from stdin, but stdin is empty')
    const fd = flags.input === '' ? 0 : openArchive(process, flags.input)
    const platform = flags.platform ? platformArgument(flags.platform, 'invalid platform: ') : undefined
    const query = {
      ...(platform && { platform }),
      quiet: flags.quiet || context.terminal === undefined,
    }
    const body = await archiveOf(process, fd, flags.input, query)
    await displayProgress(context, await context.api.call('POST /images/load', { query, body }))
  },
})
