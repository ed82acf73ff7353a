import { EngineError } from '../../base/errors.ts'
import { atLeast, defineCommand } from '../cli/command.ts'
import { ClientError, messageOf } from '../cli/errors.ts'
import { bool } from '../cli/values.ts'
import { forEachContainer } from './state.ts'

export const containerRm = defineCommand({
  name: 'rm',
  aliases: ['remove'],
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  summary: 'Remove one or more containers',
  calledAs: ['docker container rm', 'docker container remove', 'docker rm'],
  args: atLeast(1),
  flags: {
    force: bool('Force the removal of a running container (uses SIGKILL)', { short: 'f' }),
    link: bool('Remove the specified link', { short: 'l' }),
    volumes: bool('Remove anonymous volumes associated with the container', { short: 'v' }),
  },
  async run(context, names, flags) {
    await forEachContainer(context, names, async (name) => {
      const id = name.replace(/^\/+|\/+$/g, '')
      if (id === '') throw new ClientError('container name cannot be empty')
      const query = { force: flags.force, v: flags.volumes, link: flags.link }
      try {
        await context.api.call('DELETE /containers/{id}', { params: { id }, query })
      } catch (error) {
        if (!flags.force || !(error instanceof EngineError) || error.code !== 'not-found') throw error
        await context.err(`${messageOf(error)}\n`)
        return false
      }
      return true
    })
  },
})
