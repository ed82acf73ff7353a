import { isErrno } from '../base/errors.ts'
import { Parser } from './find-expression.ts'
import type { Main } from './program.ts'
import { Failure, program, reason } from './program.ts'
import { quoteAlways } from './quoting.ts'
import { walk } from './walk.ts'
export const findMain: Main = async (io) => {
  const args = [...io.args]
  let follow: 'never' | 'start' | 'always' = 'never'
  while (/^-[HLP]$/.test(args[0] ?? '')) {
    const flag = args.shift()
    follow = flag === '-L' ? 'always' : flag === '-H' ? 'start' : 'never'
  }
  if (args[0] === '--version') throw new Failure('find (GNU findutils) 4.9.0\n', 0)
  const cut = args.findIndex((arg) => arg.startsWith('-') || arg === '!' || arg === '(')
  const starts = cut < 0 ? args : args.slice(0, cut)
  const parser = new Parser(io, cut < 0 ? [] : args.slice(cut))
  const test = parser.parse()
  const { plan } = parser
  const failed = async (path: string, error: unknown): Promise<void> => {
    parser.code = 1
    await io.error(io.busybox ? `${path}: ${reason(error)}` : `${quoteAlways(path)}: ${reason(error)}`)
  }
  for (const start of starts.length > 0 ? starts : ['.']) {
    let device: number | undefined
    const visits = walk(io.p, start, {
      follow,
      post: plan.post,
      maxDepth: plan.maxDepth,
      lazy: io.busybox ? 'searchable' : 'always',
      enter: (v) => {
        if (parser.isPruned(v.path)) return false
        if (!plan.sameDevice) return true
        device ??= v.stat.dev
        return v.stat.dev === device
      },
      failed,
    })
    for await (const visit of visits) {
      if (visit.depth >= plan.minDepth) {
        try {
          const tested = test(visit)
          if (typeof tested !== 'boolean') await tested
        } catch (error) {
          // The file is gone since its directory was read.
          if (!isErrno(error)) throw error
          await failed(visit.path, error)
        }
      }
      if (parser.stopped) break
    }
    if (parser.stopped) break
  }
  for (const finish of plan.finish) await finish()
  return parser.code
}

export const find = program('find', findMain)
