import { SECOND } from '../../base/time.ts'
import { typesOnDevice } from '../../kernel/filesystem-types.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import { LEVEL } from '../../kernel/kernel-log.ts'
import type { Facts } from './lines.ts'
import { panic } from './panic.ts'

/**
 * Mounting root= without an initramfs (init/do_mounts.c). Debian's kernel has neither disk drivers nor file systems for disks
 * built in, so there is nothing to mount; what it says, and the name of the device for the panic.
 */
async function mountRoot(kernel: Kernel, { parameters }: Facts): Promise<string> {
  const { root, rootwait, rootdelay } = parameters
  if (rootdelay > 0) {
    kernel.log.print(`Waiting ${rootdelay} sec before mounting root device...`)
    await kernel.scheduler.sleep(rootdelay * SECOND)
  }
  const name = root?.startsWith('/dev/') ? root.slice(5) : root
  const device = kernel.blockDevices.all.find((each) => each.name === name)
  if (!device && rootwait && root !== undefined) {
    kernel.log.print(`Waiting for root device ${root}...`)
    await kernel.scheduler.block(() => () => {})
  }
  kernel.log.print('List of all partitions:', LEVEL.emerg)
  const types = typesOnDevice(kernel)
  kernel.log.print(
    `No filesystem could mount root, tried: ${types.map((type) => ` ${type}`).join('')}`,
    LEVEL.emerg,
  )
  kernel.log.print('', LEVEL.emerg)
  return `unknown-block(${device ? `${device.major},${device.minor}` : '0,0'})`
}

/** The end of a kernel that no initramfs gives a first program. */
export async function noRoot(kernel: Kernel, facts: Facts): Promise<void> {
  const why = `VFS: Unable to mount root fs on ${await mountRoot(kernel, facts)}`
  await panic(kernel, facts, why, { comm: 'swapper/0', trace: 'root' })
}
