import { optionTable, parseOptions } from './options.ts'
import type { Main } from './program.ts'
import { program } from './program.ts'

const OPTIONS = optionTable('[OPTION]...', '-L/--logical -P/--physical')

/** `pwd -L` believes $PWD where it names the working directory. */
export const pwdMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  if (options.operands.length > 0 && !io.busybox) await io.error('ignoring non-option arguments')
  const claimed = io.p.env.get('PWD')
  const logical = options.last('L', 'P') === 'L' && claimed?.startsWith('/') && sameDirectory(claimed)
  await io.out.write(`${logical ? claimed : io.p.cwd()}\n`)
  return 0

  function sameDirectory(path: string): boolean {
    if (/(^|\/)\.\.?(\/|$)/.test(path) || !io.p.exists(path)) return false
    const a = io.p.stat(path)
    const b = io.p.stat('.')
    return a.ino === b.ino && a.dev === b.dev
  }
}

export const pwd = program('pwd', pwdMain)
