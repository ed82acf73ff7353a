import { DEFAULT_DOMAIN } from '../../base/reference.ts'
import type { Process } from '../../kernel/process.ts'
import { noSuchHost } from './nameserver.ts'

const HUB_NOTARY = 'notary.docker.io'

/** Why no notary can be asked for the signatures of a repository in `domain`: there is none that this host could reach. */
export function noNotary(process: Process, domain: string): string {
  const [name, port = '443'] = (domain === DEFAULT_DOMAIN ? HUB_NOTARY : domain).split(':') as [
    string,
    string?,
  ]
  if (name === 'localhost' || name === '127.0.0.1')
    return `dial tcp 127.0.0.1:${port}: connect: connection refused`
  return `dial tcp: ${noSuchHost(process, name)}`
}
