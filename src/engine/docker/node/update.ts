import { list } from '../cli/collections.ts'
import { defineCommand, exactly } from '../cli/command.ts'
import { string } from '../cli/values.ts'

export const nodeUpdate = defineCommand({
  name: 'update',
  usage: '[OPTIONS] NODE',
  summary: 'Update a node',
  args: exactly(1),
  flags: {
    availability: string('Availability of the node ("active", "pause", "drain")'),
    'label-add': list('Add or update a node label ("key=value")'),
    'label-rm': list('Remove a node label if exists'),
    role: string('Role of the node ("worker", "manager")'),
  },
})
