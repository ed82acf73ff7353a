import { defineGroup } from '../cli/command.ts'
import { nodeDemote } from './demote.ts'
import { nodeInspect } from './inspect.ts'
import { nodeLs } from './ls.ts'
import { nodePromote } from './promote.ts'
import { nodePs } from './ps.ts'
import { nodeRm } from './rm.ts'
import { nodeUpdate } from './update.ts'

export const nodeCommands = defineGroup({
  name: 'node',
  needsSwarm: true,
  summary: 'Manage Swarm nodes',
  swarm: true,
  commands: [nodeDemote, nodeInspect, nodeLs, nodePromote, nodePs, nodeRm, nodeUpdate],
})
