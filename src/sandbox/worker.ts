import type { Request } from './protocol.ts'

/**
 * The worker's first script. It is small, and imports the engine: browsers keep compiled code of what is imported, not of this file. What
 * comes meanwhile waits.
 */
const early: Request[] = []
let receive = (request: Request): void => void early.push(request)
globalThis.addEventListener('message', (event: MessageEvent<Request>) => receive(event.data))
const work = await import('./work.ts')
receive = work.receive
for (const request of early) receive(request)
