import { FsError } from '../../base/errors.ts'
import type { ClientContext } from '../cli/command.ts'
import { ClientError, goErrno } from '../cli/errors.ts'

/**
 * Why the keys of an SSH agent cannot be lent to a build (BuildKit, session/sshforward/sshprovider). No agent runs on this
 * host: one that seems to be there is refused too.
 */
export function agentProblem(
  { process, path }: ClientContext,
  id: string,
  keys: readonly string[],
): ClientError {
  const fail = (why: string): ClientError =>
    new ClientError(
      `failed to build: failed to convert agent config {${id} [${keys.join(' ')}] false}: ${why}`,
    )
  const places = keys.length > 0 ? keys : [process.env.get('SSH_AUTH_SOCK') ?? '']
  for (const place of places) {
    if (place === '') return fail('invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set')
    try {
      process.stat(place)
    } catch (error) {
      if (!(error instanceof FsError)) throw error
      return fail(`failed to convert agent config for ID: "${id}": stat ${place}: ${goErrno(error)}`)
    }
  }
  return new ClientError(`${path} --ssh: not simulated by Strata`)
}
