import { isErrno } from '../../../base/errors.ts'
import { encode } from '../../../base/text.ts'
import { optionTable, parseOptions } from '../../options.ts'
import { Failure, type Main } from '../../program.ts'
import { type HttpReply, NoReply, ReplyReader } from '../http/reply.ts'
import { save } from '../http/save.ts'
import { fileOf, hostField, httpUrl } from '../http/url.ts'
import { ResolveError, resolve } from '../resolve.ts'
import { xconnect } from './nc.ts'

const OPTIONS = optionTable(
  '',
  '-c/--continue --spider -q/--quiet -O/--output-document: -o/--output-file: --header: --post-data: -Y/--proxy: -P/--directory-prefix: -S/--server-response -U/--user-agent: -T/--timeout: --no-check-certificate',
)
const SECOND = 1e9

/** `wget` of busybox. */
export const wgetMain: Main = async (io) => {
  const options = parseOptions(io, OPTIONS)
  const [text] = options.operands
  if (text === undefined) throw new Failure('', 1, io.usage)
  for (const key of ['c', 'o', 'Y'])
    if (options.has(key)) throw new Failure(`option -${key} is not part of this simulation`)
  const url = httpUrl(text)
  const quiet = options.has('q')
  const say = async (line: string): Promise<void> => {
    if (!quiet) await io.stderr(`${line}\n`)
  }
  let address: string
  try {
    address = (await resolve(io.p, url.host))[0]!
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error
    throw new Failure(`bad address '${url.host}'`)
  }
  await say(`Connecting to ${url.host}:${url.port} (${address}:${url.port})`)
  const limit = Number(options.get('T') ?? 900) * SECOND
  const fd = await xconnect(io, url.host, url.port, options.has('T') ? limit : undefined)
  const post = options.get('post-data')
  const spider = options.has('spider')
  const lines = [
    `Host: ${hostField(url)}`,
    `User-Agent: ${options.get('U') ?? 'Wget'}`,
    ...options.all('header'),
    ...(post === undefined
      ? []
      : ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${encode(post).length}`]),
    'Connection: close',
  ]
  const method = post === undefined ? (spider ? 'HEAD' : 'GET') : 'POST'
  await io.p.net.send(
    fd,
    encode(`${method} ${url.target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${post ?? ''}`),
    { noSignal: true },
  )
  let reply: HttpReply
  try {
    reply = await new ReplyReader(io.p, fd, options.has('T') ? io.p.now() + BigInt(limit) : undefined).read(
      spider,
    )
  } catch (error) {
    if (error instanceof NoReply)
      throw new Failure(error.kind === 'late' ? 'download timed out' : 'error getting response')
    if (isErrno(error)) throw new Failure(`error getting response: ${error.message}`)
    throw error
  }
  if (options.has('S'))
    await io.stderr(
      `  ${reply.line}\n${reply.headers.map(([name, value]) => `  ${name}: ${value}\n`).join('')}`,
    )
  if (reply.status >= 300) throw new Failure(`server returned error: ${reply.line}`)
  if (spider) {
    await say('remote file exists')
    return 0
  }
  const file = options.get('O') ?? `${options.has('P') ? `${options.get('P')}/` : ''}${fileOf(url)}`
  const stdout = file === '-'
  await say(stdout ? 'writing to stdout' : `saving to '${file}'`)
  if (stdout) await io.out.write(reply.body)
  else {
    if (io.p.exists(file) && !options.has('O')) throw new Failure(`can't open '${file}': File exists`)
    await save(io.p, file, reply.body)
  }
  await io.out.flush()
  await say(meter(stdout ? '-' : file, reply.body.length))
  await say(stdout ? 'written to stdout' : `'${file}' saved`)
  return 0
}

/** The bar at its end (libbb, progress.c). */
function meter(name: string, size: number): string {
  const units = ['', 'k', 'M', 'G']
  let value = size
  let unit = 0
  while (value >= 100_000 && unit < units.length - 1) {
    value = Math.floor(value / 1024)
    unit++
  }
  return `${name.slice(0, 20).padEnd(20)} 100% |${'*'.repeat(32)}| ${`${value}${units[unit]}`.padStart(5)}  0:00:00 ETA`
}
