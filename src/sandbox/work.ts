import type { ReadNow } from './blob-body.ts'
import { Host } from './host.ts'
import { browserPorts } from './ports.ts'
import type { Reply, Request } from './protocol.ts'
import { indexedSessions, indexedStore, openDatabase } from './session/indexed-store.ts'
import { loadAhead, metGoals, startWorld } from './start-world.ts'

/** The few names of a dedicated worker that this file uses; the project's types are those of a page. */
interface WorkerScope {
  postMessage(message: Reply): void
  readonly FileReaderSync: new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer }
}

const scope = globalThis as unknown as WorkerScope
const reader = new scope.FileReaderSync()
const readNow: ReadNow = (blob) => new Uint8Array(reader.readAsArrayBuffer(blob))
const ports = browserPorts(readNow)
const channel = new MessageChannel()
const turns: (() => void)[] = []
channel.port1.onmessage = () => turns.shift()?.()

/** Opened before it is wanted: that takes a while. Where the browser refuses, those hear of it that want it. */
const database = openDatabase(indexedDB)
database.catch(() => undefined)

const host = new Host(
  {
    start: (lesson) => startWorld(lesson, ports),
    met: metGoals,
    ahead: loadAhead,
    store: (lesson, wanted) => indexedStore(lesson, database, navigator.locks, wanted),
    sessions: (lesson) => indexedSessions(lesson, database),
  },
  (reply) => scope.postMessage(reply),
  {
    now: () => performance.now(),
    macrotask: () =>
      new Promise((resolve) => {
        turns.push(resolve)
        channel.port2.postMessage(null)
      }),
    later: (milliseconds, callback) => {
      const timer = setTimeout(callback, milliseconds)
      return () => clearTimeout(timer)
    },
    readNow,
  },
)

/** Takes a message of the page. */
export const receive = (request: Request): void => void host.receive(request)
