import { isErrno } from '../../base/errors.ts'
import { optionTable, parseOptions } from '../../userland/options.ts'
import { Failure, type Io, program } from '../../userland/program.ts'
import { textAt } from '../../userland/system-files.ts'
import { demandBus, refusedVerb } from './bus.ts'

const OPTIONS = optionTable(
  '[OPTIONS...] COMMAND ...',
  '-l/--full --no-pager --no-ask-password !-H/--host: !-M/--machine: --no-convert',
  { suite: 'systemd 252' },
)
const LOCALE = '/etc/default/locale'
const INSTALLED = ['C.UTF-8']
const LEFT_OUT = ['set-keymap', 'list-keymaps', 'set-x11-keymap']

/** localectl of systemd 252, as Debian has it: the locale is in /etc/default/locale, the keyboard in /etc/default/keyboard. */
export const localectl = program('localectl', async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [verb = 'status', ...values] = options.operands
  demandBus(io, 'Failed to issue method call')
  switch (verb) {
    case 'status':
      return status(io)
    case 'list-locales':
      await io.out.write(`${INSTALLED.join('\n')}\n`)
      return 0
    case 'set-locale':
      setLocale(io, values)
      return 0
    default:
      throw refusedVerb('localectl', verb, LEFT_OUT)
  }
})

const assignments = (text: string | undefined): Map<string, string> =>
  new Map(
    [...(text ?? '').matchAll(/^\s*(\w+)="?([^"\n]*)"?\s*$/gm)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  )

async function status({ p, out }: Io): Promise<number> {
  const locale = [...assignments(textAt(p, LOCALE))].map(([name, value]) => `${name}=${value}`)
  const keyboard = assignments(textAt(p, '/etc/default/keyboard'))
  const layout = keyboard.get('XKBLAYOUT')
  const model = keyboard.get('XKBMODEL')
  await out.write(`System Locale: ${locale.join('\n               ') || 'LANG=C.UTF-8'}
    VC Keymap: (unset)
   X11 Layout: ${layout || '(unset)'}
${model ? `    X11 Model: ${model}\n` : ''}`)
  return 0
}

function setLocale({ p }: Io, values: readonly string[]): void {
  const set = values.map((value) => (value.includes('=') ? value : `LANG=${value}`))
  const bad = set.find((value) => !INSTALLED.includes(value.slice(value.indexOf('=') + 1)))
  if (bad !== undefined || set.length === 0)
    throw new Failure('', 1, `Failed to issue method call: Locale ${bad ?? ''} not installed, refusing.`)
  try {
    p.writeFile(LOCALE, `${set.join('\n')}\n`)
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure('', 1, `Failed to issue method call: ${error.message}`)
  }
}
