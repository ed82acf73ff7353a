import type { Value } from '../../engine/daemon/api.ts'
import type { Connection } from '../../engine/kernel/process.ts'
import { MULTIPLEXED_STREAM, RAW_STREAM } from './hijack.ts'
import { knowsMultiplexed, type Target } from './paths.ts'
import type { AnyWire } from './wire.ts'

/** How patient a client is that listens, in milliseconds of silence. */
export const LISTENING = 200
/** How patient a person at a terminal is. */
export const TYPING = 1000

export interface Version {
  readonly Version: string
  readonly ApiVersion: string
  readonly MinAPIVersion: string
  readonly Os: string
  readonly Experimental?: boolean
}

/** What the daemon answers in its own shapes, before HTTP. */
export interface Asked {
  readonly target: Target
  readonly wire: AnyWire
  readonly request: { params: unknown; query?: Record<string, unknown>; body?: unknown; auth?: unknown }
}

/** `docker exec -d`: the daemon answers when the command has started. */
export const detaches = ({ wire: { reply }, request }: Asked): boolean =>
  reply.kind === 'frames' && reply.tty === 'body' && (request.body as { Detach?: boolean }).Detach === true

/** What a stream says of itself. One that was taken without an upgrade never says that it is multiplexed. */
export const streamType = ({ target }: Asked, raw: boolean): string =>
  raw || !knowsMultiplexed(target.version) ? RAW_STREAM : MULTIPLEXED_STREAM

/** A client that listens may ask for more before what it hears goes on; one that was asked for one thing waits. */
export function patienceFor({ wire: { reply }, request }: Asked): number {
  if (reply.kind === 'frames') return LISTENING
  if (reply.kind !== 'lines') return 0
  return reply.watches(request.query ?? {}) ? Number.POSITIVE_INFINITY : reply.early ? LISTENING : 0
}

export const requestOf = ({ target, request }: Asked): object => ({ route: target.key, ...request })

export const headersOf = ({ ApiVersion, Experimental, Os, Version }: Version): Record<string, string> => ({
  'Api-Version': ApiVersion,
  'Docker-Experimental': String(Experimental ?? false),
  Ostype: Os,
  Server: `Docker/${Version} (${Os})`,
})

/** Whether output goes raw, since a terminal is attached. */
export async function isRaw(connection: Connection, { wire, target, request }: Asked): Promise<boolean> {
  if (wire.reply.kind !== 'frames') return false
  if (wire.reply.tty === 'body') return (request.body as { Tty?: boolean }).Tty ?? false
  const reply = (await connection.call({
    route: 'GET /containers/{id}/json',
    params: target.params,
  })) as Value<{ Config: { Tty?: boolean } }>
  return reply.value.Config.Tty ?? false
}
