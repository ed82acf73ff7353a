import { defineGroup } from '../cli/command.ts'
import { contextCreate } from './create.ts'
import { contextExport } from './export.ts'
import { contextImport } from './import.ts'
import { contextInspect } from './inspect.ts'
import { contextLs } from './ls.ts'
import { contextRm } from './rm.ts'
import { contextShow } from './show.ts'
import { contextUpdate } from './update.ts'
import { contextUse } from './use.ts'

export const contextCommands = defineGroup({
  name: 'context',
  summary: 'Manage contexts',
  commands: [
    contextCreate,
    contextExport,
    contextImport,
    contextInspect,
    contextLs,
    contextRm,
    contextShow,
    contextUpdate,
    contextUse,
  ],
})
