import { EngineError, isErrno } from '../../base/errors.ts'
import type { ContainerInspect } from '../../daemon/api.ts'
import type { Process } from '../../kernel/process.ts'
import { CLIENT_SOCKET } from '../client.ts'
import { askEnd, type End, endSocket, runEnd } from './end.ts'

/** How long a new end may take until it answers, and between two looks (ns). */
const PATIENCE = 5_000_000
const LOOK = 50_000

/** Starts the process of an end; the server's in a container's network where one is named. Text: why it cannot be. */
export async function startEnd(process: Process, end: End, container?: string): Promise<string | undefined> {
  let pid = 0
  if (container !== undefined) {
    const found = await pidOf(process, container)
    if (typeof found === 'string') return found
    pid = found
  }
  if (!process.exists('/run/strata')) process.mkdir('/run/strata')
  if (process.exists(endSocket(end))) process.unlink(endSocket(end))
  const error = process.pipe()
  process.fork(async (child) => {
    child.close(error.read)
    try {
      if (end === 'client') await child.connect(CLIENT_SOCKET).call({})
      else if (pid > 0) {
        const door = child.open(`/proc/${pid}/ns/net`, { read: true })
        child.setns(door)
        child.close(door)
      }
    } catch (failure) {
      if (!isErrno(failure)) throw failure
      const { errno, message } = failure
      await child.write(
        error.write,
        errno === 'ECONNREFUSED' ? 'there is no other machine on this network' : message,
      )
      return 1
    }
    child.close(error.write)
    detach(child, end)
    return runEnd(child, end)
  })
  process.close(error.write)
  const said = await process.read(error.read)
  process.close(error.read)
  if (said.length > 0) return new TextDecoder().decode(said)
  for (let waited = 0; waited < PATIENCE; waited += LOOK) {
    if (await askEnd(process, end, { kind: 'news' })) return undefined
    await process.sleep(LOOK)
  }
  return 'its process does not answer'
}

/** Lets go of the terminal and of what the command had open, as a daemon does. */
function detach(child: Process, end: End): void {
  child.setsid()
  const nothing = child.open('/dev/null', { read: true, write: true })
  for (const fd of [0, 1, 2]) child.dup2(nothing, fd)
  if (nothing > 2) child.close(nothing)
  child.setName(`lab-${end}`)
  child.setTitle(`lab-${end}`)
}

/** The first process of a container that runs; text: why there is none. */
async function pidOf(process: Process, name: string): Promise<number | string> {
  try {
    const reply = await process
      .connect('/run/docker.sock')
      .call({ route: 'GET /containers/{id}/json', params: { id: name } })
    const { State } = (reply as { value: ContainerInspect }).value
    return State.Pid > 0 ? State.Pid : `container ${name} is not running`
  } catch (error) {
    if (error instanceof EngineError || isErrno(error)) return error.message
    throw error
  }
}
