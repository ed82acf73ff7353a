import type { Instant } from '../base/time.ts'

/** Where login asks for a session, and shutdown for the end of the machine. */
export const LOGIN_SOCKET = '/run/systemd/userdb/io.systemd.Login'
/** What is to end the machine, and when. */
export const SCHEDULED = '/run/systemd/shutdown/scheduled'

export interface SessionRequest {
  readonly uid: number
  readonly user: string
  readonly pid: number
}
/** Undefined: what was to come does not come. */
export interface ShutdownRequest {
  readonly shutdown: { readonly action: 'reboot' | 'halt' | 'poweroff'; readonly at: Instant } | undefined
}
