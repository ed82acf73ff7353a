import { defineCommand, exactly } from '../cli/command.ts'
import { bool } from '../cli/values.ts'

export const trustSign = defineCommand({
  name: 'sign',
  usage: 'IMAGE:TAG',
  summary: 'Sign an image',
  args: exactly(1),
  flags: {
    local: bool('Sign a locally tagged image'),
  },
})
