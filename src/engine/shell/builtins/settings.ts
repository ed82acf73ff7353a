import { forceQuote, shellQuote } from '../expand/quote.ts'
import { Failure } from '../failure.ts'
import { complain, print, writeError } from '../report.ts'
import { OPTION_BY_LETTER } from '../specials.ts'
import type { Shell } from '../state.ts'
import { BASH, type Builtin, builtin, parseOptions } from './builtin.ts'

/** `set -o` options in the order the shell lists them. */
const BASH_OPTIONS =
  'allexport braceexpand emacs errexit errtrace functrace hashall histexpand history ignoreeof interactive-comments keyword monitor noclobber noexec noglob nolog notify nounset onecmd physical pipefail posix privileged verbose vi xtrace'.split(
    ' ',
  )
const POSIX_OPTIONS =
  'errexit noglob ignoreeof interactive monitor noexec stdin xtrace verbose vi emacs noclobber allexport notify nounset nolog pipefail'.split(
    ' ',
  )
const SHOPTS =
  'autocd cdable_vars cdspell checkhash checkjobs checkwinsize cmdhist direxpand dirspell dotglob execfail expand_aliases extdebug extglob extquote failglob force_fignore globasciiranges globskipdots globstar gnu_errfmt histappend histreedit histverify hostcomplete huponexit inherit_errexit interactive_comments lastpipe lithist localvar_inherit localvar_unset login_shell mailwarn no_empty_cmd_completion nocaseglob nocasematch nullglob patsub_replacement progcomp progcomp_alias promptvars restricted_shell shift_verbose sourcepath xpg_echo'.split(
    ' ',
  )

const known = (sh: Shell): readonly string[] => (sh.dialect === 'bash' ? BASH_OPTIONS : POSIX_OPTIONS)

/** Switches an option by its long name; false where there is none. */
export function setOption(sh: Shell, name: string, on: boolean): boolean {
  if (!known(sh).includes(name)) return false
  if (on) sh.options.add(name)
  else sh.options.delete(name)
  if (on && name === 'vi') sh.options.delete('emacs')
  if (on && name === 'emacs') sh.options.delete('vi')
  return true
}

async function set(sh: Shell, args: readonly string[]): Promise<number> {
  if (args.length === 0) return showVariables(sh)
  let i = 0
  for (; i < args.length; i++) {
    const arg = args[i]!
    if (arg === '--') {
      sh.positional = args.slice(i + 1)
      return 0
    }
    if (arg === '-') {
      sh.options.delete('xtrace')
      sh.options.delete('verbose')
      if (i + 1 < args.length) sh.positional = args.slice(i + 1)
      return 0
    }
    if (!/^[-+]./.test(arg)) break
    const on = arg.startsWith('-')
    for (const letter of arg.slice(1)) {
      if (letter === 'o') {
        const name = args[i + 1]
        if (name === undefined) return showOptions(sh, on)
        i++
        if (!setOption(sh, name, on)) throw badName(sh, name, on)
        continue
      }
      const name = OPTION_BY_LETTER.get(letter)
      if (name === undefined) await unknownLetter(sh, `${arg[0]}${letter}`)
      else if (sh.dialect === 'bash' || POSIX_OPTIONS.includes(name)) setOption(sh, name, on)
      else if (name !== 'hashall') await unknownLetter(sh, `${arg[0]}${letter}`)
    }
  }
  if (i < args.length) sh.positional = args.slice(i)
  return 0
}

function badName(sh: Shell, name: string, on: boolean): Failure {
  if (sh.dialect === 'bash') return new Failure(`${name}: invalid option name`, { status: 2 })
  const word = sh.dialect === 'ash' ? 'illegal' : 'Illegal'
  return new Failure(`${word} option ${on ? '-' : '+'}o ${name}`, { status: 2 })
}

async function unknownLetter(sh: Shell, option: string): Promise<never> {
  if (sh.dialect !== 'bash')
    throw new Failure(`${sh.dialect === 'ash' ? 'illegal' : 'Illegal'} option ${option}`, { status: 2 })
  await complain(sh, `${option}: invalid option`, 'set')
  await writeError(sh, 'set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n')
  throw new Failure('', { status: 2 })
}

async function showOptions(sh: Shell, table: boolean): Promise<number> {
  const bash = sh.dialect === 'bash'
  const lines = known(sh).map((name) => {
    const on = sh.options.has(name)
    if (!table) return `set ${on ? '-' : '+'}o ${name}`
    return bash ? `${name.padEnd(15)}\t${on ? 'on' : 'off'}` : `${name.padEnd(15)} ${on ? 'on' : 'off'}`
  })
  await print(sh, `${table && !bash ? 'Current option settings\n' : ''}${lines.join('\n')}\n`)
  return 0
}

async function showVariables(sh: Shell): Promise<number> {
  let out = ''
  for (const name of sh.vars.names()) {
    const variable = sh.vars.lookup(name)!
    if (variable.items) {
      const items = sh.vars.entries(name).map(([key, value]) => `[${shellQuote(key)}]="${value}"`)
      out += `${name}=(${items.join(' ')})\n`
    } else if (variable.value !== undefined) {
      const value = variable.value
      if (sh.dialect !== 'bash') out += `${name}=${forceQuote(value)}\n`
      else out += `${name}=${value === '' ? '' : shellQuote(value)}\n`
    }
  }
  await print(sh, out)
  return 0
}

async function shopt(sh: Shell, args: readonly string[]): Promise<number> {
  const { flags, operands } = await parseOptions(
    sh,
    'shopt',
    args,
    'opqsu',
    'shopt [-pqsu] [-o] [optname ...]',
  )
  const pool = flags.has('o') ? sh.options : sh.shopts
  const names = flags.has('o') ? BASH_OPTIONS : SHOPTS
  const change = flags.has('s') || flags.has('u')
  let status = 0
  for (const name of operands.length > 0 ? operands : names) {
    if (!names.includes(name)) {
      await complain(sh, `${name}: invalid shell option name`, 'shopt')
      status = 1
    } else if (change && operands.length > 0) {
      if (flags.has('s')) pool.add(name)
      else pool.delete(name)
    } else {
      const on = pool.has(name)
      if (operands.length > 0 && !on) status = 1
      if (flags.has('q') || (change && on !== flags.has('s'))) continue
      if (flags.has('p'))
        await print(
          sh,
          `${flags.has('o') ? `set ${on ? '-' : '+'}o` : `shopt ${on ? '-s' : '-u'}`} ${name}\n`,
        )
      else await print(sh, `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n`)
    }
  }
  return status
}

export const SETTINGS: readonly (readonly [string, Builtin])[] = [
  ['set', builtin('set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]', set)],
  ['shopt', builtin('shopt [-pqsu] [-o] [optname ...]', shopt, BASH)],
]
