import {
  BoundMethod,
  Descriptor,
  Dict,
  Instance,
  List,
  Module,
  PyClass,
  PyFunction,
  PyObject,
  PySet,
  type Scope,
  Tuple,
  type Value,
} from './values.ts'
import type { Vm } from './vm.ts'

/** Objects that lead to others which are no part of a scope: a file that wraps a socket. */
export interface Holder {
  readonly holds: Iterable<Value>
}

/** All objects that a program can come to from its modules and the calls that go on. */
export function reachable(vm: Vm): Set<PyObject> {
  const found = new Set<PyObject>()
  const scopes = new Set<Scope>()
  const todo: Value[] = []
  const push = (values: Iterable<Value>): void => {
    for (const value of values) if (value instanceof PyObject) todo.push(value)
  }
  const pushScope = (scope: Scope): void => {
    for (let each: Scope | undefined = scope; each && !scopes.has(each); each = each.parent) {
      scopes.add(each)
      push(each.names.values())
      push(each.globals.values())
    }
  }
  for (const module of vm.modules.values()) todo.push(module)
  for (const scope of vm.scopes) pushScope(scope)
  push(vm.pinned)
  push(vm.running)
  for (let value = todo.pop(); value !== undefined; value = todo.pop()) {
    if (!(value instanceof PyObject) || found.has(value)) continue
    found.add(value)
    if (value instanceof List || value instanceof Tuple) push(value.items)
    else if (value instanceof Dict) for (const entry of value.entries.values()) push(entry)
    else if (value instanceof PySet) push(value.entries.values())
    else if (value instanceof Instance || value instanceof Module || value instanceof PyClass)
      push(value.attributes.values())
    else if (value instanceof BoundMethod) push([value.self, value.callee])
    else if (value instanceof Descriptor) push([value.get])
    else if (value instanceof PyFunction) {
      push(value.fallbacks.values())
      pushScope(value.scope)
    }
    if ('holds' in value) push((value as unknown as Holder).holds)
  }
  return found
}
