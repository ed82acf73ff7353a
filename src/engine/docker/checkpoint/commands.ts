import { defineGroup } from '../cli/command.ts'
import { checkpointCreate } from './create.ts'
import { checkpointLs } from './ls.ts'
import { checkpointRm } from './rm.ts'

export const checkpointCommands = defineGroup({
  name: 'checkpoint',
  experimentalDaemon: true,
  summary: 'Manage checkpoints',
  commands: [checkpointCreate, checkpointLs, checkpointRm],
})
