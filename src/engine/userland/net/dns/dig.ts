import { canonicalIp } from '../../../base/ip.ts'
import { Failure, type Io, program } from '../../program.ts'
import type { DnsAnswer } from '../resolve.ts'
import {
  ask,
  dataOf,
  isType,
  type Question,
  questionLine,
  recordLine,
  reverseOf,
  type Server,
  serverAddress,
  serversOf,
  VERSION,
} from './query.ts'

const PORT = 53
const TRIES = 3
const PATIENCE = 5
const DAYS = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ')
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

interface Call {
  questions: Question[]
  server: string | undefined
  port: number
  /** Parts of the output that are wanted. */
  readonly shown: Set<string>
  short: boolean
  tries: number
  patience: number
}
const PARTS = ['cmd', 'comments', 'question', 'answer', 'stats']

/** dig of BIND: what a name server says, whole. */
export const dig = program('dig', async (io) => {
  const call = parse(io)
  let server: string | undefined
  if (call.server !== undefined) {
    server = await serverAddress(io, call.server)
    if (server === undefined)
      throw new Failure('', 10, `dig: couldn't get address for '${call.server}': not found`)
  }
  const servers = serversOf(io, server, call.port)
  let code = 0
  for (const question of call.questions) {
    const found = await ask(io, question, servers, { tries: call.tries, patience: call.patience })
    const { shown } = call
    if (shown.has('cmd')) {
      await io.out.write(`\n; <<>> DiG ${VERSION} <<>> ${io.args.join(' ')}\n`)
      if (call.server !== undefined) await io.out.write('; (1 server found)\n')
      await io.out.write(';; global options: +cmd\n')
    }
    if (!found) {
      await io.out.write(';; no servers could be reached\n')
      code = 9
    } else if (call.short)
      await io.out.write(found.answer.records.map((record) => `${dataOf(record)}\n`).join(''))
    else await io.out.write(textOf(io, shown, question, found))
  }
  return code
})

function parse(io: Io): Call {
  const call: Call = {
    questions: [],
    server: undefined,
    port: PORT,
    shown: new Set(PARTS),
    short: false,
    tries: TRIES,
    patience: PATIENCE,
  }
  let name: string | undefined
  let type: Question['type'] = 'A'
  const { args } = io
  const end = (): void => {
    if (name !== undefined) call.questions.push({ name: name.replace(/\.$/, ''), type })
    name = undefined
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    const upper = arg.toUpperCase()
    if (arg.startsWith('@')) call.server = arg.slice(1)
    else if (arg.startsWith('+')) option(call, arg.slice(1))
    else if (arg === '-p') call.port = Number(args[++i])
    else if (arg === '-x') {
      const address = canonicalIp(args[++i] ?? '')
      if (address === undefined) throw new Failure('', 1, `Invalid IP address ${args[i] ?? ''}`)
      call.questions.push(reverseOf(address))
    } else if (arg === '-t' || arg === '-q') {
      const word = args[++i] ?? ''
      if (arg === '-q') name = word
      else if (isType(word.toUpperCase())) type = word.toUpperCase() as Question['type']
      else throw new Failure('', 1, `;; Warning, ignoring invalid type ${word}`)
    } else if (arg === '-v') throw new Failure('', 0, `DiG ${VERSION}`)
    else if (arg === '-4' || arg === '-6') continue
    else if (arg.startsWith('-'))
      throw new Failure('', 1, `dig: option ${arg} is not part of this simulation`)
    else if (upper === 'IN') continue
    else if (name !== undefined && isType(upper)) type = upper
    else if (name === undefined && isType(upper) && i + 1 < args.length) type = upper
    else {
      end()
      name = arg
      if (name === '.') name = ''
    }
  }
  end()
  if (call.questions.length === 0) call.questions.push({ name: '', type: 'NS' })
  return call
}

/** `+short`, `+noall`, `+tries=1`. */
function option(call: Call, word: string): void {
  const [, no, name = '', value] = /^(no)?([a-z]+)(?:=(.*))?$/.exec(word) ?? []
  const on = no === undefined
  if (name === 'short') {
    call.short = on
    if (on) call.shown.clear()
  } else if (name === 'all') for (const part of PARTS) call.shown[on ? 'add' : 'delete'](part)
  else if (PARTS.includes(name)) call.shown[on ? 'add' : 'delete'](name)
  else if (name === 'tries') call.tries = Number(value)
  else if (name === 'retry') call.tries = Number(value) + 1
  else if (name === 'time' || name === 'timeout') call.patience = Number(value)
  else if (
    !['authority', 'additional', 'recurse', 'rec', 'edns', 'search', 'defname', 'cookie', 'dnssec'].includes(
      name,
    )
  )
    throw new Failure('', 1, `dig: option +${word} is not part of this simulation`)
}

function textOf(
  io: Io,
  shown: ReadonlySet<string>,
  question: Question,
  { answer, server, took }: { answer: DnsAnswer; server: Server; took: number },
): string {
  const { records, code, id, recursive, authoritative, size } = answer
  let text = ''
  if (shown.has('comments')) {
    const flags = ['qr', ...(authoritative ? ['aa'] : []), 'rd', ...(recursive ? ['ra'] : [])].join(' ')
    text += `;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${code}, id: ${id}\n`
    text += `;; flags: ${flags}; QUERY: 1, ANSWER: ${records.length}, AUTHORITY: 0, ADDITIONAL: 0\n`
    if (!recursive) text += ';; WARNING: recursion requested but not available\n'
    text += '\n'
  }
  if (shown.has('question')) {
    if (shown.has('comments')) text += ';; QUESTION SECTION:\n'
    text += `${questionLine(question)}\n`
    if (shown.has('comments')) text += '\n'
  }
  if (shown.has('answer') && records.length > 0) {
    if (shown.has('comments')) text += ';; ANSWER SECTION:\n'
    text += `${records.map(recordLine).join('\n')}\n`
    if (shown.has('comments')) text += '\n'
  }
  if (shown.has('stats'))
    text += `;; Query time: ${took} msec\n;; SERVER: ${server.host}#${server.port}(${server.host}) (UDP)\n;; WHEN: ${when(io)}\n;; MSG SIZE  rcvd: ${size}\n\n`
  return text
}

/** `Fri Nov 27 03:51:06 UTC 2026` */
function when(io: Io): string {
  const date = new Date(Number(io.p.now() / 1_000_000n))
  const day = String(date.getUTCDate()).padStart(2, '0')
  return `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${day} ${date.toISOString().slice(11, 19)} UTC ${date.getUTCFullYear()}`
}
