import type { ExitCode, Process } from '../../kernel/process.ts'
import { Output } from '../stdio.ts'
import { importModule } from './imports.ts'
import { showValues } from './repl.ts'
import { createVm, finish, runSource } from './session.ts'
import { parseModule } from './statements.ts'
import { SourceError } from './syntax.ts'

/** One expression and nothing else: its value is the answer. */
function isExpression(source: string): boolean {
  try {
    const [first, ...more] = parseModule(source)
    return first?.kind === 'expression' && more.length === 0
  } catch (error) {
    if (error instanceof SourceError) return false
    throw error
  }
}

/** Output that is kept until somebody asks for it. */
class KeptOutput extends Output {
  private text = ''
  override async write(data: string | Uint8Array): Promise<void> {
    this.text += typeof data === 'string' ? data : new TextDecoder().decode(data)
  }
  override async flush(): Promise<void> {}
  take(): string {
    const { text } = this
    this.text = ''
    return text
  }
}

/**
 * An interpreter that is led line by line, with the names of `modules` and all of `star` in it: each piece of source that
 * comes over standard input, closed by a NUL, is run as at a prompt, and `answer` hears what it printed, the value of an
 * expression, or the last line of a traceback.
 */
export const ledInterpreter =
  (
    answer: (text: string) => void,
    { modules, star }: { readonly modules: readonly string[]; readonly star: string },
  ) =>
  async (process: Process): Promise<ExitCode> => {
    const out = new KeptOutput(process, 1)
    const { vm, main } = createVm(process, out)
    showValues(vm)
    const show = vm.shown
    let showsNothing = false
    vm.shown = async (value, at) => {
      if (!showsNothing) await show?.(value, at)
    }
    for (const name of modules) main.attributes.set(name, await importModule(vm, undefined, name))
    const everything = await importModule(vm, undefined, star)
    for (const [name, value] of everything.attributes)
      if (!name.startsWith('_')) main.attributes.set(name, value)
    process.onSignal('SIGINT', () => vm.pendingSignals.push('SIGINT'))
    process.onSignal('SIGPIPE', 'ignore')
    let rest = ''
    for (;;) {
      const end = rest.indexOf('\0')
      if (end < 0) {
        const data = await process.read(0)
        if (data.length === 0) break
        rest += new TextDecoder().decode(data)
        continue
      }
      const source = rest.slice(0, end)
      rest = rest.slice(end + 1)
      showsNothing = !isExpression(source)
      const { text, exit, over } = await runSource(vm, main, source, '<stdin>', true)
      // What a line that failed had made is nobody's any more.
      vm.collect()
      answer(out.take() + text)
      if (over) return exit ?? 0
    }
    await finish(vm)
    return 0
  }
