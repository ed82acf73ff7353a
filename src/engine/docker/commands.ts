import { builderCommands } from './builder/commands.ts'
import { checkpointCommands } from './checkpoint/commands.ts'
import { type Command, topLevel } from './cli/command.ts'
import { configCommands } from './config/commands.ts'
import { containerAttach } from './container/attach.ts'
import { containerCommands } from './container/commands.ts'
import { containerCommit } from './container/commit.ts'
import { containerCp } from './container/cp.ts'
import { containerCreate } from './container/create.ts'
import { containerDiff } from './container/diff.ts'
import { containerExec } from './container/exec.ts'
import { containerExport } from './container/export.ts'
import { containerKill } from './container/kill.ts'
import { containerLogs } from './container/logs.ts'
import { containerLs } from './container/ls.ts'
import { containerPause } from './container/pause.ts'
import { containerPort } from './container/port.ts'
import { containerRename } from './container/rename.ts'
import { containerRestart } from './container/restart.ts'
import { containerRm } from './container/rm.ts'
import { containerRun } from './container/run.ts'
import { containerStart } from './container/start.ts'
import { containerStats } from './container/stats.ts'
import { containerStop } from './container/stop.ts'
import { containerTop } from './container/top.ts'
import { containerUnpause } from './container/unpause.ts'
import { containerUpdate } from './container/update.ts'
import { containerWait } from './container/wait.ts'
import { contextCommands } from './context/commands.ts'
import { imageBuild } from './image/build.ts'
import { imageCommands } from './image/commands.ts'
import { imageHistory } from './image/history.ts'
import { imageImport } from './image/import.ts'
import { imageLoad } from './image/load.ts'
import { imageLs } from './image/ls.ts'
import { imagePull } from './image/pull.ts'
import { imagePush } from './image/push.ts'
import { imageRm } from './image/rm.ts'
import { imageSave } from './image/save.ts'
import { imageTag } from './image/tag.ts'
import { manifestCommands } from './manifest/commands.ts'
import { networkCommands } from './network/commands.ts'
import { nodeCommands } from './node/commands.ts'
import { pluginCommands } from './plugin/commands.ts'
import { login } from './registry/login.ts'
import { logout } from './registry/logout.ts'
import { search } from './registry/search.ts'
import { secretCommands } from './secret/commands.ts'
import { serviceCommands } from './service/commands.ts'
import { stackCommands } from './stack/commands.ts'
import { swarmCommands } from './swarm/commands.ts'
import { systemCommands } from './system/commands.ts'
import { systemEvents } from './system/events.ts'
import { systemInfo } from './system/info.ts'
import { inspect } from './system/inspect.ts'
import { version } from './system/version.ts'
import { trustCommands } from './trust/commands.ts'
import { volumeCommands } from './volume/commands.ts'

/** The commands that `docker --help` names first, in its order. */
export const commonCommands: readonly Command[] = [
  topLevel(containerRun),
  topLevel(containerExec),
  topLevel(containerLs, 'ps'),
  topLevel(imageBuild),
  topLevel(imagePull),
  topLevel(imagePush),
  topLevel(imageLs, 'images'),
  login,
  logout,
  search,
  version,
  topLevel(systemInfo),
]

/** All others right below `docker`, by name. */
export const otherCommands: readonly Command[] = [
  topLevel(containerAttach),
  builderCommands,
  checkpointCommands,
  topLevel(containerCommit),
  configCommands,
  containerCommands,
  contextCommands,
  topLevel(containerCp),
  topLevel(containerCreate),
  topLevel(containerDiff),
  topLevel(systemEvents),
  topLevel(containerExport),
  topLevel(imageHistory),
  imageCommands,
  topLevel(imageImport),
  inspect,
  topLevel(containerKill),
  topLevel(imageLoad),
  topLevel(containerLogs),
  manifestCommands,
  networkCommands,
  nodeCommands,
  topLevel(containerPause),
  pluginCommands,
  topLevel(containerPort),
  topLevel(containerRename),
  topLevel(containerRestart),
  topLevel(containerRm),
  topLevel(imageRm, 'rmi'),
  topLevel(imageSave),
  secretCommands,
  serviceCommands,
  stackCommands,
  topLevel(containerStart),
  topLevel(containerStats),
  topLevel(containerStop),
  swarmCommands,
  systemCommands,
  topLevel(imageTag),
  topLevel(containerTop),
  trustCommands,
  topLevel(containerUnpause),
  topLevel(containerUpdate),
  volumeCommands,
  topLevel(containerWait),
]
