import { defineGroup } from '../cli/command.ts'
import { pluginCreate } from './create.ts'
import { pluginDisable } from './disable.ts'
import { pluginEnable } from './enable.ts'
import { pluginInspect } from './inspect.ts'
import { pluginInstall } from './install.ts'
import { pluginLs } from './ls.ts'
import { pluginPush } from './push.ts'
import { pluginRm } from './rm.ts'
import { pluginSet } from './set.ts'
import { pluginUpgrade } from './upgrade.ts'

export const pluginCommands = defineGroup({
  name: 'plugin',
  summary: 'Manage plugins',
  commands: [
    pluginCreate,
    pluginDisable,
    pluginEnable,
    pluginInspect,
    pluginInstall,
    pluginLs,
    pluginPush,
    pluginRm,
    pluginSet,
    pluginUpgrade,
  ],
})
