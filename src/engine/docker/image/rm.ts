import { EngineError } from '../../base/errors.ts'
import { strings } from '../cli/collections.ts'
import { atLeast, defineCommand } from '../cli/command.ts'
import { ClientError, messageOf } from '../cli/errors.ts'
import { platformArgument } from '../cli/platform-argument.ts'
import { bool } from '../cli/values.ts'

export const imageRm = defineCommand({
  name: 'rm',
  aliases: ['rmi', 'remove'],
  usage: '[OPTIONS] IMAGE [IMAGE...]',
  summary: 'Remove one or more images',
  calledAs: ['docker image rm', 'docker image remove', 'docker rmi'],
  args: atLeast(1),
  flags: {
    force: bool('Force removal of the image', { short: 'f' }),
    'no-prune': bool('Do not delete untagged parents'),
    platform: strings(
      'Remove only the given platform variant. Formatted as "os[/arch[/variant]]" (e.g., "linux/amd64")',
    ),
  },
  async run(context, names, flags) {
    const platforms = flags.platform.map((platform) => platformArgument(platform))
    const failures: string[] = []
    let fatal = false
    for (const name of names)
      try {
        const query = {
          force: flags.force,
          noprune: flags['no-prune'],
          ...(platforms.length > 0 && { platforms }),
        }
        const removed = await context.api.call('DELETE /images/{name}', { params: { name }, query })
        for (const { Deleted, Untagged } of removed.value)
          await context.out(Deleted ? `Deleted: ${Deleted}\n` : `Untagged: ${Untagged}\n`)
      } catch (error) {
        const message = messageOf(error)
        if (message === undefined) throw error
        if (!(error instanceof EngineError) || error.code !== 'not-found') fatal = true
        failures.push(message)
      }
    if (failures.length === 0) return
    if (!flags.force || fatal) throw new ClientError(failures.join('\n'))
    await context.err(`${failures.join('\n')}\n`)
  },
})
