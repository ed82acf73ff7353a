import { defineGroup } from '../cli/command.ts'
import { stackConfig } from './config.ts'
import { stackDeploy } from './deploy.ts'
import { stackLs } from './ls.ts'
import { stackPs } from './ps.ts'
import { stackRm } from './rm.ts'
import { stackServices } from './services.ts'

export const stackCommands = defineGroup({
  name: 'stack',
  needsSwarm: true,
  usage: '[OPTIONS]',
  summary: 'Manage Swarm stacks',
  swarm: true,
  commands: [stackConfig, stackDeploy, stackLs, stackPs, stackRm, stackServices],
})
