import { bytesOf } from '../../../base/body.ts'
import { isErrno } from '../../../base/errors.ts'
import { decode } from '../../../base/text.ts'
import type { Process } from '../../../kernel/process.ts'

/** A directive, or a section with what stands in it. */
export interface Directive {
  /** In lower case. */
  readonly name: string
  readonly args: readonly string[]
  readonly block: readonly Directive[] | undefined
}

/** What is wrong with a configuration, as httpd tells of it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const WORDS = new Set(
  (
    'acceptfilter accessfilename addcharset adddefaultcharset addencoding addhandler addlanguage addoutputfilterbydeflate addtype alias aliasmatch ' +
    'allowoverride customlog defaultruntimedir directoryindex documentroot enablemmap enablesendfile errordocument errorlog errorlogformat ' +
    'extendedstatus fileetag group header hostnamelookups include includeoptional keepalive keepalivetimeout limitrequestbody listen loadmodule ' +
    'logformat loglevel maxconnectionsperchild maxkeepaliverequests maxrequestworkers maxsparethreads minsparethreads mutex options order pidfile ' +
    'proxypass proxypassreverse redirect redirectmatch require requestheader rewritecond rewriteengine rewriterule scriptalias scriptsock serveradmin ' +
    'serveralias serverlimit servername serverroot serversignature servertokens setenvif setenv startservers threadlimit threadsperchild timeout ' +
    'traceenable transferlog typesconfig undefine usecanonicalname user allow deny sethandler define'
  ).split(' '),
)
const SECTIONS = new Set(
  'directory directorymatch files filesmatch ifdefine ifmodule ifversion if limit limitexcept location locationmatch requireall requireany requirenone virtualhost proxy'.split(
    ' ',
  ),
)

/** Words of a line; quotes hold together. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, plain]) => double?.replace(/\\(.)/g, '$1') ?? single ?? plain ?? '',
  )

/** The directives of a file, those that it includes among them. Throws `ConfigError`. */
export function readConfig(p: Process, file: string, root: string): Directive[] {
  let text: string
  try {
    text = decode(bytesOf(p.readFile(file)))
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new ConfigError(`httpd: Could not open configuration file ${file}: ${error.message}`)
  }
  const top: Directive[] = []
  const open: { name: string; block: Directive[]; line: number }[] = []
  const lines = text.replace(/\\\r?\n/g, ' ').split('\n')
  const fail = (line: number, message: string): never => {
    throw new ConfigError(`AH00526: Syntax error on line ${line} of ${file}:\n${message}`)
  }
  for (const [i, raw] of lines.entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const into = open.at(-1)?.block ?? top
    const end = /^<\/(\w+)>$/.exec(line)
    if (end) {
      const name = end[1]!.toLowerCase()
      const last = open.pop()
      if (last?.name !== name)
        fail(
          i + 1,
          last
            ? `Expected </${last.name}> but saw </${end[1]}>`
            : `</${end[1]}> without matching <${end[1]}> section`,
        )
      continue
    }
    const section = /^<(\w+)\s*([^>]*)>$/.exec(line)
    const [word = '', ...args] = section ? [section[1]!, ...wordsOf(section[2]!)] : wordsOf(line)
    const name = word.toLowerCase()
    if (!(section ? SECTIONS : WORDS).has(name))
      fail(
        i + 1,
        `Invalid command '${section ? `<${word}` : word}', perhaps misspelled or defined by a module not included in the server configuration`,
      )
    if (section) {
      const block: Directive[] = []
      into.push({ name, args, block })
      open.push({ name, block, line: i + 1 })
    } else if (name === 'include' || name === 'includeoptional')
      into.push(...included(p, args[0] ?? '', root, name))
    else into.push({ name, args, block: undefined })
  }
  const left = open.pop()
  if (left) fail(left.line, `<${left.name}> was not closed.`)
  return top
}

function included(p: Process, path: string, root: string, name: string): Directive[] {
  const whole = path.startsWith('/') ? path : `${root}/${path}`
  const star = /^(.*)\/([^/]*)\*([^/]*)$/.exec(whole)
  if (!star) return name === 'includeoptional' && !p.exists(whole) ? [] : readConfig(p, whole, root)
  const [, folder = '', before = '', after = ''] = star
  if (!p.exists(folder)) return []
  return p
    .readdir(folder)
    .map((entry) => entry.name)
    .filter((entry) => entry.startsWith(before) && entry.endsWith(after))
    .flatMap((entry) => readConfig(p, `${folder}/${entry}`, root))
}

/** Sections that are as good as what stands in them: <IfModule> of a module that is loaded, <IfDefine> of a name that is defined. */
export function flattened(block: readonly Directive[], defined: ReadonlySet<string>): Directive[] {
  const modules = block.filter(({ name }) => name === 'loadmodule').map(({ args }) => args[0] ?? '')
  const holds = ({ name, args: [word = ''] }: Directive): boolean => {
    const bare = word.replace(/^!/, '').replace(/^mod_(\w+)\.c$/, '$1_module')
    const is = name === 'ifmodule' ? modules.includes(bare) : defined.has(bare)
    return word.startsWith('!') ? !is : is
  }
  return block.flatMap((directive) => {
    if (directive.name !== 'ifmodule' && directive.name !== 'ifdefine') return [directive]
    return holds(directive) ? flattened(directive.block ?? [], defined) : []
  })
}

/** The last directive of a name, where there is one. */
export const last = (block: readonly Directive[], name: string): Directive | undefined =>
  block.findLast((directive) => directive.name === name)
export const settingOf = (block: readonly Directive[], name: string): string | undefined =>
  last(block, name)?.args[0]
