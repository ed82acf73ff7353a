import { isErrno } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import { namesIn, textAt } from '../../userland/system-files.ts'
import { kernelOption } from '../command-line.ts'

/**
 * Gives network cards the names by which they stay known: `ens33` for the card in slot 33 (systemd.net-naming-scheme(7)). `net.ifnames=0` on
 * the kernel's command line leaves the kernel's names.
 */
export function nameInterfaces(p: Process): void {
  if (kernelOption(p, 'net.ifnames') === '0') return
  const slots = new Map(
    namesIn(p, '/sys/bus/pci/slots').map((slot) => [
      textAt(p, `/sys/bus/pci/slots/${slot}/address`)?.trim(),
      slot,
    ]),
  )
  for (const name of namesIn(p, '/sys/class/net')) {
    if (!/^eth\d+$/.test(name)) continue
    const slot = slots.get(cardOf(p, name)?.replace(/\.\d$/, ''))
    if (slot === undefined) continue
    try {
      p.net.changeLink(name, { name: `ens${slot}` })
    } catch (error) {
      // Another has that name already.
      if (!isErrno(error)) throw error
    }
  }
}

/** Where an interface's card is on its bus; undefined where it is no card. */
function cardOf(p: Process, name: string): string | undefined {
  try {
    return p.readlink(`/sys/class/net/${name}/device`).split('/').at(-1)
  } catch (error) {
    if (!isErrno(error)) throw error
    return undefined
  }
}
