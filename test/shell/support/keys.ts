import { LineEditor } from '../../../src/engine/shell/editor/editor.ts'
import { createBindings, readInputrc } from '../../../src/engine/shell/editor/inputrc.ts'
import { editorHost } from '../../../src/engine/shell/interactive/host.ts'
import { parseInvocation } from '../../../src/engine/shell/invocation.ts'
import { newShell } from '../../../src/engine/shell/startup.ts'
import { createKernel } from './run.ts'

/** One group of test/shell/fixtures/keys.json. */
export interface KeyGroup {
  readonly history: readonly string[]
  readonly inputrc?: string
  readonly cases: readonly {
    readonly keys: string
    readonly bytes: string
    readonly line: string
    /** In characters. */
    readonly point: number
  }[]
}

const FILES = [
  'alpha.txt',
  'alpine.md',
  'beta dir/inner',
  'docs/readme.md',
  'docs/manual.md',
  '.hidden',
  '中文.txt',
]

/** Gives the bytes of each case to a line editor of its own; what line and cursor they leave, `line|rest`. */
export async function pressAll(
  group: KeyGroup,
  mode: 'emacs' | 'vi',
  inputrc: string,
): Promise<{ readonly keys: string; readonly shown: string }[]> {
  const kernel = createKernel()
  for (const name of [...FILES, 'unique', "it's"]) kernel.files.file(`/work/${name}`, '')
  for (const name of ['strata-one', 'strata-two', 'xyzzy']) kernel.files.file(`/work/.bin/${name}`, '', 0o755)
  const results: { keys: string; shown: string }[] = []
  const env = { PATH: '/work/.bin', HOME: '/work', PWD: '/work' }
  await kernel.run(
    {
      name: 'keys',
      async run(process) {
        for (const { keys, bytes } of group.cases) {
          const sh = newShell(process, 'bash', parseInvocation(['bash'], 'bash'), true)
          const bindings = createBindings('bash')
          readInputrc(bindings, inputrc + (group.inputrc ?? ''), () => undefined)
          Object.assign(sh, { bindings })
          sh.vars.set('STRATA_HOME', '1')
          sh.vars.set('STRATA_DIR', 'docs')
          if (mode === 'vi') sh.options.add('vi')
          sh.history.lines.push(...group.history)
          const typed = [...new TextEncoder().encode(bytes)]
          const editor = new LineEditor(
            {
              readByte: async () => typed.shift(),
              queued: () => (mode === 'vi' && typed[0] !== 91 && typed[0] !== 79 ? 0 : typed.length),
              write: async () => {},
              columns: () => 80,
              flowControl: () => {},
              signals: { interrupt: '\x03', ignored: ['\x1a', '\x1c'] },
              echo: true,
              endOfFile: '\x04',
            },
            editorHost(sh, new Map()),
          )
          for (;;) {
            const result = await editor.readLine('$ ', sh.history.lines)
            if (result.kind === 'line' && result.text !== '') sh.history.lines.push(result.text)
            if (typed.length === 0 && !(result.kind === 'line' || result.kind === 'interrupted')) break
          }
          const { text, point } = editor.line
          results.push({ keys, shown: `${text.slice(0, point)}|${text.slice(point)}` })
        }
        return 0
      },
    },
    ['keys'],
    { env, cwd: '/work', fds: new Map() },
  )
  if (kernel.crashes.length > 0) throw kernel.crashes[0]
  return results
}
