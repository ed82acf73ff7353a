import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { Context } from './context.ts'
import { raise, Unsupported } from './errors.ts'
import { assignName } from './evaluate.ts'
import { MODULES, OTHERS } from './modules/index.ts'
import { parseModule } from './statements.ts'
import { Module, type Value } from './values.ts'
import type { Vm } from './vm.ts'

/** A module by its dotted name: known, of our own, or a file beside the program. */
export async function importModule(vm: Vm, _at: Context | undefined, path: string): Promise<Module> {
  const known = vm.modules.get(path)
  if (known) return known
  const parts = path.split('.')
  if (parts.length > 1) await importModule(vm, _at, parts.slice(0, -1).join('.'))
  const made = (await ofOurs(vm, path)) ?? (await ofFile(vm, path))
  if (!made) {
    if (OTHERS.has(parts[0]!)) throw new Unsupported(`module ${path}`)
    throw raise('ModuleNotFoundError', `No module named '${path}'`)
  }
  if (parts.length > 1) vm.modules.get(parts.slice(0, -1).join('.'))?.attributes.set(parts.at(-1)!, made)
  return made
}

async function ofOurs(vm: Vm, path: string): Promise<Module | undefined> {
  const source = MODULES.get(path)
  if (!source) return undefined
  const module = new Module(path, new Map<string, Value>([['__name__', path]]))
  vm.modules.set(path, module)
  if (source.kind === 'native')
    for (const [name, value] of source.names(vm)) module.attributes.set(name, value)
  else {
    vm.sources.set(source.file, source.text.split('\n'))
    await vm.runModule(module, parseModule(source.text), source.file)
  }
  return module
}

async function ofFile(vm: Vm, path: string): Promise<Module | undefined> {
  for (const directory of vm.searchPath) {
    const file = `${directory}/${path.replaceAll('.', '/')}.py`
    let text: string
    try {
      text = decode(await bytesOf(vm.process.readFile(file)))
    } catch (error) {
      if (isErrno(error, 'ENOENT', 'ENOTDIR', 'EACCES')) continue
      throw error
    }
    const module = new Module(
      path,
      new Map<string, Value>([
        ['__name__', path],
        ['__file__', file],
      ]),
    )
    vm.modules.set(path, module)
    vm.sources.set(file, text.split('\n'))
    await vm.runModule(module, parseModule(text), file)
    return module
  }
  return undefined
}

/** `from path import names`. */
export async function importFrom(
  vm: Vm,
  at: Context,
  path: string,
  names: readonly { readonly name: string; readonly as: string | undefined }[],
): Promise<void> {
  const module = await importModule(vm, at, path)
  for (const { name, as } of names) {
    if (name === '*') {
      const all = module.attributes.get('__all__')
      const wanted = all === undefined ? undefined : new Set((await vm.list(all)).map(String))
      for (const [each, value] of module.attributes)
        if (wanted ? wanted.has(each) : !each.startsWith('_')) assignName(at, each, value)
      continue
    }
    let value = module.attributes.get(name)
    if (value === undefined && MODULES.has(`${path}.${name}`))
      value = await importModule(vm, at, `${path}.${name}`)
    if (value === undefined)
      throw raise('ImportError', `cannot import name '${name}' from '${path}' (unknown location)`)
    assignName(at, as ?? name, value)
  }
}
