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
  '#': 'progress-bar',
  0: 'http1.0',
  b: 'cookie:',
  D: 'dump-header:',
  e: 'referer:',
  G: 'get',
  J: 'remote-header-name',
  N: 'no-buffer',
  q: 'disable',
  r: 'range:',
  x: 'proxy:',
}
const LONG_ONLY = [
  'compressed',
  'connect-timeout:',
  'connect-to:',
  'create-dirs',
  'data-binary:',
  'data-raw:',
  'data-urlencode:',
  'fail-with-body',
  'http1.1',
  'interface:',
  'json:',
  'keepalive-time:',
  'local-port:',
  'max-redirs:',
  'no-keepalive',
  'no-progress-meter',
  'noproxy:',
  'output-dir:',
  'path-as-is',
  'resolve:',
  'retry:',
  'retry-all-errors',
  'retry-connrefused',
  'retry-delay:',
  'retry-max-time:',
  'tcp-nodelay',
  'unix-socket:',
  'url:',
]

/** What curl has beside these, and this one has not: named so that the difference shows. */
const UNKNOWN_TO_US =
  'abort-on-error anyauth basic cacert cert config cookie-jar digest form http2 http3 key limit-rate netrc parallel proxy-user socks4 socks5 tlsv1.2 tlsv1.3 trace trace-ascii trace-time'.split(
    ' ',
  )
const LETTERS_UNKNOWN = 'aBcCEFjKklMnpPQRtUyYzZ123:'
/** Letters of those that take a value. */
const LETTERS_VALUED = 'cCEFKPQtUyYz'

/** Options whose values are numbers. */
const NUMBERS = ['max-time', 'connect-timeout', 'retry', 'retry-delay', 'retry-max-time', 'max-redirs']

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
    if (NUMBERS.includes(option.name) && !/^\d+(\.\d+)?$/.test(value))
      throw wrongCall(`curl: option ${shown}: expected a proper numerical parameter`)
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
        if (LETTERS_VALUED.includes(arg[at]!) && at + 1 === arg.length && rest.length === 0)
          throw wrongCall(`curl: option ${shown}: requires parameter`)
        const option = find(shown)
        const joined = option.takes && at + 1 < arg.length ? arg.slice(at + 1) : undefined
        add(option, arg.length === 2 ? arg : shown, joined)
        if (option.takes) break
      }
  }
  return { values, urls }
}

export const CURL_VERSION =
  'curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1 OpenSSL/3.0.19 zlib/1.2.13 brotli/1.0.9 zstd/1.5.4 libidn2/2.3.3 libpsl/0.21.2 (+libidn2/2.3.3) libssh2/1.10.0 nghttp2/1.52.0 librtmp/2.3 OpenLDAP/2.5.13\nRelease-Date: 2023-02-20\nProtocols: http https\n'

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
