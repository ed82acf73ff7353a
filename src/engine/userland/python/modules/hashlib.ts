import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { toHex } from '../../../base/digest.ts'
import { bytes, text } from '../arguments.ts'
import { defineClass } from '../classes.ts'
import { typeError, valueError } from '../errors.ts'
import { NativeObject } from '../native.ts'
import { Builtin, Bytes, type Native, PySet, type Value } from '../values.ts'
import type { Vm } from '../vm.ts'
import type { ModuleSource } from './index.ts'

const ALGORITHMS = { md5, sha1, sha224, sha256, sha384, sha512 } as const
type Name = keyof typeof ALGORITHMS
const isName = (name: string): name is Name => Object.hasOwn(ALGORITHMS, name)

/** What `hashlib.sha256()` gives: takes bytes, tells their digest (Library Reference, "hashlib"). */
class HashObject extends NativeObject {
  readonly type = 'hash'
  readonly typeName = 'HASH'
  private readonly name: Name
  private readonly state: ReturnType<(typeof ALGORITHMS)[Name]['create']>
  constructor(name: Name, state = ALGORITHMS[name].create()) {
    super()
    this.name = name
    this.state = state
  }
  override attribute(name: string): Value | undefined {
    if (name === 'name') return this.name
    if (name === 'digest_size') return BigInt(this.state.outputLen)
    if (name === 'block_size') return BigInt(this.state.blockLen)
    return undefined
  }
  update(value: Value | undefined): void {
    if (typeof value === 'string') throw typeError('Strings must be encoded before hashing')
    this.state.update(bytes(value))
  }
  digest(): Uint8Array {
    return this.state.clone().digest()
  }
  copy(): HashObject {
    return new HashObject(this.name, this.state.clone())
  }
}

const made = (name: string, data: Value | undefined): HashObject => {
  if (!isName(name)) throw valueError(`unsupported hash type ${name}`)
  const hash = new HashObject(name)
  if (data !== undefined) hash.update(data)
  return hash
}

const self = (value: Value | undefined): HashObject => value as HashObject
defineClass('HASH', {
  update: (_vm, [hash, data]) => {
    self(hash).update(data)
    return null
  },
  digest: (_vm, [hash]) => new Bytes(self(hash).digest()),
  hexdigest: (_vm, [hash]) => toHex(self(hash).digest()),
  copy: (_vm, [hash]) => self(hash).copy(),
})

const FUNCTIONS: Readonly<Record<string, Native>> = {
  new: (_vm, [name, data]) => made(text(name), data),
  ...Object.fromEntries(
    Object.keys(ALGORITHMS).map((name): [string, Native] => [name, (_vm, [data]) => made(name, data)]),
  ),
}

const names = (vm: Vm): PySet => {
  const set = new PySet()
  for (const name of Object.keys(ALGORITHMS)) set.entries.set(vm.hashKey(name), name)
  return set
}

/** `hashlib`. */
export const HASHLIB: ModuleSource = {
  kind: 'native',
  names: (vm) => [
    ...Object.entries(FUNCTIONS).map(([name, call]) => [name, new Builtin(name, call)] as const),
    ['algorithms_available', names(vm)],
    ['algorithms_guaranteed', names(vm)],
  ],
}
