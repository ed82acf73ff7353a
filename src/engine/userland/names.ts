import { baseName, dirName } from './listing.ts'
import { optionTable, parseOptions, usageError } from './options.ts'
import type { Main } from './program.ts'
import { program } from './program.ts'
import { quoteAlways } from './quoting.ts'

const BASENAME = optionTable('NAME [SUFFIX]', '-a/--multiple -s/--suffix: -z/--zero', { inOrder: true })
const DIRNAME = optionTable('[OPTION] NAME...', '-z/--zero')

export const basenameMain: Main = async (io) => {
  const options = parseOptions(io, BASENAME)
  const { operands } = options
  if (operands.length === 0) throw usageError(io, io.busybox ? '' : 'missing operand')
  const many = options.has('a', 's')
  if (!many && operands.length > 2) throw usageError(io, `extra operand ${quoteAlways(operands[2]!)}`)
  const suffix = options.get('s') ?? (many ? '' : (operands[1] ?? ''))
  for (const path of many ? operands : operands.slice(0, 1)) {
    const name = baseName(path)
    const cut =
      suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name
    await io.out.write(cut + (options.has('z') ? '\0' : '\n'))
  }
  return 0
}

export const dirnameMain: Main = async (io) => {
  const options = parseOptions(io, DIRNAME)
  if (options.operands.length === 0) throw usageError(io, io.busybox ? '' : 'missing operand')
  for (const path of options.operands) await io.out.write(dirName(path) + (options.has('z') ? '\0' : '\n'))
  return 0
}

export const basename = program('basename', basenameMain)
export const dirname = program('dirname', dirnameMain)
