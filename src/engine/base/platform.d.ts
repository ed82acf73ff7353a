/**
 * The only ambient names the engine may use beyond ECMAScript. They exist with equal meaning in every
 * browser, in workers and in Node. Anything else the engine needs is a port that is handed in.
 */
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>
  encodeInto(source: string, destination: Uint8Array): { read: number; written: number }
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean })
  decode(input?: Uint8Array, options?: { stream?: boolean }): string
}
