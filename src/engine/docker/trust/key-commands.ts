import { defineGroup } from '../cli/command.ts'
import { trustKeyGenerate } from './key-generate.ts'
import { trustKeyLoad } from './key-load.ts'

export const trustKeyCommands = defineGroup({
  name: 'key',
  summary: 'Manage keys for signing Docker images',
  commands: [trustKeyGenerate, trustKeyLoad],
})
