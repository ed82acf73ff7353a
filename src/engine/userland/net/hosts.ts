import { canonicalIp } from '../../base/ip.ts'
import type { Process } from '../../kernel/process.ts'
import { fieldsIn } from '../system-files.ts'

/** Names and addresses of /etc/hosts (hosts(5)). */
export class HostNames {
  private readonly lines: { readonly address: string; readonly names: readonly string[] }[]
  constructor(p: Process) {
    this.lines = fieldsIn(p, '/etc/hosts').flatMap(([text = '', ...names]) => {
      const address = canonicalIp(text)
      return address === undefined ? [] : [{ address, names }]
    })
  }
  /** The first name of an address; undefined where it is not in the file. */
  nameOf(address: string): string | undefined {
    return this.lines.find((line) => line.address === address)?.names[0]
  }
  /** Addresses of a name, in their order. */
  addressesOf(name: string): string[] {
    const wanted = name.toLowerCase()
    return this.lines
      .filter(({ names }) => names.some((own) => own.toLowerCase() === wanted))
      .map((line) => line.address)
  }
  /** The name that comes first where this one stands. */
  canonical(name: string): string | undefined {
    return this.lines.find(({ names }) => names.includes(name))?.names[0]
  }
  /** All lines, as `getent hosts` shows them. */
  get all(): readonly { readonly address: string; readonly names: readonly string[] }[] {
    return this.lines
  }
}
