import { defineGroup } from '../cli/command.ts'
import { secretCreate } from './create.ts'
import { secretInspect } from './inspect.ts'
import { secretLs } from './ls.ts'
import { secretRm } from './rm.ts'

export const secretCommands = defineGroup({
  name: 'secret',
  needsSwarm: true,
  summary: 'Manage Swarm secrets',
  swarm: true,
  commands: [secretCreate, secretInspect, secretLs, secretRm],
})
