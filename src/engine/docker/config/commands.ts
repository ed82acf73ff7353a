import { defineGroup } from '../cli/command.ts'
import { configCreate } from './create.ts'
import { configInspect } from './inspect.ts'
import { configLs } from './ls.ts'
import { configRm } from './rm.ts'

export const configCommands = defineGroup({
  name: 'config',
  needsSwarm: true,
  summary: 'Manage Swarm configs',
  swarm: true,
  commands: [configCreate, configInspect, configLs, configRm],
})
