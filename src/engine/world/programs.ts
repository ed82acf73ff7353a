import { docker } from '../docker/main.ts'
import type { Program } from '../kernel/process.ts'
import { createShell } from '../shell/shell.ts'
import { strata } from '../strata/main.ts'
import { programs as userland } from '../userland/index.ts'
import { gosu } from '../userland/services/gosu.ts'
import { nginx } from '../userland/services/nginx.ts'
import { redisServer } from '../userland/services/redis-server.ts'

const ALL: readonly Program[] = [
  ...userland,
  createShell({ dialect: 'bash' }),
  createShell({ dialect: 'dash' }),
  docker,
  strata,
  gosu,
  redisServer,
  nginx,
]

const PROGRAMS = new Map(ALL.map((program) => [program.name, program]))

/** The program of a name, as the note section of its executable says it. */
export const programNamed = (name: string): Program | undefined => PROGRAMS.get(name)
