import { encodeBase64 } from '../base/base64.ts'
import { toBinary } from '../base/text.ts'
import { byName } from './listing.ts'
import { optionTable, parseOptions } from './options.ts'
import { absolute } from './paths.ts'
import { Failure, program, reason } from './program.ts'
import { walk } from './walk.ts'

const OPTIONS = optionTable(
  '[-hRLP] [-n name|-d] [-e en] [-m pattern] path...',
  '-d/--dump -e/--encoding: -h/--no-dereference -L/--logical -m/--match: -n/--name: --only-values -P/--physical -R/--recursive --absolute-names',
  {
    suite: 'getfattr) 2.5.1',
  },
)

function shown(value: Uint8Array, encoding: string): string {
  const text = toBinary(value)
  const binary = /[^\x20-\x7e]/.test(text.replace(/\0$/, ''))
  if (encoding === 'base64' || (encoding === '' && binary)) return `0s${encodeBase64(value)}`
  if (encoding === 'hex') return `0x${[...value].map((b) => b.toString(16).padStart(2, '0')).join('')}`
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/[\x00-\x1f]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)}"`
}

/** `getfattr` of attr: what an overlay writes on its directories shows here. */
export const getfattr = program('getfattr', async (io) => {
  const options = parseOptions(io, OPTIONS)
  if (options.operands.length === 0)
    throw new Failure('', 2, 'Usage: getfattr [-hRLP] [-n name|-d] [-e en] [-m pattern] path...')
  const text = options.get('m') ?? '^user\\.'
  const pattern = text === '-' ? /^/ : new RegExp(text, 'u')
  const wanted = options.get('n')
  let code = 0
  let stripped = false
  for (const operand of options.operands) {
    const visits = walk(io.p, operand, {
      follow: options.has('h') ? 'never' : 'start',
      maxDepth: options.has('R') ? Number.POSITIVE_INFINITY : 0,
      failed: async (path, error) => {
        code = 1
        await io.error(`${path}: ${reason(error)}`)
      },
    })
    for await (const { path } of visits) {
      const found = [...io.p.xattrs(path)]
        .filter(([name]) => (wanted === undefined ? pattern.test(name) : name === wanted))
        .sort(([a], [b]) => byName(a, b))
      if (found.length === 0) {
        if (wanted !== undefined) {
          code = 1
          await io.error(`${path}: ${wanted}: No such attribute`)
        }
        continue
      }
      if (options.has('only-values')) {
        for (const [, value] of found) await io.out.write(value)
        continue
      }
      let name = path
      if (!options.has('absolute-names') && absolute(io.p, path) === path) {
        if (!stripped) await io.error("Removing leading '/' from absolute path names")
        stripped = true
        name = path.replace(/^\/+/, '')
      }
      name = name.replace(/^\.\//, '')
      const values = options.has('d') || wanted !== undefined
      await io.out.write(
        `# file: ${name}\n${found.map(([key, value]) => (values ? `${key}=${shown(value, options.get('e') ?? '')}\n` : `${key}\n`)).join('')}\n`,
      )
    }
  }
  return code
})
