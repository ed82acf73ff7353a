import { EngineError } from '../../base/errors.ts'
import { fullName, parseReference, withDefaultTag } from '../../base/reference.ts'
import type { ClientContext } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { loginFor } from '../registry/credentials.ts'
import type { Display } from './progress/display.ts'

/** `--push` with the daemon's own builder: each name is pushed as `docker push` does (buildx, build/build.go, pushWithMoby). */
export async function pushAll(
  context: ClientContext,
  display: Display,
  names: readonly string[],
): Promise<void> {
  for (const name of names) await pushOne(context, display, name)
}

async function pushOne(context: ClientContext, display: Display, name: string): Promise<void> {
  const { process, api } = context
  const reference = withDefaultTag(parseReference(name))
  const started = process.now()
  const vertex = { digest: `push ${name}`, name: `pushing ${name} with docker`, inputs: [], started }
  await display.update({ vertexes: [vertex] })
  const end = (error?: string): Promise<void> =>
    display.update({
      vertexes: [{ ...vertex, completed: process.now(), ...(error !== undefined && { error }) }],
    })
  try {
    const stream = await api.call('POST /images/{name}/push', {
      params: { name: fullName(reference) },
      query: { tag: reference.tag! },
      ...loginFor(context, reference.domain),
    })
    const begun = new Map<string, bigint>()
    for (let message = await stream.next(); message; message = await stream.next()) {
      if ('error' in message && message.error) throw new EngineError('internal', message.error)
      if (!('id' in message) || !message.id || !('status' in message)) continue
      const { id, status } = message
      if (!begun.has(id)) begun.set(id, process.now())
      if (status !== 'Pushed') continue
      const timestamp = process.now()
      const update = { vertex: vertex.digest, id: `pushing layer ${id}`, current: 0, total: 0, timestamp }
      await display.update({ statuses: [{ ...update, started: begun.get(id)!, completed: timestamp }] })
    }
    await end()
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    await end(error.message)
    await display.finish()
    throw new ClientError(`failed to build: ${error.message}`)
  }
}
