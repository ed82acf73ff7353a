import { defineGroup } from '../cli/command.ts'
import { swarmCa } from './ca.ts'
import { swarmInit } from './init.ts'
import { swarmJoin } from './join.ts'
import { swarmJoinToken } from './join-token.ts'
import { swarmLeave } from './leave.ts'
import { swarmUnlock } from './unlock.ts'
import { swarmUnlockKey } from './unlock-key.ts'
import { swarmUpdate } from './update.ts'

export const swarmCommands = defineGroup({
  name: 'swarm',
  summary: 'Manage Swarm',
  swarm: true,
  commands: [
    swarmCa,
    swarmInit,
    swarmJoin,
    swarmJoinToken,
    swarmLeave,
    swarmUnlock,
    swarmUnlockKey,
    swarmUpdate,
  ],
})
