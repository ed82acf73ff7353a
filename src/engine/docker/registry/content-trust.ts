import type { ClientContext } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { noNotary } from '../cli/notary.ts'

/** Whether signatures are wanted: by the flag, or by `DOCKER_CONTENT_TRUST` where it is not given. */
export function wantsSignatures({ process, changed }: ClientContext, disabled: boolean): boolean {
  if (changed('disable-content-trust')) return !disabled
  return /^(1|t|T|true|TRUE|True)$/.test(process.env.get('DOCKER_CONTENT_TRUST') ?? '')
}

/** Signatures come from a notary server, and none is to be reached. */
export const notaryFailure = ({ process }: ClientContext, domain: string): ClientError =>
  new ClientError(`Error: error contacting notary server: ${noNotary(process, domain)}`)
