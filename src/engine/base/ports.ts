import type { Body } from './body.ts'

/**
 * Work on many bytes that whoever holds a world may do faster than the engine: with native code, or on another thread.
 * What comes out follows from what goes in, so a world is the same whichever does it. The world stands still until a
 * port has answered: nothing else happens in it meanwhile.
 */
export interface Ports {
  /** SHA-256 of a body as 64 lower-case hex digits. */
  sha256(body: Body): Promise<string>
  /**
   * The content of a gzip (RFC 1952; of all members where there are several), to be read at random. `damaged` where it
   * is not sound up to its last byte: the engine finds out what is good of it, and why no more. `too large` where it
   * has more than `limit` bytes.
   */
  gunzip(body: Body, limit: number): Promise<Body | 'damaged' | 'too large'>
}
