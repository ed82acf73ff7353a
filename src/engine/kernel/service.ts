import type { Credentials, Fd } from './process.ts'
import type { ProcessRecord } from './record.ts'

/** What waits for bytes from a person or another process. */
export interface InputSource {
  /** Somebody waits for input and there is none. */
  readonly starved: boolean
}

/** Who calls a service, as the service may know it. */
export interface Caller {
  readonly credentials: Credentials
  /** Name of its program, and its number on the machine. */
  readonly program: string
  readonly pid: number
  /** Names what the caller's terminal, or the caller itself, feeds, as long as a session is attached to it. Returns its removal. */
  relay(source: InputSource): () => void
  /** Hears when the caller ends: nobody waits for the rest of an answer then. Returns its removal. */
  onGone(callback: () => void): () => void
}
export type ServiceHandler = (request: unknown, caller: Caller) => Promise<unknown>

/** Who answers at a socket. One that was handed over is answered by whoever has it last, as long as that lives. */
export interface Listener {
  readonly owner: ProcessRecord
  readonly handle: ServiceHandler
  /** Speaks with one that connects byte by byte, over this descriptor of the owner. */
  readonly stream?: ((fd: Fd, caller: Caller) => Promise<void>) | undefined
}
