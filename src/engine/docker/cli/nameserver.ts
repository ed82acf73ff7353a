import { bytesOf } from '../../base/body.ts'
import { FsError } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { Process } from '../../kernel/process.ts'

const DEFAULT = '127.0.0.1'

/** The name server that this host asks: the first of /etc/resolv.conf. */
function nameserver(process: Process): string {
  try {
    const lines = decode(bytesOf(process.readFile('/etc/resolv.conf')))
    return /^nameserver\s+(\S+)/m.exec(lines)?.[1] ?? DEFAULT
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    return DEFAULT
  }
}

const DOMAIN_NAME = /^(?=.*[a-zA-Z_-])[a-zA-Z0-9_-]{1,63}(?:\.[a-zA-Z0-9_-]{1,63})*\.?$/

/** Whether the resolver asks for a name: it may be one. */
export const isDomainName = (name: string): boolean => DOMAIN_NAME.test(name)

/** What Go's resolver says of a name that nobody knows; what cannot be a name it does not even ask for. */
export const noSuchHost = (process: Process, name: string): string =>
  isDomainName(name)
    ? `lookup ${name} on ${nameserver(process)}:53: no such host`
    : `lookup ${name}: no such host`
