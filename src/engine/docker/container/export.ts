import { defineCommand, exactly } from '../cli/command.ts'
import { string } from '../cli/values.ts'

export const containerExport = defineCommand({
  name: 'export',
  usage: '[OPTIONS] CONTAINER',
  summary: "Export a container's filesystem as a tar archive",
  calledAs: ['docker container export', 'docker export'],
  args: exactly(1),
  flags: {
    output: string('Write to a file, instead of STDOUT', { short: 'o' }),
  },
})
