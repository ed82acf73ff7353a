import { EngineError, isErrno } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import { Failure, type Io } from '../../userland/program.ts'
import { typeOf } from '../manager/names.ts'
import { MANAGER_SOCKET, type ManagerRequest, type UnitInfo } from '../requests.ts'

export const NOT_BOOTED =
  "System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus: Host is down\n"

/** systemd is process 1 (sd_booted(3)). */
export const isBooted = (p: Process): boolean => p.exists('/run/systemd/system')

/** What asks a service of systemd's over the bus says where systemd is not process 1. */
export function demandBus(io: Io, what: string): void {
  if (!isBooted(io.p)) throw new Failure('', 1, `${NOT_BOOTED.trimEnd()}\n${what}: Host is down`)
}

/** Says no to a verb: one of `leftOut`, which the real program has, or one that it has not either. */
export const refusedVerb = (name: string, verb: string, leftOut: readonly string[]): Failure =>
  new Failure(
    '',
    1,
    leftOut.includes(verb)
      ? `${name} ${verb} is no part of this simulation`
      : `Unknown command verb ${verb}.`,
  )

/** Asks the service manager. Its refusals become a `Failure` with what was wanted before them. */
export async function ask<T>(io: Io, request: ManagerRequest, what = ''): Promise<T> {
  if (!isBooted(io.p)) throw new Failure('', 1, NOT_BOOTED.trimEnd())
  try {
    return (await io.p.connect(MANAGER_SOCKET).call(request)) as T
  } catch (error) {
    if (error instanceof EngineError)
      throw new Failure('', error.code === 'not-found' ? 5 : 1, `${what}${what && ': '}${error.message}`)
    if (isErrno(error)) throw new Failure('', 1, `Failed to connect to bus: ${error.message}`)
    throw error
  }
}

export const unitInfo = (io: Io, name: string): Promise<UnitInfo> =>
  ask<UnitInfo>(io, { method: 'GetUnit', name })

/** `ssh` means `ssh.service`; a path is the unit for it (unit_name_mangle). */
export const mangled = (name: string): string => (typeOf(name) === undefined ? `${name}.service` : name)

const GREEN = '\x1b[0;1;32m'
const RED = '\x1b[0;1;31m'
const NORMAL = '\x1b[0m'

/** The dot before a unit: by its state, with colours on a terminal. */
export function dotOf(io: Io, { active, load }: Pick<UnitInfo, 'active' | 'load'>): string {
  const colour = io.p.isatty(1)
  if (active === 'failed') return colour ? `${RED}×${NORMAL}` : '×'
  if (active === 'inactive' || load === 'masked' || load === 'not-found') return '○'
  if (active === 'active' || active === 'reloading') return colour ? `${GREEN}●${NORMAL}` : '●'
  return '●'
}
