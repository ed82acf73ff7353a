import { Map as PersistentMap } from 'immutable'
import { type Body, bytesBody, chunksOf, concatBody } from '../base/body.ts'
import { createHasher, type Digest } from '../base/digest.ts'
import { EngineError } from '../base/errors.ts'

/** What the bytes that come in are said to be. */
export interface Expected {
  readonly digest?: Digest
  readonly size?: number
}

/** Bytes on their way into the store. Nothing is there before `commit`; after `commit` or `abort` it is over. */
export interface Ingest {
  write(bytes: Uint8Array): void
  /** Keeps the bytes under their digest. Throws `invalid` where they are not what was expected, and keeps nothing. */
  commit(): Digest
  abort(): void
}

/** Bytes by the digest of their content. The whole state is one persistent map. */
export class BlobStore {
  private blobs = PersistentMap<Digest, Body>()

  get state(): PersistentMap<Digest, Body> {
    return this.blobs
  }
  restore(state: PersistentMap<Digest, Body>): void {
    this.blobs = state
  }
  get(digest: Digest): Body | undefined {
    return this.blobs.get(digest)
  }
  remove(digest: Digest): void {
    this.blobs = this.blobs.delete(digest)
  }

  ingest(expected: Expected = {}): Ingest {
    const hasher = createHasher()
    const parts: Body[] = []
    let size = 0
    let over = false
    const finish = (): void => {
      if (over) throw new Error('this ingest is over')
      over = true
    }
    return {
      write: (bytes) => {
        if (over) throw new Error('this ingest is over')
        hasher.update(bytes)
        parts.push(bytesBody(bytes.slice()))
        size += bytes.length
      },
      commit: () => {
        finish()
        const digest = `sha256:${hasher.hex()}` as Digest
        check(expected, digest, size)
        if (!this.blobs.has(digest)) this.blobs = this.blobs.set(digest, concatBody(parts))
        return digest
      },
      abort: finish,
    }
  }

  /** Takes a whole body in, piece by piece, without a copy of its bytes. */
  add(body: Body, expected: Expected = {}): Digest {
    const hasher = createHasher()
    for (const chunk of chunksOf(body)) hasher.update(chunk)
    const digest = `sha256:${hasher.hex()}` as Digest
    check(expected, digest, body.size)
    if (!this.blobs.has(digest)) this.blobs = this.blobs.set(digest, body)
    return digest
  }
}

/** Texts of containerd's content store. */
function check(expected: Expected, digest: Digest, size: number): void {
  if (expected.size !== undefined && expected.size !== size)
    throw new EngineError(
      'invalid',
      `unexpected commit size ${size}, expected ${expected.size}: failed precondition`,
    )
  if (expected.digest !== undefined && expected.digest !== digest)
    throw new EngineError(
      'invalid',
      `unexpected commit digest ${digest}, expected ${expected.digest}: failed precondition`,
    )
}
