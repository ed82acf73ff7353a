import { atLeast, defineCommand } from '../cli/command.ts'
import { INSPECT_FORMAT_HELP } from '../cli/descriptions.ts'
import { bool, string } from '../cli/values.ts'
import { inspectObjects } from '../format/inspect.ts'
import { containerValue } from './inspect-value.ts'

export const containerInspect = defineCommand({
  name: 'inspect',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  summary: 'Display detailed information on one or more containers',
  args: atLeast(1),
  flags: {
    format: string(INSPECT_FORMAT_HELP, { short: 'f' }),
    size: bool('Display total file sizes', { short: 's' }),
  },
  run: (context, names, flags) =>
    inspectObjects(context, names, flags.format, async (id) => {
      const reply = await context.api.call('GET /containers/{id}/json', {
        params: { id },
        query: { size: flags.size },
      })
      return { value: containerValue(reply.value), raw: reply.value, html: false }
    }),
})
