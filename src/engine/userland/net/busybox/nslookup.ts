import { type DnsRecord, RECORD_TYPES, type RecordType, reverseName } from '../../../base/dns-message.ts'
import { isErrno } from '../../../base/errors.ts'
import { canonicalIp, ipBytes } from '../../../base/ip.ts'
import { Failure, type Io, type Main } from '../../program.ts'
import { askServer, type DnsAnswer, ResolveError, resolve, resolverSettings } from '../resolve.ts'

const PORT = 53
const ATTEMPTS = 2
/** Seconds for one attempt. */
const PATIENCE = 2.5

interface Question {
  readonly name: string
  readonly type: RecordType
}

/** `nslookup` of busybox. */
export const nslookupMain: Main = async (io) => {
  const types: RecordType[] = []
  const args = [...io.args]
  while (args[0]?.startsWith('-')) {
    const [, word = ''] = /^-(?:type|query|querytype|q|t)=(.*)$/.exec(args.shift()!) ?? []
    const type = word.toUpperCase()
    if (!(type in RECORD_TYPES)) throw new Failure(`invalid query type "${word}"`)
    types.push(type as RecordType)
  }
  const [name, given] = args
  if (name === undefined) throw new Failure('', 1, io.usage)
  const server = given === undefined ? undefined : await serverOf(io, given)
  const settings = resolverSettings(io.p)
  const questions = questionsOf(name, types, settings.search)
  const found = await askAll(
    io,
    questions,
    server ? [server] : settings.servers.map((host) => ({ name: host, host, port: PORT })),
  )
  if (!found) return 1
  const { host, port } = found.server
  const shown = `${host.includes(':') ? `[${host}]` : host}:${port}`
  await io.out.write(`Server:\t\t${given ?? host}\nAddress:\t${shown}\n\n`)
  let code = 0
  for (const [i, answer] of found.answers.entries()) {
    if (answer.code !== 'NOERROR') {
      await io.out.write(`** server can't find ${questions[i]!.name}: ${answer.code}\n\n`)
      code = 1
      continue
    }
    if (!answer.authoritative) await io.out.write('Non-authoritative answer:\n')
    await io.out.write(`${answer.records.map(recordText).join('')}\n`)
  }
  return code
}

function questionsOf(given: string, types: readonly RecordType[], search: readonly string[]): Question[] {
  const address = canonicalIp(given)
  if (address !== undefined) return [{ name: reverseName(ipBytes(address)!), type: 'PTR' }]
  const name = given.replace(/\.$/, '')
  const listed = search.filter((domain) => domain !== '.')
  const names =
    given.includes('.') || listed.length === 0 ? [name] : listed.map((domain) => `${name}.${domain}`)
  const wanted = types.length > 0 ? types : (['A', 'AAAA'] as const)
  return wanted.flatMap((type) => names.map((one) => ({ name: one, type })))
}

interface Server {
  /** As it was named. */
  readonly name: string
  readonly host: string
  readonly port: number
}

/** `127.0.0.1:5353`, `dns.example`. */
async function serverOf(io: Io, text: string): Promise<Server> {
  const whole = canonicalIp(text)
  if (whole !== undefined) return { name: text, host: whole, port: PORT }
  const [, host = text, port = String(PORT)] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(text) ?? []
  try {
    return { name: text, host: (await resolve(io.p, host))[0]!, port: Number(port) }
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error
    throw new Failure(`bad address '${host}'`)
  }
}

/** Asks one server after another, until one has answered everything. */
async function askAll(
  io: Io,
  questions: readonly Question[],
  servers: readonly Server[],
): Promise<{ server: Server; answers: DnsAnswer[] } | undefined> {
  for (const server of servers) {
    const answers: DnsAnswer[] = []
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        while (answers.length < questions.length) {
          const answer = await askServer(io.p, server.host, questions[answers.length]!, PATIENCE, server.port)
          if (!answer) break
          answers.push(answer)
        }
      } catch (error) {
        if (!isErrno(error)) throw error
        if (error.errno !== 'ECONNREFUSED')
          throw new Failure(`can't connect to remote host (${server.host}): ${error.message}`)
        // The answer to the first question is that nobody is there; the next one is not even sent.
        await io.error(`write to '${server.name}': ${error.message}`)
        break
      }
      if (answers.length === questions.length) return { server, answers }
    }
  }
  await io.out.write(';; connection timed out; no servers could be reached\n\n')
  return undefined
}

function recordText({ name, type, data }: DnsRecord): string {
  if (type === 'A' || type === 'AAAA') return `Name:\t${name}\nAddress: ${data}\n`
  if (type === 'CNAME') return `${name}\tcanonical name = ${data}\n`
  if (type === 'PTR') return `${name}\tname = ${data}\n`
  if (type === 'NS') return `${name}\tnameserver = ${data}\n`
  if (type === 'MX') return `${name}\tmail exchanger = ${data}\n`
  if (type === 'TXT') return `${name}\ttext = "${data}"\n`
  return ''
}
