import { defineGroup } from '../cli/command.ts'
import { trustSignerAdd } from './signer-add.ts'
import { trustSignerRemove } from './signer-remove.ts'

export const trustSignerCommands = defineGroup({
  name: 'signer',
  summary: 'Manage entities who can sign Docker images',
  commands: [trustSignerAdd, trustSignerRemove],
})
