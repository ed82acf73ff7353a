import { type Instant, SECOND } from '../../base/time.ts'
import { CONFIGURATION } from '../../init/units/rest.ts'
import type { LayerEntry } from '../../vfs/entry.ts'
import type { World } from '../../world.ts'
import type { WorldOptions } from '../create.ts'
import { addedEntries } from '../host.ts'
import type { HostNetwork } from '../network.ts'
import { type LessonMachine, textFile } from '../reader.ts'
import { registryFiles } from '../registry-service.ts'
import { installDebian } from './installed.ts'
import { createPcWorld } from './world.ts'

/** Logs root in on the serial line, as getty(8)'s option does (systemd.unit(5), "drop-in"). */
const AUTOLOGIN = `[Service]
ExecStart=
ExecStart=-/sbin/agetty --autologin root --keep-baud 115200,57600,38400,9600 - $TERM
`

/** The host of a lesson as a PC: the same programs and files on the disk of an installed Debian. */
export async function readerPc(
  { host, registries, clock, seed, ports }: WorldOptions,
  { firmware, secureBoot, asksWho = false }: LessonMachine,
  start: readonly string[],
): Promise<World> {
  const time = clock - BigInt(1800 * SECOND)
  const more: LayerEntry[] = addedEntries(host, time).filter(({ path }) => !LEFT_OUT.test(path))
  if (!asksWho)
    more.push(textFile('etc/systemd/system/serial-getty@ttyS0.service.d/autologin.conf', AUTOLOGIN, time))
  more.push(...registryFiles(time), ...networkFiles(host.network, time))
  const signing = secureBoot === undefined ? undefined : (await import('./signed.ts')).SIGNED
  const installed = await installDebian({ firmware, signing, time, more })
  if (signing) installed.nvram.secureBoot = secureBoot
  if (start.length > 0) {
    const { prepareDisk } = await import('./prepare.ts')
    for (const { line, output, code } of await prepareDisk(installed, firmware, time, start))
      if (code !== 0) throw new Error(`${line}: exit ${code}: ${output}`)
  }
  return createPcWorld({
    installed,
    firmware,
    unchanged: start.length === 0,
    registries,
    network: host.network,
    clock,
    seed,
    ...(ports && { ports }),
  })
}

/** /etc/network/interfaces, as the installer writes it for a card with an address of its own. */
function networkFiles(network: HostNetwork | undefined, time: Instant): LayerEntry[] {
  const card = network?.interfaces.find(({ kind }) => kind === 'ethernet')
  if (!card) return []
  const path = 'etc/network/interfaces'
  const gateway = network?.gateway === undefined ? '' : `\tgateway ${network.gateway}\n`
  const text = `${CONFIGURATION[path]}
# The primary network interface
auto ${card.name}
iface ${card.name} inet static
\taddress ${card.addresses?.[0]}
${gateway}`
  return [textFile(path, text, time)]
}

/** What the installed system has of its own. */
const LEFT_OUT = /^(etc\/machine-id|usr\/lib\/systemd\/systemd|usr\/bin\/journalctl|var\/log\/journal\/.*)$/
