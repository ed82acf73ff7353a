import type { Process } from '../../kernel/process.ts'
import { fieldsIn } from '../system-files.ts'

export type Transport = 'tcp' | 'udp'

/** Names of ports, as getservbyport(3) and getservbyname(3) find them in /etc/services. */
export class Services {
  private readonly byPort = new Map<string, string>()
  private readonly byName = new Map<string, number>()

  constructor(p: Process) {
    for (const [name = '', entry = '', ...aliases] of fieldsIn(p, '/etc/services')) {
      const [port = '', transport = ''] = entry.split('/')
      const key = `${port}/${transport}`
      if (!this.byPort.has(key)) this.byPort.set(key, name)
      for (const known of [name, ...aliases])
        if (!this.byName.has(`${known}/${transport}`)) this.byName.set(`${known}/${transport}`, Number(port))
    }
  }

  /** `http-alt` of 8080; undefined where the port has no name. */
  nameOf(port: number, transport: Transport): string | undefined {
    return this.byPort.get(`${port}/${transport}`)
  }
  /** The port of a name or a number; undefined for what is neither. */
  portOf(text: string, transport: Transport): number | undefined {
    if (/^\d+$/.test(text)) return Number(text)
    return this.byName.get(`${text}/${transport}`)
  }
}
