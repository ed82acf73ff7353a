import { defineGroup } from '../cli/command.ts'
import { networkConnect } from './connect.ts'
import { networkCreate } from './create.ts'
import { networkDisconnect } from './disconnect.ts'
import { networkInspect } from './inspect.ts'
import { networkLs } from './ls.ts'
import { networkPrune } from './prune.ts'
import { networkRm } from './rm.ts'

export const networkCommands = defineGroup({
  name: 'network',
  summary: 'Manage networks',
  commands: [
    networkConnect,
    networkCreate,
    networkDisconnect,
    networkInspect,
    networkLs,
    networkPrune,
    networkRm,
  ],
})
