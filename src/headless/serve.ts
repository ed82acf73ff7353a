import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { createWorld } from '../engine/world/create.ts'
import { readerWorld } from '../engine/world/reader.ts'
import type { World } from '../engine/world.ts'
import { lessonOf } from '../lessons/index.ts'
import type { Pace } from './serve/driver.ts'
import { EngineServer } from './serve/server.ts'

const USAGE =
  'usage: strata serve [--port 2375] [--host 127.0.0.1] [--socket PATH] [--lesson CHAPTER | --profile MODULE] [--pace instant|realistic]'

/** `strata serve`: the Engine API of a fresh host over HTTP, until it is interrupted. */
export async function serve(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      port: { type: 'string', default: '2375' },
      host: { type: 'string', default: '127.0.0.1' },
      socket: { type: 'string' },
      pace: { type: 'string', default: 'realistic' },
      lesson: { type: 'string' },
      profile: { type: 'string' },
    },
  })
  const { port, host, socket, pace, lesson, profile } = values
  const known = pace === 'instant' || pace === 'realistic'
  if (
    !/^\d{1,5}$/.test(port) ||
    Number(port) > 65535 ||
    !known ||
    (lesson !== undefined && profile !== undefined)
  ) {
    console.error(USAGE)
    return 2
  }
  const server = new EngineServer(await openWorld(lesson, profile), {
    pace: pace satisfies Pace,
    onBug: (error) => console.error(error),
  })
  const address =
    socket === undefined
      ? tcpAddress(host, await server.listen(Number(port), host))
      : await server.listenAt(resolve(socket)).then(() => `unix://${resolve(socket)}`)
  console.error(`The simulated daemon listens at ${address}. Try: DOCKER_HOST=${address} docker version`)
  await new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done())
  })
  await server.close()
  return 0
}

const tcpAddress = (host: string, port: number): string =>
  `tcp://${host.includes(':') ? `[${host}]` : host}:${port}`

/** A reader's host starts at the present, as ages are told by the client's clock; a lesson's at its own time. */
async function openWorld(lesson: string | undefined, profile: string | undefined): Promise<World> {
  if (profile !== undefined) {
    const { labOf } = (await import(pathToFileURL(profile).href)) as {
      labOf(): { open(options: { buildxPlugin: boolean }): World }
    }
    return labOf().open({ buildxPlugin: true })
  }
  const { world } = lessonOf(lesson ?? '')
  return createWorld(
    readerWorld(lesson === undefined ? { ...world, clock: new Date().toISOString() } : world),
  )
}
