import { bytesOf } from '../../base/body.ts'
import { EngineError } from '../../base/errors.ts'
import { decode, encode } from '../../base/text.ts'
import { MILLISECOND } from '../../base/time.ts'
import { isGzipped } from '../../oci/compress.ts'
import type { Daemon } from '../daemon.ts'
import { download } from '../images/download.ts'
import type { Progress } from './solver/progress.ts'

/** What git takes to find that nobody answers. */
const GIT_TIME = 20 * MILLISECOND
const USTAR_AT = 257

/**
 * A context that is somewhere on the network: the text of the Dockerfile that a server gives (BuildKit,
 * dockerui/context.go). Throws `EngineError` for no answer; no repository of git is within reach of this network.
 */
export async function loadRemote(daemon: Daemon, progress: Progress, url: string): Promise<string> {
  const isGit = /^git:\/\/|\.git(#.*)?$/.test(url)
  const step = progress.step(
    isGit ? `[internal] load git source ${url}` : '[internal] load remote build context',
  )
  progress.announce([step])
  const end = progress.start(step)
  try {
    if (isGit) await fetchGit(daemon, url, (line) => progress.log(step, 2, encode(line)))
    const { response } = await download(daemon, url, (status) => `invalid response status ${status}`)
    const { body } = response
    if (isGzipped(body) || decode(body.read(USTAR_AT, 5)) === 'ustar')
      throw new EngineError(
        'not-implemented',
        'an archive from the network as context is not simulated by Strata',
      )
    end()
    return decode(bytesOf(body))
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    end({ error: error.message })
    const what = isGit ? 'failed to read dockerfile' : 'failed to read downloaded context'
    throw new EngineError(error.code, `${what}: failed to load cache key: ${error.message}`)
  }
}

async function fetchGit(daemon: Daemon, url: string, log: (line: string) => void): Promise<never> {
  await daemon.host.kernel.scheduler.sleep(GIT_TIME)
  const [remote = '', branch] = url.split('#', 2)
  const why = await gitProblem(daemon, remote)
  const line = `fatal: ${why}\n`
  log(line)
  const what = branch ? 'failed to fetch remote' : 'error fetching default branch for repository'
  throw new EngineError('internal', `${what} ${remote}: git stderr:\n${line}: exit status 128`)
}

/** What git says of a remote (git, http.c and connect.c). */
async function gitProblem(daemon: Daemon, remote: string): Promise<string> {
  const [, scheme = '', host = '', given] = /^(\w+):\/\/([^/:]*)(?::(\d+))?/.exec(remote) ?? []
  const port = given ?? { git: '9418', http: '80' }[scheme] ?? '443'
  const found = await reached(daemon, scheme === 'git' ? `http://${host}:${port}` : remote)
  const denied = (why: string): string => `unable to access '${remote}/': ${why}`
  if (found === 'unknown')
    return scheme === 'git'
      ? `unable to look up ${host} (port ${port}) (Temporary failure in name resolution)`
      : denied(`Could not resolve host: ${host}`)
  if (found === 'answered') return `repository '${remote}/' not found`
  return scheme === 'git'
    ? `unable to connect to ${host}`
    : denied(`Failed to connect to ${host} port ${port} after 0 ms: Couldn't connect to server`)
}

async function reached(daemon: Daemon, url: string): Promise<'answered' | 'unknown' | 'refused'> {
  try {
    await download(daemon, url, () => 'refused')
    return 'answered'
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    if (error.message === 'refused') return 'answered'
    return / lookup /.test(error.message) ? 'unknown' : 'refused'
  }
}
