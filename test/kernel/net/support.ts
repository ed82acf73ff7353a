import { isErrno } from '../../../src/engine/base/errors.ts'
import { ip } from '../../../src/engine/kernel/net/address.ts'
import { Lan } from '../../../src/engine/kernel/net/cable.ts'
import { addAddress } from '../../../src/engine/kernel/net/interfaces.ts'
import { addEthernet, addVeth, setUp } from '../../../src/engine/kernel/net/links.ts'
import type { Process } from '../../../src/engine/kernel/process.ts'
import type { ProcessRecord } from '../../../src/engine/kernel/record.ts'
import { Machine } from '../support/machine.ts'

/** A machine whose lo is up. */
export class NetMachine extends Machine {
  constructor() {
    super()
    setUp(this.kernel.network.loopback)
  }
  /** States of the TCP sockets that a process sees, in order of their names. */
  states({ net }: Process): string[] {
    return net
      .sockets()
      .filter(({ protocol }) => protocol === 'tcp')
      .map(({ state }) => state)
      .sort()
  }
}

/** The errno that something fails with. */
export async function errnoOf(what: () => unknown): Promise<string> {
  try {
    await what()
  } catch (error) {
    if (isErrno(error)) return error.errno
    throw error
  }
  return 'ok'
}

/** Two machines on one local network, 192.168.244.1 and .2. */
export class LanHosts {
  readonly machine = new NetMachine()
  readonly lan = new Lan(this.machine.kernel.scheduler, 100_000)
  readonly a = this.host(1)
  readonly b = this.host(2)

  private host(last: number): ProcessRecord {
    const record = this.machine.process()
    record.calls.unshare(['net'])
    const { net } = record.namespaces
    net.keepers = 1
    const card = addEthernet(net, 'ens33', `00:0c:29:00:00:0${last}`)
    this.lan.plug(card)
    setUp(card)
    addAddress(net.routes, card, { address: ip(`192.168.244.${last}`), length: 24 })
    return record
  }
}

/** Two network namespaces joined by a pair of devices that are both called eth0: a is .10, b is .20. */
export class TwoHosts {
  readonly machine = new NetMachine()
  private readonly records = { a: this.host(), b: this.host() }

  constructor() {
    const [a, b] = [this.records.a.namespaces.net, this.records.b.namespaces.net]
    const { first, second } = addVeth(
      { namespace: a, name: 'eth0', mac: '02:00:00:00:00:0a' },
      { namespace: b, name: 'eth0', mac: '02:00:00:00:00:0b' },
    )
    for (const [device, last] of [
      [first, '10'],
      [second, '20'],
    ] as const) {
      const { routes } = device.namespace
      addAddress(routes, device, {
        address: ip(`192.168.50.${last}`),
        length: 24,
        broadcast: ip('192.168.50.255'),
      })
      setUp(device.namespace.loopback)
      setUp(device)
      addAddress(routes, device, { address: ip(`fd00:50::${last}`), length: 64 })
    }
  }
  private host(): ProcessRecord {
    const record = this.machine.process()
    record.calls.unshare(['net'])
    record.namespaces.net.keepers = 1
    this.machine.kernel.settings.set(
      'net',
      record.namespaces.net.number,
      'net/ipv6/conf/default/accept_dad',
      '0',
    )
    return record
  }
  get a(): Process {
    return this.records.a.calls
  }
  get b(): Process {
    return this.records.b.calls
  }
  /** Runs something as a process of one of them. */
  async on(host: 'a' | 'b', body: (process: Process) => Promise<void>): Promise<void> {
    const { scheduler } = this.machine.kernel
    if (scheduler.running) {
      await body(this.records[host].calls)
      return
    }
    await this.machine.run(body, this.records[host])
  }
}
