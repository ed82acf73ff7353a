import { FsError } from '../../base/errors.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Journey } from '../../kernel/net/journey.ts'
import type { ProcessRecord } from '../../kernel/record.ts'
import { PACKETS_SOCKET, type PacketsRequest } from '../../strata/packets.ts'
import { type Names, pathOf } from './path.ts'

/** Packets of one watch at most. */
const MOST = 1000

/** Follows packets for processes of the host, as `strata path` asks; for each as long as it lives. */
export function followPackets(kernel: Kernel, owner: ProcessRecord, names: Names): void {
  const watches = new Map<number, { readonly seen: Journey[]; readonly end: () => void }>()
  let last = 0
  kernel.services.listenHidden(PACKETS_SOCKET, owner, async (request, caller) => {
    const asked = request as PacketsRequest
    if (asked.kind === 'watch') {
      const number = ++last
      const seen: Journey[] = []
      const end = kernel.packetWatch.watch((journey) => {
        if (seen.length < MOST) seen.push(journey)
      })
      watches.set(number, { seen, end })
      caller.onGone(() => {
        watches.get(number)?.end()
        watches.delete(number)
      })
      return number
    }
    const watch = watches.get(asked.watch)
    if (!watch) throw new FsError('EINVAL')
    watch.end()
    watches.delete(asked.watch)
    return watch.seen.map((journey) => pathOf(journey, names))
  })
}
