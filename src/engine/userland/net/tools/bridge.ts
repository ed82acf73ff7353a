import type { LinkInfo } from '../../../kernel/net/calls.ts'
import { Failure, type Io, program } from '../../program.ts'
import { isUp, Links } from '../links.ts'
import { enterNamespace } from '../netns.ts'

const USAGE = `Usage: bridge [ OPTIONS ] OBJECT { COMMAND | help }
       bridge [ -force ] -batch filename
where  OBJECT := { link | fdb | mdb | vlan | monitor }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] |
                    -o[neline] | -t[imestamp] | -n[etns] name |
                    -c[ompressvlans] -color -p[retty] -j[son] }`

/** `bridge` (iproute2 6.1.0): ports of bridges, and where they send what. */
export const bridge = program('bridge', async (io) => {
  const args = [...io.args]
  while (args[0]?.startsWith('-')) {
    const option = args.shift()!
    if (/^--?n(e(t(ns?)?)?)?$/.test(option)) enterNamespace(io.p, args.shift() ?? '')
    else if (/^--?V/.test(option)) throw new Failure('bridge utility, 0.0\n', 0)
    else if (!/^--?(d|c|o)/.test(option)) throw new Failure(`option ${option} is not part of this simulation`)
  }
  const [object, command = 'show', ...rest] = args
  if (object === undefined || object === 'help') throw new Failure('', 255, USAGE)
  const isShow = ['show', 'list', 'lst', 'sh', 'ls'].includes(command)
  const device = rest.findLast((word) => !['dev', 'br', 'brport'].includes(word))
  if (object === 'link' && isShow) return showPorts(io, device)
  if (object === 'fdb' && isShow) return showTable(io, device, rest[0] === 'br')
  if (['link', 'fdb', 'mdb', 'vlan', 'monitor'].includes(object))
    throw new Failure(`${object} ${command}: not part of this simulation`)
  throw new Failure('', 255, `Object "${object}" is unknown, try "bridge help".`)
})

async function showPorts(io: Io, device: string | undefined): Promise<number> {
  const table = new Links(io.p)
  const links = io.p.net.links()
  const ports = links.filter(
    ({ master, name }) => master !== undefined && (device === undefined || name === device),
  )
  for (const port of ports) {
    // The number of the other end is looked up here, though it may count in another namespace.
    const other = links.find(({ ifindex }) => ifindex === port.link)
    const pair = port.link === undefined ? '' : `@${other?.name ?? `if${port.link}`}`
    const state = isUp(port) && port.carrier ? 'forwarding' : 'disabled'
    await io.out.write(
      `${port.ifindex}: ${port.name}${pair}: <${table.flagsOf(port).join(',')}> mtu ${port.mtu} master ${port.master} ` +
        `state ${state} priority 32 cost 2 \n`,
    )
  }
  return 0
}

async function showTable(io: Io, device: string | undefined, ofBridge: boolean): Promise<number> {
  const ports = new Set(
    io.p.net
      .links()
      .filter(({ master }) => master !== undefined && master === device)
      .map(({ name }) => name),
  )
  const entries = io.p.net
    .forwarding()
    .filter(
      ({ device: own, master }) =>
        device === undefined || own === device || (ofBridge && (master === device || ports.has(own))),
    )
  for (const { mac, device: own, master, permanent } of entries) {
    const where = master === undefined ? 'self ' : `master ${master} `
    await io.out.write(`${mac} dev ${own} ${where}${permanent ? 'permanent' : ''}\n`)
  }
  return 0
}

/** `8000.0242ac110002`: priority and hardware address; of a bridge without ports, none. */
export const bridgeId = ({ mac }: LinkInfo, ports: readonly LinkInfo[]): string =>
  `8000.${ports.length === 0 ? '0'.repeat(12) : mac.replaceAll(':', '')}`
