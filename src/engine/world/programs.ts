import type { Body } from '../base/body.ts'
import { dockerBuildx } from '../docker/buildx/main.ts'
import { docker } from '../docker/main.ts'
import { systemdPrograms } from '../init/programs.ts'
import type { Executables } from '../kernel/exec.ts'
import type { ExitCode, Process, Program } from '../kernel/process.ts'
import { lastName } from '../kernel/walk.ts'
import { interpreterOf, machineOf, programOf, sayingOf } from '../oci/elf.ts'
import type { Machine } from '../oci/machine-code.ts'
import { createShell } from '../shell/shell.ts'
import { strata } from '../strata/main.ts'
import { createBusybox, VERSION } from '../userland/busybox/index.ts'
import { programs as userland } from '../userland/index.ts'
import { pidof } from '../userland/kill.ts'
import { ResolveError, resolve } from '../userland/net/resolve.ts'
import { dockerInit } from '../userland/services/docker-init.ts'
import { dockerProxy } from '../userland/services/docker-proxy.ts'
import { dockerRegistry } from '../userland/services/docker-registry.ts'
import { gosu } from '../userland/services/gosu.ts'
import { nginx } from '../userland/services/nginx/nginx.ts'
import { redisServer } from '../userland/services/redis-server.ts'
import { which } from '../userland/which.ts'

/** A busybox whose shell goes by whatever name it was called by. */
function busyboxWith(ash: Program, name: string): Program {
  const asShell = (process: Process, argv: readonly string[]): Promise<ExitCode> =>
    ash.run(process.argv === argv ? process : Object.create(process, { argv: { value: argv } }))
  return createBusybox({ sh: asShell, ash: asShell }, name)
}

/** Debian builds its busybox-static without FEATURE_SH_EXTRA_QUIET: the shell greets. */
const greeting = `\n\n${VERSION} built-in shell (ash)\nEnter 'help' for a list of built-in commands.\n\n`

/** Debian's `pidof` is a link to killall5, which goes by its name. */
const killall5: Program = {
  name: 'killall5',
  run: (process) =>
    lastName(process.argv[0] ?? '') === 'pidof' ? pidof.run(process) : untold('killall5', process),
}

/** Addresses of hosts for the shell's redirections to sockets. */
async function lookUp(process: Process, host: string): Promise<readonly string[] | string> {
  try {
    return await resolve(process, host)
  } catch (error) {
    if (error instanceof ResolveError) return error.message
    throw error
  }
}

/** A later program replaces an earlier one of its name. */
const ALL: readonly Program[] = [
  ...userland,
  ...systemdPrograms,
  { ...which, name: 'which.debianutils' },
  killall5,
  createShell({ dialect: 'bash', lookUp }),
  createShell({ dialect: 'dash' }),
  busyboxWith(createShell({ dialect: 'ash' }), 'busybox'),
  busyboxWith(createShell({ dialect: 'ash', greeting }), 'busybox-static'),
  docker,
  dockerBuildx,
  strata,
  gosu,
  dockerInit,
  dockerProxy,
  dockerRegistry,
  redisServer,
  nginx,
]

const PROGRAMS = new Map(ALL.map((program) => [program.name, program]))

/** Machines whose programs a host runs: its own, and the one that came before. */
const MACHINES: readonly (Machine | undefined)[] = ['amd64', '386']

/** The program behind an executable, as its note section says; `foreign` for one of another machine. */
function programIn(body: Body): Program | 'foreign' | undefined {
  const name = programOf(body)
  if (name === undefined) return undefined
  if (!MACHINES.includes(machineOf(body))) return 'foreign'
  return PROGRAMS.get(name) ?? spoken(name, body)
}

/** How a kernel tells what a file of its own is. */
export const EXECUTABLES: Executables = { identify: programIn, interpreter: interpreterOf }

/** An executable that does what its code says and no more: write a text, exit. Stand-ins own up to being one. */
function spoken(name: string, body: Body): Program {
  const saying = sayingOf(body)
  const whole = saying !== undefined && saying.exitCode === 0
  return {
    name,
    async run(process) {
      if (!whole) return untold(name, process)
      await process.write(saying.fd, saying.text)
      return 0
    },
  }
}

async function untold(name: string, process: Process): Promise<ExitCode> {
  await process.write(2, `${name}: this program is in the image, but Strata does not simulate it\n`)
  return 126
}
