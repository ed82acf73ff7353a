import { isErrno } from '../../base/errors.ts'
import { toBinary } from '../../base/text.ts'
import type { Io, Main } from '../program.ts'
import { readAll } from '../stdio.ts'
import { toBytes } from '../text.ts'
import { RunFault, SyntaxFault } from './faults.ts'
import { Interpreter } from './interpreter.ts'
import { parse } from './parser.ts'
import { PatternFault } from './patterns.ts'
import { unescaped } from './tokens.ts'
import { Input, type Value } from './values.ts'

const binary = (text: string): string => toBinary(toBytes(text))

/** Says what went wrong and gives the exit code. */
async function say(io: Io, mawk: string, busybox: string): Promise<number> {
  await io.error(io.busybox ? busybox : mawk)
  return io.busybox ? 1 : 2
}

export const awkMain: Main = async (shown) => {
  const io: Io = shown.busybox
    ? shown
    : {
        ...shown,
        name: shown.name.slice(shown.name.lastIndexOf('/') + 1),
        error: (message) =>
          shown.stderr(`${shown.name.slice(shown.name.lastIndexOf('/') + 1)}: ${message}\n`),
      }
  const args = [...io.args]
  const sources: string[] = []
  const assignments: string[] = []
  let separator: string | undefined
  while (args[0]?.startsWith('-') && args[0] !== '-') {
    const option = args.shift()!
    if (option === '--') break
    const letter = option[1]!
    if (!'Fvf'.includes(letter) && !(io.busybox && letter === 'e'))
      return say(io, `not an option: ${option}`, `invalid option -- '${letter}'\n${io.usage}`)
    const value = option.length > 2 ? option.slice(2) : args.shift()
    if (value === undefined)
      return say(
        io,
        `option -${letter} lacks argument`,
        `option requires an argument -- '${letter}'\n${io.usage}`,
      )
    if (letter === 'F') separator = unescaped(binary(value), io.busybox)
    else if (letter === 'v') assignments.push(value)
    else if (letter === 'e') sources.push(binary(value))
    else
      try {
        sources.push(toBinary(await readAll(io.p, value === '-' ? 0 : io.p.open(value, { read: true }))))
      } catch (error) {
        if (!isErrno(error)) throw error
        return say(io, `cannot open ${value} (${error.message})`, `can't open '${value}': ${error.message}`)
      }
  }
  if (sources.length === 0) {
    const program = args.shift()
    if (program === undefined) {
      await io.stderr(io.busybox ? `${io.usage}\n` : `Usage: ${io.name} [Options] [Program] [file ...]\n`)
      return io.busybox ? 1 : 0
    }
    sources.push(`${binary(program)}\n`)
  }
  let vm: Interpreter | undefined
  try {
    vm = new Interpreter(io, parse(sources.join('\n'), io.busybox))
    vm.prepare(
      [io.name, ...args],
      new Map([...io.p.env].map(([key, value]): [string, Value] => [binary(key), new Input(binary(value))])),
    )
    if (separator !== undefined) vm.setGlobal('FS', separator)
    for (const each of assignments) {
      const m = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(each)
      if (!m) return await say(io, `improper assignment: -v ${each}`, io.usage)
      vm.setGlobal(m[1]!, new Input(unescaped(binary(m[2]!), io.busybox)))
    }
    return await vm.execute()
  } catch (error) {
    if (error instanceof SyntaxFault)
      return say(io, `line ${error.line}: ${error.message}`, `cmd. line:${error.line}: ${error.busybox}`)
    if (error instanceof PatternFault)
      return say(io, error.mawk, `bad regex '${error.source}': ${error.message}`)
    if (error instanceof RunFault)
      return say(
        io,
        error.plain
          ? error.message
          : `run time error: ${error.message}\n\tFILENAME="${vm?.textGlobal('FILENAME')}" FNR=${vm?.textGlobal('FNR')} NR=${vm?.textGlobal('NR')}`,
        error.plain ? error.busybox : `cmd. line:1: ${error.busybox}`,
      )
    if (isErrno(error)) return say(io, `read error (${error.message})`, `cmd. line:1: ${error.message}`)
    throw error
  }
}
