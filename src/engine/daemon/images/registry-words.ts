import { EngineError } from '../../base/errors.ts'
import { familiarName, familiarString, type Reference } from '../../base/reference.ts'
import type { Grant } from '../../registry/access.ts'
import { type Fault, faultOf, faultText, RegistryError } from '../../registry/faults.ts'
import type { Registry } from '../../registry/protocol.ts'
import type { AuthConfig } from '../api.ts'

/**
 * Who the daemon is to a registry. A token that was given out counts before a password; a registry that asks nobody takes
 * anything. Throws `RegistryError` for a wrong password.
 */
export function grantFor(registry: Registry, auth: AuthConfig | undefined): Grant {
  if (!registry.tokens || !auth) return {}
  const { access } = registry
  if (auth.registrytoken) return access.identify(auth.registrytoken)
  if (auth.identitytoken) return access.identify(auth.identitytoken)
  if (!auth.username || !auth.password) return {}
  return access.check({ username: auth.username, password: auth.password })
}

/** What the client library makes of a refusal: want of scope comes first, as `denied` (docker/distribution, client/errors.go). */
export const faultsIn = ({ faults, missing }: RegistryError): readonly Fault[] =>
  missing?.insufficient ? [faultOf('DENIED'), ...faults] : faults

/** Several errors at once (errcode.Errors). */
export const faultsText = (faults: readonly Fault[]): string =>
  faults.length === 1
    ? faultText(faults[0]!)
    : `errors:\n${faults.map((fault) => `${faultText(fault)}\n`).join('')}`

/** Credentials that a registry's token server refused, found out by a request. */
export const wrongCredentials = (request: string, error: RegistryError): EngineError =>
  new EngineError('unauthorized', `${request}: ${faultsText(error.faults)}`)

/**
 * A failed pull of `ref` in moby's words (distribution/errors.go, translatePullError); other errors as they are. `request` is
 * the first one of the pull: `Head "https://…"`.
 */
export function pullFailure(error: unknown, ref: Reference, request: string): unknown {
  if (!(error instanceof RegistryError)) return error
  if (!error.missing && error.faults[0]!.code === 'UNAUTHORIZED') return wrongCredentials(request, error)
  const fault = faultsIn(error)[0]!
  const cause = faultText(fault)
  if (fault.code === 'DENIED')
    return new EngineError(
      'not-found',
      `pull access denied for ${familiarName(ref)}, repository does not exist or may require 'docker login': ${cause}`,
    )
  if (fault.code === 'MANIFEST_UNKNOWN')
    return new EngineError('not-found', `manifest for ${familiarString(ref)} not found: ${cause}`)
  if (fault.code === 'NAME_UNKNOWN')
    return new EngineError('not-found', `repository ${familiarName(ref)} not found: ${cause}`)
  return new EngineError('internal', cause)
}

/** A failed step of a push: all that the registry said, or where it was about one layer the first thing. */
export function pushFailure(error: unknown, which: 'all' | 'first' = 'all'): unknown {
  if (!(error instanceof RegistryError)) return error
  const faults = faultsIn(error)
  return new EngineError('internal', faultsText(which === 'first' ? faults.slice(0, 1) : faults))
}
