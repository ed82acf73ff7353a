import { isErrno } from '../../base/errors.ts'
import type { ExitCode, Process } from '../../kernel/process.ts'
import { CABLE_SOCKET, type CableAnswer, type CableRequest, type HeldPacket } from '../packets.ts'
import { askEnd, type End, endSocket } from './end.ts'
import { startEnd } from './start.ts'

const USAGE = `usage: strata lab [server | client] CALL
       strata lab server in CONTAINER
       strata lab wire [pause | step | drop | run]
       strata lab [reset]
calls: socket [tcp | tcp6 | udp], reuseaddr [FD], bind [FD] ADDRESS:PORT, listen [FD] BACKLOG, accept [FD],
       connect [FD] ADDRESS:PORT, send [FD] TEXT, recv [FD], shutdown [FD], close [FD],
       setuid UID
`

const ENDS: readonly End[] = ['server', 'client']
const ACTIONS: readonly CableRequest['action'][] = ['pause', 'step', 'drop', 'run']

/** What is waited for the others after a call: an acknowledgement that is delayed, or an answer of ARP (ns). */
const SETTLE = 60_000_000
const TURNS = 400_000
/** Between two looks whether something waits on the wire (ns). */
const LOOK = 1_000_000

/**
 * `strata lab`: sockets of two machines, one kernel call at a time, from both sides. Each end is a process that makes the
 * calls it is told; `wire` holds the cable between the machines, so that each packet waits until it is let go. Time passes
 * only with work: while the cable is held a command takes some microseconds, so no segment is sent again because a reader
 * thinks; after `sleep 1` it is, and that one waits too. Exit 2 for words that make no call, 1 where it cannot be made.
 */
export async function lab(process: Process, argv: readonly string[]): Promise<ExitCode> {
  const [who, ...words] = argv
  if (who === undefined) return show(process)
  if (who === 'reset' && words.length === 0) return reset(process)
  if (who === 'wire') return wire(process, words)
  const end = ENDS.find((one) => one === who)
  if (!end || words.length === 0) return usage(process)
  if (words[0] === 'in') return moveServer(process, end, words)
  let answer = await askEnd(process, end, { kind: 'call', words })
  if (!answer) {
    const failure = await startEnd(process, end)
    if (failure !== undefined) return fail(process, failure)
    answer = await askEnd(process, end, { kind: 'call', words })
  }
  if (!answer) return fail(process, `the ${end}'s process is gone`)
  if (answer.unknown) return usage(process)
  await settle(process)
  await tellNews(process, end)
  return 0
}

async function usage(process: Process): Promise<ExitCode> {
  await process.write(2, USAGE)
  return 2
}
async function fail(process: Process, why: string): Promise<ExitCode> {
  await process.write(2, `strata: lab: ${why}\n`)
  return 1
}

/** What came back on both ends, the one that was spoken to first, and what of it waits. */
async function tellNews(process: Process, first?: End): Promise<void> {
  for (const end of first ? [first, ...ENDS.filter((other) => other !== first)] : ENDS) {
    const answer = await askEnd(process, end, { kind: 'news' })
    if (!answer) continue
    const waits = end === first ? answer.waiting.slice(-1) : []
    const lines = [...answer.over, ...(answer.over.length === 0 ? waits.map((text) => `${text} waits`) : [])]
    await process.write(1, lines.map((line) => `${end}: ${line}\n`).join(''))
  }
}

async function settle(process: Process): Promise<void> {
  const cable = await askCable(process, 'look')
  await process.sleep(cable?.paused ? TURNS : SETTLE)
}

async function moveServer(process: Process, end: End, words: readonly string[]): Promise<ExitCode> {
  const [, container, ...more] = words
  if (end !== 'server' || container === undefined || more.length > 0) return usage(process)
  await stop(process, end)
  const failure = await startEnd(process, end, container)
  if (failure !== undefined) return fail(process, failure)
  await process.write(1, `server: in ${container}\n`)
  return 0
}

/** Both ends and the cable as they are. */
async function show(process: Process): Promise<ExitCode> {
  for (const end of ENDS) {
    const answer = await askEnd(process, end, { kind: 'news' })
    const text = !answer
      ? 'no process yet'
      : [
          answer.open.length > 0 ? `descriptors ${answer.open.join(' ')}` : 'no socket',
          ...answer.over,
          ...answer.waiting.map((call) => `${call} waits`),
        ].join('; ')
    await process.write(1, `${end}: ${text}\n`)
  }
  return tellCable(process, await askCable(process, 'look'))
}

async function wire(process: Process, words: readonly string[]): Promise<ExitCode> {
  const [word, ...more] = words
  const action = word === undefined ? 'look' : ACTIONS.find((one) => one === word)
  if (!action || more.length > 0) return usage(process)
  const moves = action === 'step' || action === 'drop'
  if (moves) await untilHeld(process)
  const answer = await askCable(process, action)
  if (answer && moves) {
    if (!answer.moved) return fail(process, 'no packet waits on the wire')
    await process.write(1, `${action === 'step' ? 'arrived' : 'lost'}: ${packetText(answer.moved)}\n`)
  }
  await settle(process)
  await tellNews(process)
  return tellCable(process, await askCable(process, 'look'))
}

/** Lets time pass until something waits on the wire, as long as a delayed acknowledgement takes. */
async function untilHeld(process: Process): Promise<void> {
  for (let waited = 0; waited < SETTLE; waited += LOOK) {
    if ((await askCable(process, 'look'))?.held.length !== 0) return
    await process.sleep(LOOK)
  }
}

async function tellCable(process: Process, answer: CableAnswer | undefined): Promise<ExitCode> {
  if (!answer) return fail(process, 'there is no other machine on this network')
  const { paused, held } = answer
  const head = paused ? `paused, ${held.length} packet${held.length === 1 ? ' waits' : 's wait'}` : 'runs'
  await process.write(1, [`wire: ${head}`, ...held.map((packet) => `  ${packetText(packet)}`), ''].join('\n'))
  return 0
}

const packetText = ({ protocol, from, to, what, length }: HeldPacket): string =>
  `${from} > ${to} ${what === '' ? protocol : what}, length ${length}`

/** Undefined where the machine has no cable, or this is not the host. */
async function askCable(process: Process, action: CableRequest['action']): Promise<CableAnswer | undefined> {
  try {
    return (await process.connect(CABLE_SOCKET).call({ action })) as CableAnswer
  } catch (error) {
    if (!isErrno(error, 'ECONNREFUSED')) throw error
    return undefined
  }
}

/** Ends both processes, with their sockets, and lets packets go. */
async function reset(process: Process): Promise<ExitCode> {
  for (const end of ENDS) await stop(process, end)
  await askCable(process, 'run')
  return show(process)
}

async function stop(process: Process, end: End): Promise<void> {
  const answer = await askEnd(process, end, { kind: 'news' })
  if (answer) process.kill(answer.pid, 'SIGKILL')
  if (process.exists(endSocket(end))) process.unlink(endSocket(end))
}
