import { defineGroup } from '../cli/command.ts'
import { serviceCreate } from './create.ts'
import { serviceInspect } from './inspect.ts'
import { serviceLogs } from './logs.ts'
import { serviceLs } from './ls.ts'
import { servicePs } from './ps.ts'
import { serviceRm } from './rm.ts'
import { serviceRollback } from './rollback.ts'
import { serviceScale } from './scale.ts'
import { serviceUpdate } from './update.ts'

export const serviceCommands = defineGroup({
  name: 'service',
  needsSwarm: true,
  summary: 'Manage Swarm services',
  swarm: true,
  commands: [
    serviceCreate,
    serviceInspect,
    serviceLogs,
    serviceLs,
    servicePs,
    serviceRm,
    serviceRollback,
    serviceScale,
    serviceUpdate,
  ],
})
