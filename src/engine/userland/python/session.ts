import type { Process } from '../../kernel/process.ts'
import { Output } from '../stdio.ts'
import { fillBuiltins } from './builtins.ts'
import { Raised, Stop, Unsupported } from './errors.ts'
import { str } from './representation.ts'
import { parseModule } from './statements.ts'
import { SourceError } from './syntax.ts'
import { lineOf, sourceErrorText, tracebackText } from './traceback.ts'
import { Module, type Tuple, type Value } from './values.ts'
import { Vm } from './vm.ts'

/** An interpreter with its main module. */
export function createVm(process: Process, out: Output = new Output(process, 1)): { vm: Vm; main: Module } {
  const vm = new Vm(process, out)
  fillBuiltins(vm)
  const main = new Module('__main__', new Map<string, Value>([['__name__', '__main__']]))
  vm.modules.set('__main__', main)
  return { vm, main }
}

/** How a piece of a program ended: the text for standard error, and the exit code where the program is over. */
export interface Ending {
  readonly text: string
  readonly exit: number | undefined
  /** The program asked for its end: an interactive interpreter ends too. */
  readonly over?: boolean
  /** It ended by Ctrl-C. */
  readonly interrupted?: boolean
}
const WELL: Ending = { text: '', exit: undefined }

/** Runs source in a module. `brief`: of an exception only its last line. */
export async function runSource(
  vm: Vm,
  module: Module,
  source: string,
  file: string,
  brief = false,
): Promise<Ending> {
  const lines = source.split('\n')
  try {
    const body = parseModule(source)
    if (!file.startsWith('<')) vm.sources.set(file, lines)
    await vm.runModule(module, body, file)
    return WELL
  } catch (error) {
    return endingOf(vm, error, { file, lines, brief })
  }
}

async function endingOf(
  vm: Vm,
  error: unknown,
  { file, lines, brief }: { file: string; lines: readonly string[]; brief: boolean },
): Promise<Ending> {
  if (error instanceof Stop) return { text: '', exit: error.code, over: true }
  if (error instanceof Unsupported) return { text: `python3: not simulated: ${error.message}\n`, exit: 1 }
  if (error instanceof SourceError)
    return error.kind === 'unsupported'
      ? { text: `python3: not simulated: ${error.message}\n`, exit: 1 }
      : { text: sourceErrorText(error, file, lines), exit: 1 }
  if (!(error instanceof Raised)) throw error
  if (vm.isError(error.value, 'SystemExit')) {
    const [code = null] = (error.value.attributes.get('args') as Tuple).items
    if (code === null) return { text: '', exit: 0, over: true }
    if (typeof code === 'bigint' || typeof code === 'boolean')
      return { text: '', exit: Number(code) & 255, over: true }
    return { text: `${await str(vm, code)}\n`, exit: 1, over: true }
  }
  const interrupted = vm.isError(error.value, 'KeyboardInterrupt')
  return {
    text: brief ? await lineOf(vm, error.value, true) : await tracebackText(vm, error),
    exit: 1,
    ...(interrupted && { interrupted }),
  }
}

/** The end of a program: threads that are waited for, what is still in buffers. */
export async function finish(vm: Vm): Promise<void> {
  for (const thread of vm.threads) await thread.join()
  await vm.out.flush()
}

const COMPOUND = /^\s*(?:@|(?:if|while|for|try|with|def|class)\b)/

/** True where more lines may complete a source: an open bracket, a statement with blocks before its empty line. */
export function isIncomplete(source: string): boolean {
  try {
    parseModule(source)
  } catch (error) {
    return error instanceof SourceError && error.incomplete
  }
  return COMPOUND.test(source) && !/\n[ \t]*$/.test(source)
}
