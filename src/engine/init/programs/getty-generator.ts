import type { Process, Program } from '../../kernel/process.ts'
import { consoles } from '../command-line.ts'

/** Terminals on which logins are offered on their own (getty-generator.c). */
const VIRTUAL = ['hvc0', 'xvc0', 'hvsi0', 'sclp_line0', 'ttysclp0', '3270!tty1']

/** systemd-getty-generator(8): a login on every serial line that is a console. */
export const gettyGenerator: Program = {
  name: 'systemd-getty-generator',
  async run(p) {
    const [, folder = '/tmp'] = p.argv
    for (const name of consoles(p)) if (isSerial(p, name)) offer(p, folder, name)
    for (const name of VIRTUAL) if (p.exists(`/dev/${name}`)) offer(p, folder, name)
    return 0
  },
}

/** No virtual terminal, and there. */
const isSerial = (p: Process, name: string): boolean => !/^tty\d*$/.test(name) && p.exists(`/dev/${name}`)

function offer(p: Process, folder: string, terminal: string): void {
  const wants = `${folder}/getty.target.wants`
  if (!p.exists(wants)) p.mkdir(wants)
  const link = `${wants}/serial-getty@${terminal}.service`
  if (!p.exists(link)) p.symlink('/lib/systemd/system/serial-getty@.service', link)
}
