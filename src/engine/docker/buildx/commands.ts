import { any, type Command, defineGroup } from '../cli/command.ts'
import { buildxBuild } from './build.ts'
import { common } from './common.ts'
import { buildxDu } from './du.ts'
import { imagetools } from './imagetools.ts'
import { buildxInspect, buildxLs, buildxRm, buildxStop, buildxUse, buildxVersion } from './instances.ts'
import { buildxPrune } from './prune.ts'

/** What buildx does and Strata does not: it says so. */
const other = (name: string, summary: string, usage?: string): Command => ({
  name,
  summary,
  ...(usage && { usage }),
  args: any,
  flags: { ...common.builder, ...common.debug },
  interspersed: false,
})

/** The commands of buildx, as its help lists them. */
export const buildxCommands: readonly Command[] = [
  defineGroup({
    name: 'history',
    summary: 'Commands to work on build records',
    commands: [
      other('export', 'Export build records into Docker Desktop bundle', '[OPTIONS] [REF...]'),
      other('import', 'Import build records into Docker Desktop', '[OPTIONS] -'),
      other('inspect', 'Inspect a build record', '[OPTIONS] [REF]'),
      other('logs', 'Print the logs of a build record', '[OPTIONS] [REF]'),
      other('ls', 'List build records', '[OPTIONS]'),
      other('open', 'Open a build record in Docker Desktop', '[OPTIONS] [REF]'),
      other('rm', 'Remove build records', '[OPTIONS] [REF...]'),
      other('trace', 'Show the OpenTelemetry trace of a build record', '[OPTIONS] [REF]'),
    ],
  }),
  imagetools,
  other('bake', 'Build from a file', '[OPTIONS] [TARGET...]'),
  buildxBuild,
  other('create', 'Create a new builder instance', '[OPTIONS] [CONTEXT|ENDPOINT]'),
  other('dial-stdio', 'Proxy current stdio streams to builder instance'),
  buildxDu,
  buildxInspect,
  buildxLs,
  buildxPrune,
  buildxRm,
  buildxStop,
  buildxUse,
  buildxVersion,
]
