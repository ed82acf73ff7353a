import { defineGroup } from '../cli/command.ts'
import { systemDf } from './df.ts'
import { systemEvents } from './events.ts'
import { systemInfo } from './info.ts'
import { systemPrune } from './prune.ts'

export const systemCommands = defineGroup({
  name: 'system',
  summary: 'Manage Docker',
  commands: [systemDf, systemEvents, systemInfo, systemPrune],
})
