import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import type { Process, Program } from '../../kernel/process.ts'
import { optionTable, parseOptions } from '../options.ts'
import { Failure, type Main, program } from '../program.ts'
import { toText } from '../text.ts'
import { deviceCount } from './for-devices.ts'
import { loadedModules, ModuleTree, nameOf } from './tree.ts'
import { UDEV_CONTROL } from './udev.ts'

const SUITE = { suite: 'kmod version 30)' }
const MODPROBE = optionTable(
  '[options] [-i] [-b] modulename [module parameters]',
  '-a/--all -r/--remove -q/--quiet -b/--use-blacklist -v/--verbose -n/--dry-run -i/--ignore-install -f/--force -s/--syslog !-c/--showconfig !-D/--show-depends -S/--set-version: -d/--dirname:',
  SUITE,
)
const PLAIN = optionTable('[options] filename [args]', '-f/--force -v/--verbose -s/--syslog -w/--wait', SUITE)

/** `modprobe`: a module by its name or an alias, with what it needs. */
export const modprobeMain: Main = async (io) => {
  const asked = [...(io.p.env.get('MODPROBE_OPTIONS') ?? '').split(/\s+/).filter(Boolean), ...io.args]
  const options = parseOptions({ ...io, args: asked }, MODPROBE)
  const tree = new ModuleTree(io.p)
  const [first, ...rest] = options.operands
  const names = first === undefined ? [] : options.has('a', 'r') ? [first, ...rest] : [first]
  let code = 0
  const before = deviceCount(io.p)
  for (const name of names) {
    const modules = tree.named(name)
    if (modules.length === 0) {
      code = 1
      if (!options.has('q')) await io.stderr(notFound(io.name, name, tree))
      continue
    }
    for (const module of modules) {
      if (options.has('b') && tree.blacklist.has(module)) continue
      try {
        if (options.has('r')) io.p.deleteModule(module)
        else await tree.load(module)
      } catch (error) {
        if (!isErrno(error)) throw error
        code = 1
        if (!options.has('q')) await io.error(`ERROR: could not insert '${module}': ${error.message}`)
      }
    }
  }
  if (deviceCount(io.p) > before) await tellUdev(io.p)
  return code
}

/** udevd loads what a device needs that a driver has found. In reality the kernel tells it, by an event. */
async function tellUdev(p: Process): Promise<void> {
  try {
    await p.connect(UDEV_CONTROL).call({ trigger: true })
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

const notFound = (program: string, name: string, tree: ModuleTree): string =>
  tree.known
    ? `${program}: FATAL: Module ${name} not found in directory ${tree.folder}\n`
    : `${program}: ERROR: ../libkmod/libkmod.c:586 kmod_search_moddep() could not open moddep file '${tree.folder}/modules.dep.bin'\n${program}: FATAL: Module ${name} not found in directory ${tree.folder}\n`

/** `insmod`: the module in a file. */
export const insmodMain: Main = async (io) => {
  const [file] = parseOptions(io, PLAIN).operands
  if (file === undefined) throw new Failure('ERROR: missing filename.')
  try {
    await io.p.initModule(io.p.readFile(file))
  } catch (error) {
    if (!isErrno(error)) throw error
    const why =
      error.errno === 'ENOENT' && io.p.exists(file)
        ? 'unknown symbol in module, or unknown parameter'
        : error.message
    throw new Failure(
      io.busybox
        ? `can't insert '${file}': ${why}`
        : `ERROR: could not insert module ${file}: ${error.message}`,
    )
  }
  return 0
}

/** `rmmod`. */
export const rmmodMain: Main = async (io) => {
  for (const name of parseOptions(io, PLAIN).operands.map(nameOf)) {
    const found = loadedModules(io.p).find((module) => module.name === name)
    try {
      io.p.deleteModule(name)
    } catch (error) {
      if (!isErrno(error)) throw error
      if (io.busybox) throw new Failure(`can't unload module '${name}': ${error.message}`)
      throw new Failure(
        found
          ? `ERROR: Module ${name} is in use${found.users ? ` by: ${found.users.replaceAll(',', ' ')}` : ''}`
          : `ERROR: Module ${name} is not currently loaded`,
      )
    }
  }
  return 0
}

/** `lsmod`. */
export const lsmodMain: Main = async (io) => {
  await io.out.write('Module                  Size  Used by\n')
  for (const { name, size, count, users } of loadedModules(io.p))
    await io.out.write(`${name.padEnd(19)} ${size.padStart(8)}  ${count}${users ? ` ${users}` : ''}\n`)
  return 0
}

const TOOLS: Readonly<Record<string, Main>> = {
  modprobe: modprobeMain,
  insmod: insmodMain,
  rmmod: rmmodMain,
  lsmod: lsmodMain,
}

/** One program that is what it is called by. */
const STATIC = optionTable('static-nodes [options]', '-f/--format: -o/--output:', SUITE)

/** `kmod static-nodes`: device nodes that load a module when they are opened, as modules.devname lists them. */
const staticNodes: Main = async (io) => {
  const options = parseOptions({ ...io, args: io.args.slice(1) }, STATIC)
  const path = `/lib/modules/${io.p.uname().release}/modules.devname`
  const lines = toText(bytesOf(io.p.readFile(path)))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(' '))
    .map(([, node, device = '']) => `${device[0]}! /dev/${node} 0600 - - - ${device.slice(1)}\n`)
  const output = options.get('o')
  if (output === undefined) await io.out.write(lines.join(''))
  else {
    const folder = output.slice(0, output.lastIndexOf('/'))
    if (folder !== '' && !io.p.exists(folder)) io.p.mkdir(folder, 0o755)
    io.p.writeFile(output, lines.join(''), 0o644)
  }
  return 0
}

export const kmod: Program = {
  name: 'kmod',
  run: (p) => {
    if (p.argv[1] === 'static-nodes') return program('kmod', staticNodes).run(p)
    const name = (p.argv[0] ?? 'kmod').replace(/^.*\//, '')
    const main = TOOLS[name]
    return program(
      name,
      main ??
        (async () =>
          Promise.reject(new Failure('missing or unknown command; known: modprobe, insmod, rmmod, lsmod'))),
    ).run(main ? Object.create(p, { argv: { value: [name, ...p.argv.slice(1)] } }) : p)
  },
}
