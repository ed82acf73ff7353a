import { NetworkError } from '../../base/http.ts'
import { MILLISECOND } from '../../base/time.ts'
import type { Kernel } from '../kernel.ts'
import type { Process } from '../process.ts'
import type { ProcessRecord } from '../record.ts'

/** There and back, over the loopback interface or the network. */
const ROUND_TRIP = 2 * MILLISECOND

/** HTTP over the network, as whole messages. */
export const httpCall = (kernel: Kernel, record: ProcessRecord): Pick<Process, 'http'> => ({
  async http(address, request) {
    const { network } = kernel.options
    if (!network) throw new NetworkError('unknown-host', `lookup ${address.host}: no such host`)
    const serve = network.reach(address, record.namespaces.net === kernel.network)
    await kernel.scheduler.sleep(ROUND_TRIP)
    return serve(request, kernel.now())
  },
})
