import { decodeBase64, encodeBase64 } from '../base/base64.ts'
import { toBinary } from '../base/text.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Main } from './program.ts'
import { Failure, openError, program, reason } from './program.ts'
import { quoteAlways } from './quoting.ts'
import { readAll } from './stdio.ts'

const OPTIONS = optionTable('[OPTION]... [FILE]', '-d/--decode -i/--ignore-garbage -w/--wrap:')

export const base64Main: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [name = '-', extra] = options.operands
  if (extra !== undefined) throw usageError(io, `extra operand ${quoteAlways(extra)}`)
  const wrap = Number(options.get('w') ?? 76)
  if (!Number.isInteger(wrap) || wrap < 0)
    throw new Failure(`invalid wrap size: ${quoteAlways(options.get('w')!)}`)
  let bytes: Uint8Array
  try {
    bytes = await readAll(io.p, name === '-' ? 0 : io.p.open(name, { read: true }))
  } catch (error) {
    if (reason(error) === 'Is a directory') throw new Failure(`read error: ${reason(error)}`)
    await openError(io, name, error)
    return 1
  }
  if (options.has('d')) {
    const text = toBinary(bytes)
    const done = decodeBase64(
      options.has('i') ? text.replace(/[^A-Za-z0-9+/=]/g, '') : text.replace(/\n/g, ''),
    )
    await io.out.write(done.bytes)
    if (!done.good) throw new Failure(io.busybox ? 'truncated input' : 'invalid input')
    return 0
  }
  const text = encodeBase64(bytes)
  if (wrap === 0) await io.out.write(text)
  else for (let i = 0; i < text.length; i += wrap) await io.out.write(`${text.slice(i, i + wrap)}\n`)
  return 0
}

export const base64 = program('base64', base64Main)
