import { defineGroup } from '../cli/command.ts'
import { trustInspect } from './inspect.ts'
import { trustKeyCommands } from './key-commands.ts'
import { trustRevoke } from './revoke.ts'
import { trustSign } from './sign.ts'
import { trustSignerCommands } from './signer-commands.ts'

export const trustCommands = defineGroup({
  name: 'trust',
  summary: 'Manage trust on Docker images',
  commands: [trustInspect, trustKeyCommands, trustRevoke, trustSign, trustSignerCommands],
})
