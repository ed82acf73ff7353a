import { FsError } from '../../base/errors.ts'
import { absolute } from '../cli/attachments.ts'
import type { ClientContext } from '../cli/command.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { ClientError, notSimulated, pathError } from '../cli/errors.ts'
import { bool } from '../cli/values.ts'

interface Place {
  readonly container: string
  readonly path: string
}

/** `container:path`, or a path of the host: absolute, or beginning with a dot. */
function splitArgument(text: string): Place {
  const colon = text.indexOf(':')
  if (text.startsWith('/') || text.startsWith('.') || colon === -1) return { container: '', path: text }
  return { container: text.slice(0, colon), path: text.slice(colon + 1) }
}

/** The file to copy must be there, and the folders above it (EvalSymlinks of its folder, then its name). */
function checkSource({ process }: ClientContext, path: string): void {
  const parts = absolute(path, process.cwd()).slice(1).split('/')
  const folders = parts.slice(0, -1).map((_, i) => `/${parts.slice(0, i + 1).join('/')}`)
  for (const place of [...folders, `${folders.at(-1) ?? '/'}/${parts.at(-1)}`])
    try {
      process.lstat(place)
    } catch (error) {
      if (!(error instanceof FsError)) throw error
      throw pathError('lstat', place, error)
    }
}

export const containerCp = defineCommand({
  name: 'cp',
  usage: `[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-
	docker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH`,
  summary: 'Copy files/folders between a container and the local filesystem',
  long: `Copy files/folders between a container and the local filesystem

Use '-' as the source to read a tar archive from stdin
and extract it to a directory destination in a container.
Use '-' as the destination to stream a tar archive of a
container source to stdout.`,
  calledAs: ['docker container cp', 'docker cp'],
  checksOnly: true,
  args: exactly(2),
  flags: {
    archive: bool('Archive mode (copy all uid/gid information)', { short: 'a' }),
    'follow-link': bool('Always follow symbol link in SRC_PATH', { short: 'L' }),
    quiet: bool(
      'Suppress progress output during copy. Progress output is automatically suppressed if no terminal is attached',
      { short: 'q' },
    ),
  },
  async run(context, [source, destination]) {
    if (source === '') throw new ClientError('source can not be empty')
    if (destination === '') throw new ClientError('destination can not be empty')
    const from = splitArgument(source!)
    const to = splitArgument(destination!)
    if (from.container && to.container) throw new ClientError('copying between containers is not supported')
    if (!from.container && !to.container) throw new ClientError('must specify at least one container source')
    if (to.container && from.path !== '-') checkSource(context, from.path)
    throw notSimulated(context)
  },
})
