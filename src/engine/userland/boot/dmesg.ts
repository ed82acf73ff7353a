import { optionTable, parseOptions } from '../options.ts'
import type { Main } from '../program.ts'

const OPTIONS = optionTable('', '-c -r -n: -s:')

/** `dmesg` of busybox: the kernel's log. */
export const dmesgMain: Main = async (io) => {
  parseOptions(io, OPTIONS)
  for (const { time, text } of io.p.kernelLog()) {
    const micro = Math.floor(time / 1000)
    const stamp = `${String(Math.floor(micro / 1e6)).padStart(5)}.${String(micro % 1e6).padStart(6, '0')}`
    await io.out.write(`[${stamp}] ${text}\n`)
  }
  return 0
}
