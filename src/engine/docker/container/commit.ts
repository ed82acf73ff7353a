import { list } from '../cli/collections.ts'
import { between, defineCommand } from '../cli/command.ts'
import { notSimulated } from '../cli/errors.ts'
import { referenceArgument } from '../cli/reference-argument.ts'
import { bool, string } from '../cli/values.ts'

export const containerCommit = defineCommand({
  name: 'commit',
  usage: '[OPTIONS] CONTAINER [REPOSITORY[:TAG]]',
  summary: "Create a new image from a container's changes",
  calledAs: ['docker container commit', 'docker commit'],
  checksOnly: true,
  args: between(1, 2),
  interspersed: false,
  flags: {
    author: string('Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")', { short: 'a' }),
    change: list('Apply Dockerfile instruction to the created image', { short: 'c' }),
    message: string('Commit message', { short: 'm' }),
    pause: bool('Pause container during commit', { short: 'p', default: true }),
  },
  async run(context, [, name]) {
    context.initialize()
    if (name) referenceArgument(name)
    throw notSimulated(context)
  },
})
