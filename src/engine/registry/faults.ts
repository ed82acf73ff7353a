/** Error codes of the distribution protocol (distribution-spec 1.1, "Error Codes"; docker/distribution, errcode). */
const FAULTS = {
  UNAUTHORIZED: { status: 401, message: 'authentication required' },
  DENIED: { status: 403, message: 'requested access to the resource is denied' },
  UNSUPPORTED: { status: 405, message: 'The operation is unsupported.' },
  NAME_INVALID: { status: 400, message: 'invalid repository name' },
  NAME_UNKNOWN: { status: 404, message: 'repository name not known to registry' },
  TAG_INVALID: { status: 400, message: 'manifest tag did not match URI' },
  MANIFEST_INVALID: { status: 400, message: 'manifest invalid' },
  MANIFEST_UNKNOWN: { status: 404, message: 'manifest unknown' },
  MANIFEST_BLOB_UNKNOWN: { status: 404, message: 'blob unknown to registry' },
  BLOB_UNKNOWN: { status: 404, message: 'blob unknown to registry' },
  BLOB_UPLOAD_UNKNOWN: { status: 404, message: 'blob upload unknown to registry' },
  DIGEST_INVALID: { status: 400, message: 'provided digest did not match uploaded content' },
} as const
export type FaultCode = keyof typeof FAULTS

/** One error as a registry tells it. */
export interface Fault {
  readonly code: FaultCode
  readonly message: string
  readonly detail?: unknown
}

/** What access a request lacked. */
export interface MissingAccess {
  readonly repository: string
  readonly actions: readonly ('pull' | 'push')[]
  /** Who asks was known and may not do it (RFC 6750, `insufficient_scope`). */
  readonly insufficient: boolean
}

/** A registry's refusal: the status, the errors, and what access was missing. Its clients turn it into their own words. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError'
  readonly status: number
  readonly faults: readonly Fault[]
  readonly missing: MissingAccess | undefined
  constructor(faults: readonly Fault[], missing?: MissingAccess) {
    super(faults.map(faultText).join('\n'))
    this.status = FAULTS[faults[0]!.code].status
    this.faults = faults
    this.missing = missing
  }
}

/** `manifest unknown: manifest unknown`: the code in words, and the message (errcode.Error). */
export const faultText = ({ code, message }: Fault): string =>
  `${code.toLowerCase().replaceAll('_', ' ')}: ${message}`

export const faultOf = (code: FaultCode, detail?: unknown, message?: string): Fault => ({
  code,
  message: message ?? FAULTS[code].message,
  ...(detail !== undefined && { detail }),
})

/** A refusal for one reason. */
export const refusal = (code: FaultCode, detail?: unknown, message?: string): RegistryError =>
  new RegistryError([faultOf(code, detail, message)])

/** A refusal for want of access to a repository. */
export const noAccess = (missing: MissingAccess): RegistryError =>
  new RegistryError(
    [
      faultOf(
        'UNAUTHORIZED',
        missing.actions.map((action) => ({
          Type: 'repository',
          Class: '',
          Name: missing.repository,
          Action: action,
        })),
      ),
    ],
    missing,
  )
