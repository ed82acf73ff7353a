import type { DnsRecord, RecordType } from '../../../base/dns-message.ts'
import { canonicalIp } from '../../../base/ip.ts'
import { optionTable, parseOptions } from '../../options.ts'
import { Failure, type Io, program } from '../../program.ts'
import type { DnsAnswer } from '../resolve.ts'
import { ask, isType, type Question, reverseOf, type Server, serverAddress, serversOf } from './query.ts'

const PORT = 53
const CODES: Readonly<Record<string, number>> = {
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
}
const HOST_OPTIONS = optionTable('', '-a -C -d -l -r -s -v -w -4 -6 -T -U -V -c: -m: -N: -p: -R: -t: -W:')

/** Server that was given, with what is said of it. */
async function chosen(io: Io, given: string | undefined, port: number): Promise<readonly Server[]> {
  const address = given === undefined ? undefined : await serverAddress(io, given)
  if (given !== undefined && address === undefined)
    throw new Failure('', 1, `${io.name}: couldn't get address for '${given}': not found`)
  return serversOf(io, address, port)
}

/** `172.18.0.2` of what is asked, or the name. */
function questionsOf(name: string, types: readonly RecordType[]): Question[] {
  const address = canonicalIp(name)
  if (address !== undefined) return [reverseOf(address)]
  return types.map((type) => ({ name: name.replace(/\.$/, ''), type }))
}

const SAYINGS: Partial<Readonly<Record<RecordType, string>>> = {
  A: 'has address',
  AAAA: 'has IPv6 address',
  CNAME: 'is an alias for',
  MX: 'mail is handled by',
  NS: 'name server',
  PTR: 'domain name pointer',
  TXT: 'descriptive text',
}
const saying = ({ name, type, data }: DnsRecord): string => {
  const shown =
    type === 'A' || type === 'AAAA' ? data : type === 'TXT' ? `"${data}"` : `${data.replace(/\.$/, '')}.`
  return `${name} ${SAYINGS[type] ?? type} ${shown}\n`
}

/** host of BIND. */
export const host = program('host', async (io) => {
  const options = parseOptions(io, HOST_OPTIONS)
  const [name, given] = options.operands
  if (name === undefined)
    throw new Failure(
      '',
      1,
      'Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]\n            [-R number] [-m flag] [-p port] hostname [server]',
    )
  const port = Number(options.get('p') ?? PORT)
  const servers = await chosen(io, given, port)
  const wanted = options.get('t')?.toUpperCase()
  if (wanted !== undefined && !isType(wanted))
    throw new Failure('', 1, `host: invalid type: ${options.get('t')}`)
  if (given !== undefined)
    await io.out.write(
      `Using domain server:\nName: ${given}\nAddress: ${servers[0]!.host}#${port}\nAliases: \n\n`,
    )
  const types: RecordType[] = wanted === undefined ? ['A', 'AAAA'] : [wanted]
  let answered = false
  for (const question of questionsOf(name, types)) {
    const found = await ask(io, question, servers, { tries: 2, patience: Number(options.get('W') ?? 5) })
    if (!found) {
      await io.out.write(';; no servers could be reached\n')
      return 1
    }
    const { code, records } = found.answer
    if (code !== 'NOERROR') {
      await io.out.write(`Host ${name.replace(/\.$/, '')} not found: ${CODES[code]}(${code})\n`)
      return 1
    }
    await io.out.write(records.map(saying).join(''))
    if (records.length > 0) answered = true
    else if (wanted !== undefined) {
      await io.out.write(`${name} has no ${wanted} record\n`)
      answered = true
    }
  }
  return answered ? 0 : 1
})

/** nslookup of BIND, one question; there is no dialogue. */
export const nslookup = program('nslookup', async (io) => {
  const words = io.args.filter((arg) => !arg.startsWith('-'))
  const types: RecordType[] = []
  for (const arg of io.args.filter((word) => word.startsWith('-'))) {
    const type = /^-(?:type|query|q|t)=(.*)$/.exec(arg)?.[1]?.toUpperCase()
    if (type === undefined || !isType(type))
      throw new Failure('', 1, `nslookup: option ${arg} is not part of this simulation`)
    types.push(type)
  }
  const [name, given] = words
  if (name === undefined) throw new Failure('', 1, 'nslookup: a dialogue is not part of this simulation')
  const servers = await chosen(io, given, PORT)
  const questions = questionsOf(name, types.length > 0 ? types : ['A', 'AAAA'])
  let shown = false
  for (const [i, question] of questions.entries()) {
    const found = await ask(io, question, servers, { tries: 3, patience: 5 })
    if (!found) {
      await io.out.write(';; no servers could be reached\n\n')
      return 1
    }
    const { answer, server } = found
    if (answer.code === 'SERVFAIL') await io.out.write(`;; Got SERVFAIL reply from ${server.host}\n`)
    if (!shown)
      await io.out.write(`Server:\t\t${given ?? server.host}\nAddress:\t${server.host}#${server.port}\n\n`)
    if (answer.code !== 'NOERROR') {
      await io.out.write(`** server can't find ${question.name}: ${answer.code}\n\n`)
      return 1
    }
    await io.out.write(entries(answer, question, i === 0 || !shown))
    shown = true
  }
  if (questions[0]!.type !== 'PTR') await io.out.write('\n')
  return 0
})

function entries(answer: DnsAnswer, { name, type }: Question, first: boolean): string {
  const { records, authoritative } = answer
  if (type === 'PTR')
    return `${records.map(({ data }) => `${name}\tname = ${data.replace(/\.$/, '')}.\n`).join('')}\nAuthoritative answers can be found from:\n\n`
  if (records.length === 0) return first && type !== 'A' ? `*** Can't find ${name}: No answer\n` : ''
  const head = first && !authoritative ? 'Non-authoritative answer:\n' : ''
  return (
    head +
    records
      .map((record) =>
        record.type === 'A' || record.type === 'AAAA'
          ? `Name:\t${record.name}\nAddress: ${record.data}\n`
          : record.type === 'CNAME'
            ? `${record.name}\tcanonical name = ${record.data.replace(/\.$/, '')}.\n`
            : `${record.name}\t${record.type.toLowerCase()} = ${record.data}\n`,
      )
      .join('')
  )
}
