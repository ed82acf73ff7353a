import { docker } from '../docker/main.ts'
import type { Program } from '../kernel/process.ts'
import { createShell } from '../shell/shell.ts'
import { programs as userland } from '../userland/index.ts'

const PROGRAMS = new Map<string, Program>(
  [...userland, docker, createShell({ dialect: 'bash' }), createShell({ dialect: 'dash' })].map((program) => [
    program.name,
    program,
  ]),
)

/** The program of a name, as the note section of its executable says it. */
export const programNamed = (name: string): Program | undefined => PROGRAMS.get(name)
