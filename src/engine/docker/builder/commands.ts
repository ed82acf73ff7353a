import { defineGroup, topLevel } from '../cli/command.ts'
import { imageBuild } from '../image/build.ts'
import { builderPrune } from './prune.ts'

export const builderCommands = defineGroup({
  name: 'builder',
  summary: 'Manage builds',
  commands: [topLevel(imageBuild), builderPrune],
})
