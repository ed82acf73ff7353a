import { defineCommand, exactly } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { bool } from '../cli/values.ts'
import { type ContainerPath, copyFromContainer, copyToContainer } from './copy/transfer.ts'

/** `container:path`, or a path of the host: absolute, or beginning with a dot. */
function splitArgument(text: string): ContainerPath {
  const colon = text.indexOf(':')
  if (text.startsWith('/') || text.startsWith('.') || colon === -1) return { container: '', path: text }
  return { container: text.slice(0, colon), path: text.slice(colon + 1) }
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
  args: exactly(2),
  flags: {
    archive: bool('Archive mode (copy all uid/gid information)', { short: 'a' }),
    'follow-link': bool('Always follow symbol link in SRC_PATH', { short: 'L' }),
    quiet: bool(
      'Suppress progress output during copy. Progress output is automatically suppressed if no terminal is attached',
      { short: 'q' },
    ),
  },
  async run(context, [source, destination], flags) {
    if (source === '') throw new ClientError('source can not be empty')
    if (destination === '') throw new ClientError('destination can not be empty')
    const from = splitArgument(source!)
    const to = splitArgument(destination!)
    if (from.container && to.container) throw new ClientError('copying between containers is not supported')
    if (!from.container && !to.container) throw new ClientError('must specify at least one container source')
    const options = {
      followLink: flags['follow-link'],
      copyUIDGID: flags.archive,
      quiet: context.changed('quiet') ? flags.quiet : !context.process.isatty(2),
    }
    if (from.container) await copyFromContainer(context, from, to.path, options)
    else await copyToContainer(context, from.path, to, options)
  },
})
