import type { Reply, Request } from './protocol.ts'

/**
 * The worker's first script. It is small, and imports the engine: browsers keep compiled code of what is imported, not of this file. What
 * comes meanwhile waits.
 */
const early: Request[] = []
let receive = (request: Request): void => void early.push(request)
globalThis.addEventListener('message', (event: MessageEvent<Request>) => receive(event.data))
try {
  receive = (await import('./work.ts')).receive
} catch (error) {
  receive = () => globalThis.postMessage({ type: 'error', message: String(error) } satisfies Reply)
}
for (const request of early) receive(request)
