import { Failure } from './program.ts'

/** Options by their letter, or their long name where they have none; `:` takes a value. */
const OPTIONS: Readonly<Record<string, string>> = {
  s: 'silent',
  S: 'show-error',
  i: 'include',
  I: 'head',
  f: 'fail',
  L: 'location',
  v: 'verbose',
  k: 'insecure',
  O: 'remote-name',
  V: 'version',
  H: 'header:',
  X: 'request:',
  o: 'output:',
  d: 'data:',
  u: 'user:',
  w: 'write-out:',
  A: 'user-agent:',
  T: 'upload-file:',
  h: 'help',
  g: 'globoff',
  m: 'max-time:',
  4: 'ipv4',
  6: 'ipv6',
}
const LONG_ONLY = [
  'data-binary:',
  'data-raw:',
  'url:',
  'no-progress-meter',
  'connect-timeout:',
  'resolve:',
  'unix-socket:',
]

/** What curl has beside these, and this one has not: named so that the difference shows. */
const UNKNOWN_TO_US =
  'abort-on-error anyauth basic cacert cert compressed config cookie cookie-jar create-dirs digest dump-header fail-with-body form get http1.0 http1.1 http2 interface json key limit-rate netrc noproxy parallel proxy range referer retry tlsv1.2 trace upload'.split(
    ' ',
  )
const LETTERS_UNKNOWN = 'aBbCcDEeFGJjKklMnNpPqQRrtUxYyZz0123#:'

interface Known {
  readonly name: string
  readonly takes: boolean
}

const known = new Map<string, Known>()
for (const [letter, spec] of Object.entries(OPTIONS)) {
  const option = { name: spec.replace(':', ''), takes: spec.endsWith(':') }
  known.set(`-${letter}`, option).set(`--${option.name}`, option)
}
for (const spec of LONG_ONLY)
  known.set(`--${spec.replace(':', '')}`, { name: spec.replace(':', ''), takes: spec.endsWith(':') })

const TRY = "curl: try 'curl --help' or 'curl --manual' for more information"

/** A wrong command line. */
export const wrongCall = (message: string): Failure => new Failure('', 2, `${message}\n${TRY}`.trimStart())

/** A command line: every option with its values in their order, and the addresses. */
export interface CurlCall {
  readonly values: ReadonlyMap<string, readonly string[]>
  readonly urls: readonly string[]
}

function find(shown: string): Known {
  const option = known.get(shown)
  if (option) return option
  const there = shown.startsWith('--')
    ? UNKNOWN_TO_US.includes(shown.slice(2))
    : LETTERS_UNKNOWN.includes(shown[1]!)
  if (there) throw new Failure(`option ${shown}: not part of this simulation`, 2)
  throw wrongCall(`curl: option ${shown}: is unknown`)
}

/** Reads arguments as curl does: letters may be joined, the last of them with its value. */
export function parseCall(args: readonly string[]): CurlCall {
  const values = new Map<string, string[]>()
  const urls: string[] = []
  const rest = [...args]
  const add = (option: Known, shown: string, joined?: string): void => {
    const value = option.takes ? (joined ?? rest.shift()) : ''
    if (value === undefined) throw wrongCall(`curl: option ${shown}: requires parameter`)
    if (option.name === 'url') urls.push(value)
    else values.set(option.name, [...(values.get(option.name) ?? []), value])
  }
  let ended = false
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (ended || arg === '-' || !arg.startsWith('-')) urls.push(arg)
    else if (arg === '--') ended = true
    else if (arg.startsWith('--')) add(find(arg), arg)
    else
      for (let at = 1; at < arg.length; at++) {
        const shown = `-${arg[at]}`
        const option = find(shown)
        const joined = option.takes && at + 1 < arg.length ? arg.slice(at + 1) : undefined
        add(option, arg.length === 2 ? arg : shown, joined)
        if (option.takes) break
      }
  }
  return { values, urls }
}

export const CURL_VERSION =
  'curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1\nRelease-Date: 2023-02-20\nProtocols: http https\n'

export const CURL_HELP = `Usage: curl [options...] <url>
 -d, --data <data>          HTTP POST data
 -f, --fail                 Fail fast with no output on HTTP errors
 -h, --help <category>      Get help for commands
 -i, --include              Include protocol response headers in the output
 -o, --output <file>        Write to file instead of stdout
 -O, --remote-name          Write output to a file named as the remote file
 -s, --silent               Silent mode
 -T, --upload-file <file>   Transfer local FILE to destination
 -u, --user <user:password> Server user and password
 -A, --user-agent <name>    Send User-Agent <name> to server
 -v, --verbose              Make the operation more talkative
 -V, --version              Show version number and quit

This is not the full help, this menu is stripped into categories.
Use "--help category" to get an overview of all categories.
For all options use the manual or "--help all".
`
