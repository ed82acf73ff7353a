import type { Process } from '../../kernel/process.ts'
import type { JobMode } from '../manager/transaction.ts'
import { MANAGER_SOCKET, type ManagerRequest } from '../requests.ts'

/** Asks the service manager. */
export const ask = (p: Process, request: ManagerRequest): Promise<unknown> =>
  p.connect(MANAGER_SOCKET).call(request)

export const startJob = (name: string, mode: JobMode, wait: boolean): ManagerRequest => ({
  method: 'Job',
  type: 'start',
  name,
  mode,
  wait,
})
