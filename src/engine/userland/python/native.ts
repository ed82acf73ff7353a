import { PyObject, type Value } from './values.ts'

/** An object that is made of TypeScript: a socket, a file, a thread. */
export abstract class NativeObject extends PyObject {
  abstract readonly typeName: string
  /** An attribute that is no method; undefined where there is none of the name. */
  attribute(_name: string): Value | undefined {
    return undefined
  }
}

export const isNative = (value: PyObject): value is NativeObject => value instanceof NativeObject
