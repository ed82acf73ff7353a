import { sha512 } from '@noble/hashes/sha2.js'
import { concatBytes, encode } from '../base/text.ts'

/** Letters of salts and digests. */
export const CRYPT_LETTERS = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const DEFAULT_ROUNDS = 5000
const MIN_ROUNDS = 1000

/** The password is the one that was encrypted (crypt(5)). An empty field needs none; of methods only sha512crypt is known. */
export function passwordMatches(password: string, secret: string): boolean {
  if (secret === '') return true
  const [, , , salt] = /^\$(6)\$(rounds=\d+\$)?([^$]{0,16})\$/.exec(secret) ?? []
  const [, rounds] = /^\$6\$rounds=(\d+)\$/.exec(secret) ?? []
  if (salt === undefined) return false
  return sha512crypt(password, salt, rounds === undefined ? undefined : Number(rounds)) === secret
}

/** sha512crypt (Ulrich Drepper, "Unix crypt using SHA-256 and SHA-512"). */
export function sha512crypt(password: string, salt: string, given?: number): string {
  const key = encode(password)
  const salted = encode(salt)
  const rounds = Math.max(MIN_ROUNDS, given ?? DEFAULT_ROUNDS)
  const second = sha512(concatBytes([key, salted, key]))
  const parts = [key, salted, repeated(second, key.length)]
  for (let n = key.length; n > 0; n >>= 1) parts.push(n & 1 ? second : key)
  let digest = sha512(concatBytes(parts))
  const keys = repeated(sha512(concatBytes(Array.from({ length: key.length }, () => key))), key.length)
  const salts = repeated(
    sha512(concatBytes(Array.from({ length: 16 + digest[0]! }, () => salted))),
    salted.length,
  )
  for (let i = 0; i < rounds; i++) {
    const odd = i % 2 === 1
    digest = sha512(
      concatBytes([
        odd ? keys : digest,
        ...(i % 3 !== 0 ? [salts] : []),
        ...(i % 7 !== 0 ? [keys] : []),
        odd ? digest : keys,
      ]),
    )
  }
  const prefix = given === undefined ? '' : `rounds=${rounds}$`
  return `$6$${prefix}${salt}$${inLetters(digest)}`
}

function repeated(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length)
  for (let i = 0; i < length; i++) out[i] = bytes[i % bytes.length]!
  return out
}

/** Six bits a letter, in the order that the method lays down. */
function inLetters(digest: Uint8Array): string {
  let out = ''
  const put = (a: number, b: number, c: number, letters: number): void => {
    let word = (a << 16) | (b << 8) | c
    for (let i = 0; i < letters; i++) {
      out += CRYPT_LETTERS[word & 63]
      word >>= 6
    }
  }
  let [a, b, c] = [0, 21, 42]
  for (let i = 0; i < 21; i++) {
    put(digest[a]!, digest[b]!, digest[c]!, 4)
    ;[a, b, c] = [b + 1, c + 1, a + 1]
  }
  put(0, 0, digest[63]!, 2)
  return out
}
