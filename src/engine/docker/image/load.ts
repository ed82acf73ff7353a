import type { Body } from '../../base/body.ts'
import { bytesBody, concatBody } from '../../base/body.ts'
import { FsError } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import { defineCommand, none } from '../cli/command.ts'
import { ClientError, pathError } from '../cli/errors.ts'
import { platformArgument } from '../cli/platform-argument.ts'
import { bool, string } from '../cli/values.ts'
import { displayProgress } from '../stream/progress.ts'

function archiveFile(process: Process, path: string): Body {
  try {
    return process.readFile(path)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw pathError('open', path, error)
  }
}

async function standardInput(process: Process): Promise<Body> {
  const parts: Body[] = []
  for (;;) {
    const bytes = await process.read(0, 65536)
    if (bytes.length === 0) return concatBody(parts)
    parts.push(bytesBody(bytes))
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
    const body = flags.input === '' ? await standardInput(process) : archiveFile(process, flags.input)
    if (flags.platform) platformArgument(flags.platform, 'invalid platform: ')
    const quiet = flags.quiet || context.terminal === undefined
    await displayProgress(context, await context.api.call('POST /images/load', { query: { quiet }, body }))
  },
})
