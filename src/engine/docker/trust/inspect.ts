import { atLeast, defineCommand } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const trustInspect = defineCommand({
  name: 'inspect',
  usage: 'IMAGE[:TAG] [IMAGE[:TAG]...]',
  summary: 'Return low-level information about keys and signatures',
  args: atLeast(1),
  flags: {
    pretty: bool('Print the information in a human friendly format'),
  },
})
