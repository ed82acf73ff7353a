import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import { decode } from '../../base/text.ts'
import type { ExitCode, Process } from '../../kernel/process.ts'
import { Output, readAll } from '../stdio.ts'
import { MODULES } from './modules/index.ts'
import { VERSION } from './modules/sys.ts'
import { repl } from './repl.ts'
import { createVm, type Ending, finish, runSource } from './session.ts'
import type { Vm } from './vm.ts'

/** What a command line asks for (python3(1)). */
interface Call {
  readonly kind: 'command' | 'module' | 'file' | 'input' | 'version' | 'usage'
  readonly text: string
  readonly argv: readonly string[]
  readonly unbuffered: boolean
  readonly interactive: boolean
}

function parseCall(
  args: readonly string[],
): Call | { readonly unknown: string } | { readonly missing: string } {
  let unbuffered = false
  let interactive = false
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    const rest = args.slice(i + 1)
    const make = (kind: Call['kind'], text: string, argv: readonly string[]): Call => ({
      kind,
      text,
      argv,
      unbuffered,
      interactive,
    })
    if (arg === '-' || !arg.startsWith('-')) {
      if (arg === '-') return make('input', '', args.slice(i))
      return make('file', arg, args.slice(i))
    }
    if (arg === '--version') return make('version', '', [])
    if (arg === '--help') return make('usage', '', [])
    for (let k = 1; k < arg.length; k++) {
      const letter = arg[k]!
      if (letter === 'c' || letter === 'm') {
        const attached = arg.slice(k + 1)
        const [value, ...more] = attached === '' ? rest : [attached, ...rest]
        if (value === undefined) return { missing: letter }
        return make(letter === 'c' ? 'command' : 'module', value, [letter === 'c' ? '-c' : '-m', ...more])
      }
      if (letter === 'u') unbuffered = true
      else if (letter === 'i') interactive = true
      else if (letter === 'V') return make('version', '', [])
      else if (letter === 'h' || letter === '?') return make('usage', '', [])
      else if (letter === 'W' || letter === 'X') {
        if (k === arg.length - 1) i++
        break
      } else if (!'bBdEIOPqsSvx'.includes(letter)) return { unknown: letter }
    }
  }
  return { kind: 'input', text: '', argv: [''], unbuffered, interactive }
}

const USAGE = 'usage: python3 [option] ... [-c cmd | -m mod | file | -] [arg] ...\n'

/** Unbuffered output: each piece is written at once. */
class DirectOutput extends Output {
  override async write(data: string | Uint8Array): Promise<void> {
    await super.write(data)
    await this.flush()
  }
}

async function conclude(vm: Vm, { text, exit, interrupted }: Ending): Promise<ExitCode> {
  const { process } = vm
  if (exit === undefined) await finish(vm)
  else await vm.out.flush()
  if (text) await process.write(2, text)
  if (interrupted) {
    process.onSignal('SIGINT', 'default')
    process.kill(process.pid, 'SIGINT')
    await process.yield()
  }
  return exit ?? 0
}

/** Python 3.11, the part that the lessons need. */
export async function run(process: Process): Promise<ExitCode> {
  const call = parseCall(process.argv.slice(1))
  if ('unknown' in call) {
    await process.write(
      2,
      `Unknown option: -${call.unknown}\n${USAGE}Try \`python -h' for more information.\n`,
    )
    return 2
  }
  if ('missing' in call) {
    await process.write(
      2,
      `Argument expected for the -${call.missing} option\n${USAGE}Try \`python -h' for more information.\n`,
    )
    return 2
  }
  if (call.kind === 'version' || call.kind === 'usage') {
    await process.write(1, call.kind === 'version' ? `Python ${VERSION}\n` : USAGE)
    return 0
  }
  const direct = call.unbuffered || Boolean(process.env.get('PYTHONUNBUFFERED'))
  const { vm, main } = createVm(process, direct ? new DirectOutput(process, 1) : new Output(process, 1))
  vm.argv = call.argv
  process.onSignal('SIGINT', () => vm.pendingSignals.push('SIGINT'))
  process.onSignal('SIGPIPE', 'ignore')
  vm.searchPath.push(call.kind === 'file' ? directoryOf(call.text) : process.cwd())
  switch (call.kind) {
    case 'command':
      return conclude(vm, await runSource(vm, main, call.text, '<string>'))
    case 'module':
      return runLibrary(vm, call.text)
    case 'file':
      return runFile(vm, call.text)
    default:
      if (call.interactive || (process.isOpen(0) && process.isatty(0))) return repl(vm, main)
      return conclude(vm, await runSource(vm, main, decode(await readAll(process, 0)), '<stdin>'))
  }
}

const directoryOf = (path: string): string => {
  const at = path.lastIndexOf('/')
  return at < 0 ? '.' : path.slice(0, at) || '/'
}

async function runFile(vm: Vm, path: string): Promise<ExitCode> {
  const where = path.startsWith('/') ? path : `${vm.process.cwd()}/${path}`
  let source: string
  try {
    source = decode(bytesOf(vm.process.readFile(path)))
  } catch (error) {
    if (!isErrno(error)) throw error
    await vm.process.write(
      2,
      `python3: can't open file '${where}': [Errno ${error.errno === 'ENOENT' ? 2 : error.errno === 'EISDIR' ? 21 : 13}] ${error.message}\n`,
    )
    return 2
  }
  const main = vm.modules.get('__main__')!
  main.attributes.set('__file__', where)
  return conclude(vm, await runSource(vm, main, source, where))
}

/** `-m`: a module of the library, or a file on the path, as the main program. */
async function runLibrary(vm: Vm, name: string): Promise<ExitCode> {
  const main = vm.modules.get('__main__')!
  const known = MODULES.get(name)
  const runpy = { file: '<frozen runpy>', source: undefined }
  if (known?.kind === 'source') {
    vm.argv = [known.file, ...vm.argv.slice(1)]
    const ending = await runSource(vm, main, known.text, known.file)
    const intro = 'Traceback (most recent call last):\n'
    const frames = `  File "${runpy.file}", line 198, in _run_module_as_main\n  File "${runpy.file}", line 88, in _run_code\n`
    return conclude(vm, { ...ending, text: ending.text.replace(intro, intro + frames) })
  }
  for (const directory of vm.searchPath) {
    const path = `${directory}/${name.replaceAll('.', '/')}.py`
    if (vm.process.exists(path)) return runFile(vm, path)
  }
  await vm.process.write(
    2,
    known ? `python3: not simulated: python3 -m ${name}\n` : `/usr/bin/python3: No module named ${name}\n`,
  )
  return 1
}
