/** What poll(2) tells of an open file. */
export interface Readiness {
  /** A read would not block. */
  readonly in: boolean
  /** A write would not block. */
  readonly out: boolean
  /** An error is pending. */
  readonly error: boolean
  /** The other side is gone. */
  readonly hangup: boolean
}
