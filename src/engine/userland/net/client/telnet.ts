import { isErrno } from '../../../base/errors.ts'
import { Failure, type Io, program } from '../../program.ts'
import { ResolveError, resolve } from '../resolve.ts'
import { Services } from '../services.ts'
import { connectTo } from './connect.ts'
import { relay, withReturns } from './relay.ts'

/** `telnet` of inetutils 2.4, as far as a plain port needs it: negotiation is not answered. */
export const telnet = program('telnet', async (io) => {
  const [host, service = 'telnet'] = io.args.filter((arg) => !arg.startsWith('-'))
  const option = io.args.find((arg) => arg.startsWith('-'))
  if (option !== undefined && !/^-[468E]+$/.test(option))
    throw new Failure(`option ${option} is not part of this simulation`)
  if (host === undefined) throw new Failure('the command mode is not part of this simulation')
  const port = new Services(io.p).portOf(service, 'tcp')
  let addresses: string[]
  try {
    if (port === undefined)
      throw new Failure('', 1, `${host}:${service}: Servname not supported for ai_socktype`)
    addresses = await resolve(io.p, host)
  } catch (error) {
    if (!(error instanceof ResolveError)) throw error
    await io.out.write(`Server lookup failure:  ${host}:${service}, ${error.message}\n`)
    return 1
  }
  for (const [i, address] of addresses.entries()) {
    await io.out.write(`Trying ${address}...\n`)
    await io.out.flush()
    let fd: number
    try {
      fd = await connectTo(io.p, { host: address, port })
    } catch (error) {
      if (!isErrno(error)) throw error
      if (i < addresses.length - 1) {
        await io.stderr(`telnet: connect to address ${address}: ${error.message}\n`)
        continue
      }
      await io.stderr(`telnet: Unable to connect to remote host: ${error.message}\n`)
      return 1
    }
    await io.out.write(`Connected to ${host}.\nEscape character is '^]'.\n`)
    await io.out.flush()
    await talk(io, fd)
    await io.stderr('Connection closed by foreign host.\n')
    return 0
  }
  return 1
})

const plain = (bytes: Uint8Array): Uint8Array => bytes.filter((byte) => byte !== 13)

/** Lines go out with carriage returns; what comes is shown without. */
async function talk(io: Io, net: number): Promise<void> {
  await relay(io.p, {
    net,
    input: 0,
    output: 1,
    atInputEnd: 'shutdown',
    endsWithNet: true,
    outgoing: withReturns,
    incoming: plain,
  })
}
