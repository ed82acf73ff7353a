import type { ExitCode } from '../../kernel/process.ts'
import { VERSION } from './modules/sys.ts'
import { repr } from './representation.ts'
import { finish, isIncomplete, runSource } from './session.ts'
import type { Module } from './values.ts'
import type { Vm } from './vm.ts'

/** Shows the values of statements, as an interactive interpreter does. */
export function showValues(vm: Vm): void {
  vm.shown = async (value, at) => {
    if (value === null || at.name !== '<module>' || at.file !== '<stdin>') return
    vm.builtins.set('_', value)
    await vm.out.write(`${await repr(vm, value)}\n`)
  }
}

/** A line of the terminal; undefined at its end. Ctrl-C throws it away: `interrupted`. */
async function readLine(vm: Vm, prompt: string): Promise<string | undefined | 'interrupted'> {
  const { process } = vm
  await vm.out.flush()
  await process.write(1, prompt)
  const parts: number[] = []
  for (;;) {
    let data: Uint8Array
    try {
      data = await process.read(0)
    } catch (error) {
      if (vm.pendingSignals.length === 0) throw error
      vm.pendingSignals.length = 0
      return 'interrupted'
    }
    if (data.length === 0)
      return parts.length === 0 ? undefined : new TextDecoder().decode(Uint8Array.from(parts))
    parts.push(...data)
    if (data.at(-1) === 10) return new TextDecoder().decode(Uint8Array.from(parts)).replace(/\n$/, '')
  }
}

/** The interactive interpreter (python3(1), "INTERACTIVE"). */
export async function repl(vm: Vm, main: Module): Promise<ExitCode> {
  const { process } = vm
  await process.write(
    1,
    `Python ${VERSION} (main, Apr 28 2025, 14:11:48) [GCC 12.2.0] on linux\nType "help", "copyright", "credits" or "license" for more information.\n`,
  )
  showValues(vm)
  for (;;) {
    const first = await readLine(vm, '>>> ')
    if (first === undefined) {
      await process.write(1, '\n')
      await finish(vm)
      return 0
    }
    if (first === 'interrupted') {
      await process.write(1, '\nKeyboardInterrupt\n')
      continue
    }
    if (first.trim() === '') continue
    let source = first
    let dropped = false
    while (isIncomplete(source)) {
      const more = await readLine(vm, '... ')
      if (more === 'interrupted') {
        await process.write(1, '\nKeyboardInterrupt\n')
        dropped = true
        break
      }
      if (more === undefined) break
      source += `\n${more}`
      if (more === '') break
    }
    if (dropped) continue
    const { text, exit, over } = await runSource(vm, main, source, '<stdin>')
    await vm.out.flush()
    if (text) await process.write(2, text)
    if (over) return exit ?? 0
  }
}
