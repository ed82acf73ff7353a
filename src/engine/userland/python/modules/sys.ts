import { defineClass } from '../classes.ts'
import { raise } from '../errors.ts'
import { FileObject, streamOf } from '../files.ts'
import { NativeObject } from '../native.ts'
import { str } from '../representation.ts'
import { Builtin, Dict, List, type Native, Tuple, type Value } from '../values.ts'
import type { Vm } from '../vm.ts'
import type { ModuleSource } from './index.ts'

export const VERSION = '3.11.2'
const WHOLE = `${VERSION} (main, Apr 28 2025, 14:11:48) [GCC 12.2.0]`

/** `sys.stdout`: what `print` writes to. */
class StandardOutput extends NativeObject {
  readonly type = 'file'
  readonly typeName = 'TextIOWrapper'
  readonly vm: Vm
  constructor(vm: Vm) {
    super()
    this.vm = vm
  }
  override attribute(name: string): Value | undefined {
    const { vm } = this
    const made = (call: Native): Value => new Builtin(name, call)
    switch (name) {
      case 'write':
        return made(async (_vm, [value]) => {
          const text = await str(vm, value!)
          await vm.out.write(text)
          return BigInt(text.length)
        })
      case 'flush':
        return made(async () => {
          await vm.out.flush()
          return null
        })
      case 'fileno':
        return made(() => 1n)
      case 'isatty':
        return made(() => vm.process.isOpen(1) && vm.process.isatty(1))
      case 'buffer':
        return new FileObject(1n, 'wb', 1, streamOf(vm, 1), true)
      case 'encoding':
        return 'utf-8'
      case 'name':
        return '<stdout>'
      default:
        return undefined
    }
  }
  represent(): string {
    return "<_io.TextIOWrapper name='<stdout>' mode='w' encoding='utf-8'>"
  }
}
defineClass('version_info', {})

/** `sys`. */
export const SYS: ModuleSource = {
  kind: 'native',
  names: (vm) => {
    const modules = new Dict()
    for (const [name, module] of vm.modules) modules.entries.set(vm.hashKey(name), [name, module])
    return [
      ['argv', new List([...vm.argv])],
      [
        'exit',
        new Builtin('exit', (_vm, args) => {
          throw raise('SystemExit', ...args)
        }),
      ],
      ['stdout', new StandardOutput(vm)],
      ['stderr', new FileObject('<stderr>', 'w', 2, streamOf(vm, 2), true)],
      ['stdin', new FileObject('<stdin>', 'r', 0, streamOf(vm, 0))],
      [
        'path',
        new List([
          ...vm.searchPath,
          '/usr/lib/python311.zip',
          '/usr/lib/python3.11',
          '/usr/lib/python3.11/lib-dynload',
        ]),
      ],
      ['version', WHOLE],
      ['version_info', new Tuple([3n, 11n, 2n, 'final', 0n])],
      ['platform', 'linux'],
      ['executable', '/usr/bin/python3'],
      ['byteorder', 'little'],
      ['maxsize', 2n ** 63n - 1n],
      ['modules', modules],
      ['getrecursionlimit', new Builtin('getrecursionlimit', () => 1000n)],
      ['implementation', 'cpython'],
    ]
  },
}
