import type { ReadNow } from '../../src/sandbox/blob-body.ts'

/** A blob whose bytes are at hand, as a worker's FileReaderSync finds them. */
export class PlainBlob extends Blob {
  readonly #bytes: Uint8Array<ArrayBuffer>

  constructor(parts: readonly (Uint8Array<ArrayBuffer> | PlainBlob)[]) {
    super([...parts])
    this.#bytes = new Uint8Array(
      Buffer.concat(parts.map((part) => (part instanceof PlainBlob ? part.#bytes : part))),
    )
  }

  override slice(from?: number, to?: number): PlainBlob {
    return new PlainBlob([this.#bytes.subarray(from, to)])
  }

  static readonly readNow: ReadNow = (blob) => {
    if (!(blob instanceof PlainBlob)) throw new Error('a blob of another kind')
    return blob.#bytes
  }
}

/** A blob of text. */
export const textBlob = (text: string): PlainBlob => new PlainBlob([new TextEncoder().encode(text)])
