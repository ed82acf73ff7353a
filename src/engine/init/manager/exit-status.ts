import type { WaitStatus } from '../../kernel/process.ts'
import { SIGNALS, type Signal } from '../../kernel/signals.ts'
import type { Command } from './exec.ts'

/** Why a service is not up (service.c, ServiceResult). */
export type Outcome =
  | 'success'
  | 'exit-code'
  | 'signal'
  | 'timeout'
  | 'protocol'
  | 'resources'
  | 'start-limit-hit'

/** SIGTERM, SIGHUP, SIGINT and SIGPIPE end a service well (systemd.service(5), SuccessExitStatus). */
const CLEAN: readonly Signal[] = ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGPIPE']

export const isClean = (status: WaitStatus): boolean =>
  status.kind === 'exited' ? status.code === 0 : CLEAN.includes(status.signal)
export const isFailure = (status: WaitStatus, { ignoreFailure }: Command): boolean =>
  !ignoreFailure && !isClean(status)

export const outcomeOf = (status: WaitStatus): Outcome => (status.kind === 'exited' ? 'exit-code' : 'signal')

/** Names of the exit statuses that systemd itself gives (exit-status.c). */
const EXITS: Readonly<Record<number, string>> = {
  1: 'FAILURE',
  2: 'INVALIDARGUMENT',
  3: 'NOTIMPLEMENTED',
  4: 'NOPERMISSION',
  5: 'NOTINSTALLED',
  6: 'NOTCONFIGURED',
  7: 'NOTRUNNING',
  200: 'CHDIR',
  203: 'EXEC',
  208: 'STDIN',
  217: 'USER',
}
export const exitText = (code: number): string => `${code}/${EXITS[code] ?? (code === 0 ? 'SUCCESS' : 'n/a')}`

/** How a process ended, as `code=` and `status=` of the journal have it. */
export const endOf = (status: WaitStatus): readonly [code: string, status: string] =>
  status.kind === 'exited'
    ? ['exited', exitText(status.code)]
    : ['killed', `${SIGNALS[status.signal]}/${status.signal.replace('SIG', '')}`]

/** The same as systemctl shows it: a signal by its name alone. */
export function statusText(status: WaitStatus): string {
  const [code, text] = endOf(status)
  return status.kind === 'exited'
    ? `${code}, status=${text}`
    : `${code}, signal=${text.replace(/^\d+\//, '')}`
}
