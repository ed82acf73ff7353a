import { defineCommand, exactly } from '../cli/command.ts'
import { ClientError, messageOf } from '../cli/errors.ts'

export const containerRename = defineCommand({
  name: 'rename',
  usage: 'CONTAINER NEW_NAME',
  summary: 'Rename a container',
  calledAs: ['docker container rename', 'docker rename'],
  args: exactly(2),
  flags: {},
  async run(context, args) {
    const [old, name] = args.map((text) => text.trim()) as [string, string]
    if (old === '' || name === '') throw new ClientError('Error: Neither old nor new names may be empty')
    try {
      await context.api.call('POST /containers/{id}/rename', { params: { id: old }, query: { name } })
    } catch (error) {
      const message = messageOf(error)
      if (message === undefined) throw error
      await context.err(`${message}\n`)
      throw new ClientError(`Error: failed to rename container named ${old}`)
    }
  },
})
