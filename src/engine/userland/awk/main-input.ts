import { isErrno } from '../../base/errors.ts'
import type { Evaluator } from './evaluator.ts'
import { RunFault } from './faults.ts'
import { RecordReader } from './input.ts'
import { nameOf } from './streams.ts'
import { unescaped } from './tokens.ts'
import type { Target } from './tree.ts'
import { Input, numberOf } from './values.ts'

/** The operands one after another: files, `-`, and assignments between them. */
export class MainInput {
  private readonly vm: Evaluator
  private reader: RecordReader | undefined
  private next = 1
  private opened = false
  constructor(vm: Evaluator) {
    this.vm = vm
  }

  /** 1 for a record, 0 at the end. */
  async getline(to: Target | undefined): Promise<number> {
    for (;;) {
      this.reader ??= this.open()
      if (!this.reader) return 0
      const line = await this.reader.next(this.vm.textGlobal('RS'), this.vm.patterns)
      if (line !== undefined) {
        await this.take(line, to, true, true)
        return 1
      }
      this.skip()
    }
  }

  async take(line: string, to: Target | undefined, counts: boolean, inFile: boolean): Promise<void> {
    const { vm } = this
    if (counts) vm.setGlobal('NR', numberOf(vm.global('NR')) + 1)
    if (inFile) vm.setGlobal('FNR', numberOf(vm.global('FNR')) + 1)
    if (to) await vm.assign(to, new Input(line))
    else vm.record.set(new Input(line))
  }

  skip(): void {
    if (this.reader && this.reader.fd > 2) this.vm.io.p.close(this.reader.fd)
    this.reader = undefined
  }

  private open(): RecordReader | undefined {
    const { vm } = this
    const { p } = vm.io
    while (this.next < numberOf(vm.global('ARGC'))) {
      const name = vm.text(vm.table({ kind: 'var', name: 'ARGV', local: undefined }).get(String(this.next++)))
      if (name === '') continue
      const m = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(name)
      if (m) {
        vm.setGlobal(m[1]!, new Input(unescaped(m[2]!, vm.io.busybox)))
        continue
      }
      this.opened = true
      vm.setGlobal('FILENAME', name)
      vm.setGlobal('FNR', 0)
      try {
        return new RecordReader(
          p,
          name === '-' || name === '/dev/stdin' ? 0 : p.open(nameOf(name), { read: true }),
        )
      } catch (error) {
        if (!isErrno(error)) throw error
        const shown = nameOf(name)
        throw new RunFault(`cannot open ${shown} (${error.message})`, `${shown}: ${error.message}`, true)
      }
    }
    if (this.opened) return undefined
    this.opened = true
    return new RecordReader(p, 0)
  }
}
