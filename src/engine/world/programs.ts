import type { Body } from '../base/body.ts'
import { MILLISECOND, type Nanoseconds } from '../base/time.ts'
import type { Executables } from '../kernel/exec.ts'
import type { Process, Program } from '../kernel/process.ts'
import { interpreterOf, machineOf, programOf, type Saying, sayingOf } from '../oci/elf.ts'
import { knownElf } from '../oci/known-elf.ts'
import type { Machine } from '../oci/machine-code.ts'
import { createShell } from '../shell/shell.ts'
import { id } from '../userland/id.ts'
import { laterProgram } from '../userland/later-program.ts'
import { ResolveError, resolve } from '../userland/net/resolve.ts'
import { dockerRegistry } from '../userland/services/docker-registry.ts'
import { Shelf } from './programs/shelf.ts'
import { untold } from './programs/untold.ts'

/** Addresses of hosts for the shell's redirections to sockets. */
async function lookUp(process: Process, host: string): Promise<readonly string[] | string> {
  try {
    return await resolve(process, host)
  } catch (error) {
    if (error instanceof ResolveError) return error.message
    throw error
  }
}

/** What runs before a first prompt is there from the start: the shell, what its profile asks for, the host's services. */
const AT_ONCE = new Map(
  [createShell({ dialect: 'bash', lookUp }), createShell({ dialect: 'dash' }), id, dockerRegistry].map(
    (program) => [program.name, program],
  ),
)

const CLIENTS = new Shelf(() => import('./programs/clients.ts'))
const TOOLS = new Shelf(() => import('./programs/tools.ts'))
const TENDING = new Shelf(async () => ({
  programs: (await import('../init/tending.ts')).tendingPrograms,
}))
const BOOT = new Shelf(async () => ({
  programs: await (await import('../init/programs.ts')).wholeBootPrograms(),
}))

/** Names of the programs of `CLIENTS`: they are not looked for among the others. */
const CLIENT_NAMES: readonly string[] = ['docker', 'docker-buildx', 'strata']

/** Where a program is looked for; the first that has it gives it. */
const shelvesOf = (name: string): readonly Shelf[] =>
  CLIENT_NAMES.includes(name) ? [CLIENTS] : [TOOLS, TENDING, BOOT]

/** Machines whose programs a host runs: its own, and the one that came before. */
const MACHINES: readonly (Machine | undefined)[] = ['amd64', '386']

/**
 * The program behind an executable, as its note section says, or as a real one is known by what it holds; `foreign` for
 * one of another machine.
 */
function programIn(body: Body): Program | 'foreign' | undefined {
  const named = programOf(body)
  const known = named === undefined ? knownElf(body) : undefined
  const name = named ?? known?.program
  if (name === undefined) return undefined
  if (!MACHINES.includes(machineOf(body))) return 'foreign'
  return AT_ONCE.get(name) ?? spoken(name, known?.saying ?? sayingOf(body)) ?? shelved(name)
}

/** How a kernel tells what a file of its own is. */
export const EXECUTABLES: Executables = { identify: programIn, interpreter: interpreterOf }

/** Loads the programs of a running host before they are wanted. */
export async function loadPrograms(): Promise<void> {
  for (const shelf of [CLIENTS, TOOLS]) await shelf.programs()
}

/** Loads the programs that tend a machine, `systemctl` and its like. */
export const loadTending = async (): Promise<unknown> => TENDING.programs()

/** An executable that does what its code says and no more: write a text, exit. */
function spoken(name: string, saying: Saying | undefined): Program | undefined {
  if (saying?.exitCode !== 0) return undefined
  return {
    name,
    async run(process) {
      await process.write(saying.fd, saying.text)
      return 0
    },
  }
}

/** A Go program of 40 MB: `docker ps` takes 12 ms in all. */
const STARTUP: Readonly<Record<string, Nanoseconds>> = { docker: 9 * MILLISECOND }

/** A program of a shelf. Stand-ins own up to being one. */
const shelved = (name: string): Program => ({
  ...(name in STARTUP && { startup: STARTUP[name]! }),
  ...laterProgram(name, async () => {
    for (const shelf of shelvesOf(name)) {
      const program = (await shelf.programs()).get(name)
      if (program) return program
    }
    return { name, run: (process) => untold(name, process) }
  }),
})
