import { filter } from '../cli/collections.ts'
import { defineCommand, none } from '../cli/command.ts'
import { INSPECT_FORMAT_HELP } from '../cli/descriptions.ts'
import { string } from '../cli/values.ts'

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
})
