import type { EventMessage } from '../../daemon/api.ts'
import { filter } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { INSPECT_FORMAT_HELP } from '../cli/descriptions.ts'
import { timestampArgument } from '../cli/timestamp-argument.ts'
import { string } from '../cli/values.ts'
import { eventTemplate, printEvent } from './events-format.ts'

export const systemEvents = defineCommand({
  name: 'events',
  usage: '[OPTIONS]',
  summary: 'Get real time events from the server',
  calledAs: ['docker system events', 'docker events'],
  args: none,
  flags: {
    filter: filter('Filter output based on conditions provided', { short: 'f' }),
    format: string(INSPECT_FORMAT_HELP),
    since: string('Show all events created since timestamp'),
    until: string('Stream events until this timestamp'),
  },
  async run(context, _args, flags) {
    const show: (event: EventMessage) => string =
      flags.format === '' ? printEvent : eventTemplate(flags.format)
    context.initialize()
    const now = context.process.now()
    const since = timestampArgument(flags.since, now)
    const until = timestampArgument(flags.until, now)
    const stream = await context.api.call('GET /events', {
      query: {
        ...(since !== undefined && { since }),
        ...(until !== undefined && { until }),
        filters: flags.filter,
      },
    })
    for (let event = await stream.next(); event; event = await stream.next()) await context.out(show(event))
  },
})
