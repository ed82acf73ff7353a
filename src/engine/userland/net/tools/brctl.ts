import { isErrno } from '../../../base/errors.ts'
import { Failure, type Io, program } from '../../program.ts'
import { bridgeId } from './bridge.ts'

const USAGE = `Usage: brctl [commands]
commands:
\taddbr     \t<bridge>\t\tadd bridge
\tdelbr     \t<bridge>\t\tdelete bridge
\taddif     \t<bridge> <device>\tadd interface to bridge
\tdelif     \t<bridge> <device>\tdelete interface from bridge
\thairpin   \t<bridge> <port> {on|off}\tturn hairpin on/off
\tsetageing \t<bridge> <time>\t\tset ageing time
\tsetbridgeprio\t<bridge> <prio>\t\tset bridge priority
\tsetfd     \t<bridge> <time>\t\tset bridge forward delay
\tsethello  \t<bridge> <time>\t\tset hello time
\tsetmaxage \t<bridge> <time>\t\tset max message age
\tsetpathcost\t<bridge> <port> <cost>\tset path cost
\tsetportprio\t<bridge> <port> <prio>\tset port priority
\tshow      \t[ <bridge> ]\t\tshow a list of bridges
\tshowmacs  \t<bridge>\t\tshow a list of mac addrs
\tshowstp   \t<bridge>\t\tshow bridge stp info
\tstp       \t<bridge> {on|off}\tturn stp on/off`

/** `brctl` (bridge-utils 1.7.1). */
export const brctl = program('brctl', async (io) => {
  const [command, name, port, value] = io.args
  if (command === undefined || command === '--help' || command === '-h') throw new Failure('', 1, USAGE)
  if (command === '--version' || command === '-V') throw new Failure('bridge-utils, 1.7.1\n', 0)
  if (command === 'show') return show(io, name)
  const needed = { addbr: 1, delbr: 1, showmacs: 1, addif: 2, delif: 2, hairpin: 3 }[command]
  if (needed === undefined) {
    if (USAGE.includes(`\t${command}`)) throw new Failure(`${command}: not part of this simulation`)
    throw new Failure('', 1, `never heard of command [${command}]\n${USAGE}`)
  }
  if (io.args.length - 1 < needed)
    throw new Failure(
      '',
      1,
      `Incorrect number of arguments for command\n${USAGE.split('\n').find((line) => line.startsWith(`\t${command}`))}`,
    )
  if (command === 'showmacs') return showMacs(io, name!)
  if (command === 'hairpin')
    return change(
      io,
      name!,
      () => io.p.net.changeLink(port!, { hairpin: value === 'on' || value === 'yes' }),
      {},
    )
  return edit(io, command, name!, port)
})

const say = (text: string): Failure => new Failure('', 1, text)

function edit(io: Io, command: string, name: string, port: string | undefined): number {
  const { net } = io.p
  const bridge = net.links().find((link) => link.name === name && link.kind === 'bridge')
  if (command === 'addbr')
    return change(io, name, () => net.addLink({ name, kind: 'bridge' }), {
      EEXIST: `device ${name} already exists; can't create bridge with the same name`,
    })
  if (command === 'delbr') {
    if (!bridge) throw say(`bridge ${name} doesn't exist; can't delete it`)
    if (bridge.flags.includes('UP')) throw say(`bridge ${name} is still up; can't delete it`)
    return change(io, name, () => net.removeLink(name), {})
  }
  const own = net.links().find((link) => link.name === port)
  if (!own) throw say(`interface ${port} does not exist!`)
  if (!bridge) throw say(`bridge ${name} does not exist!`)
  if (command === 'addif') {
    if (own.master !== undefined)
      throw say(`device ${port} is already a member of a bridge; can't enslave it to bridge ${name}.`)
    return change(io, port!, () => net.changeLink(port!, { master: name }), {
      EINVAL: `can't add ${port} to bridge ${name}: Invalid argument`,
    })
  }
  if (own.master !== name) throw say(`device ${port} is not a slave of ${name}`)
  return change(io, port!, () => net.changeLink(port!, { master: null }), {})
}

function change(io: Io, what: string, run: () => void, reasons: Readonly<Record<string, string>>): number {
  try {
    run()
    return 0
  } catch (error) {
    if (!isErrno(error)) throw error
    throw say(reasons[error.errno] ?? `${io.args[0]} ${what} failed: ${error.message}`)
  }
}

async function show(io: Io, name: string | undefined): Promise<number> {
  const links = io.p.net.links()
  const bridges = links.filter((link) => link.kind === 'bridge' && (name === undefined || link.name === name))
  if (name !== undefined && bridges.length === 0) throw say(`bridge ${name} does not exist!`)
  let text = 'bridge name\tbridge id\t\tSTP enabled\tinterfaces\n'
  for (const bridge of bridges.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const ports = links.filter(({ master }) => master === bridge.name)
    const [first = '', ...others] = ports.map((port) => port.name).sort()
    text += `${bridge.name}\t\t${bridgeId(bridge, ports)}\tno\t\t${first}\n`
    for (const other of others) text += `\t\t\t\t\t\t\t${other}\n`
  }
  await io.out.write(text)
  return 0
}

async function showMacs(io: Io, name: string): Promise<number> {
  const { net } = io.p
  if (!net.links().some((link) => link.name === name))
    throw say(`read of forward table failed: No such device`)
  const ports = net
    .links()
    .filter(({ master }) => master === name)
    .map((link) => link.name)
  const rows = net
    .forwarding()
    .filter(({ master, device }) => master === name && ports.includes(device))
    .sort((a, b) => (a.mac < b.mac ? -1 : 1))
    .map(({ mac, device, permanent, age }) => {
      const number = String(ports.indexOf(device) + 1).padStart(3)
      const seconds = permanent ? 0 : age / 1e9
      return `${number}\t${mac}\t${permanent ? 'yes' : 'no'}\t\t${seconds.toFixed(2).padStart(7)}\n`
    })
  await io.out.write(`port no\tmac addr\t\tis local?\tageing timer\n${rows.join('')}`)
  return 0
}
