import { fullName, withDefaultTag } from '../../base/reference.ts'
import { list } from '../cli/collections.ts'
import { between, defineCommand } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { referenceArgument } from '../cli/reference-argument.ts'
import { bool, string } from '../cli/values.ts'

/** What the client's library makes of the name. */
function targetOf(name: string): { repo: string; tag: string } {
  if (name === '') return { repo: '', tag: '' }
  const reference = referenceArgument(name)
  if (reference.digest) throw new ClientError('refusing to create a tag with a digest reference')
  return { repo: fullName(reference), tag: withDefaultTag(reference).tag ?? '' }
}

export const containerCommit = defineCommand({
  name: 'commit',
  usage: '[OPTIONS] CONTAINER [REPOSITORY[:TAG]]',
  summary: "Create a new image from a container's changes",
  calledAs: ['docker container commit', 'docker commit'],
  args: between(1, 2),
  interspersed: false,
  flags: {
    author: string('Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")', { short: 'a' }),
    change: list('Apply Dockerfile instruction to the created image', { short: 'c' }),
    message: string('Commit message', { short: 'm' }),
    pause: bool('Pause container during commit', { short: 'p', default: true }),
  },
  async run(context, [id, name], flags) {
    context.initialize()
    if (id!.trim() === '') throw new ClientError('invalid container name or ID: value is empty')
    const { author, message, change, pause } = flags
    const reply = await context.api.call('POST /commit', {
      query: {
        container: id!,
        ...targetOf(name ?? ''),
        author,
        comment: message,
        ...(change.length > 0 && { changes: [...change] }),
        ...(!pause && { pause }),
      },
      body: null,
    })
    await context.out(`${reply.value.Id}\n`)
  },
})
