import { defineGroup } from '../cli/command.ts'
import { volumeCreate } from './create.ts'
import { volumeInspect } from './inspect.ts'
import { volumeLs } from './ls.ts'
import { volumePrune } from './prune.ts'
import { volumeRm } from './rm.ts'
import { volumeUpdate } from './update.ts'

export const volumeCommands = defineGroup({
  name: 'volume',
  usage: 'COMMAND',
  summary: 'Manage volumes',
  commands: [volumeCreate, volumeInspect, volumeLs, volumePrune, volumeRm, volumeUpdate],
})
