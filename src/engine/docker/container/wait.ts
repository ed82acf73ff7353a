import { atLeast, defineCommand } from '../cli/command.ts'
import { ClientError, messageOf } from '../cli/errors.ts'

export const containerWait = defineCommand({
  name: 'wait',
  usage: 'CONTAINER [CONTAINER...]',
  summary: 'Block until one or more containers stop, then print their exit codes',
  calledAs: ['docker container wait', 'docker wait'],
  args: atLeast(1),
  flags: {},
  async run(context, names) {
    const failures: string[] = []
    for (const id of names)
      try {
        const ended = await context.api.call('POST /containers/{id}/wait', { params: { id }, query: {} })
        const state = await ended.next()
        await context.out(`${state?.StatusCode ?? 0}\n`)
      } catch (error) {
        const message = messageOf(error)
        if (message === undefined) throw error
        failures.push(message)
      }
    if (failures.length > 0) throw new ClientError(failures.join('\n'))
  },
})
