import { FsError } from '../../base/errors.ts'
import { isBlockDevice } from '../../vfs/filesystem.ts'
import type { BlockDevice } from '../block-devices.ts'
import { type Capability, capable } from '../capabilities.ts'
import type { Kernel } from '../kernel.ts'
import type { Process } from '../process.ts'
import { type ProcessRecord, viewOf } from '../record.ts'
import { isSwap } from '../swap.ts'
import { resolve } from '../walk.ts'

type MachineCalls = Pick<
  Process,
  'initModule' | 'deleteModule' | 'kernelLog' | 'reboot' | 'swapOn' | 'swapOff' | 'rereadPartitions'
>

/** Calls on the machine itself (init_module(2), syslog(2), reboot(2), swapon(2)). */
export function machineCalls(kernel: Kernel, record: ProcessRecord): MachineCalls {
  const demand = (capability: Capability): void => {
    if (!capable(record.credentials, capability)) throw new FsError('EPERM')
  }
  const { platform } = kernel.options
  const device = (path: string): BlockDevice => {
    const { mount, ino } = resolve(viewOf(record), path)
    const { mode, rdev } = mount.fs.stat(ino)
    const found = isBlockDevice(mode) ? kernel.blockDevices.get(rdev.major, rdev.minor) : undefined
    if (!found) throw new FsError('EINVAL')
    return found
  }
  const { blockDevices } = kernel
  return {
    initModule: async (module) => {
      demand('SYS_MODULE')
      const driver = platform?.driverIn(module)
      if (!driver) throw new FsError('ENOEXEC')
      await kernel.modules.load(kernel, driver)
    },
    deleteModule: (name) => {
      demand('SYS_MODULE')
      kernel.modules.unload(kernel, name)
    },
    kernelLog: () => kernel.log.records,
    reboot: async (action) => {
      demand('SYS_BOOT')
      const { power } = platform ?? kernel.options
      if (!power) throw new FsError('ENOTSUP')
      for (const line of platform?.farewells(action) ?? []) kernel.log.print(line)
      for (const line of LAST_WORDS[action]) kernel.log.print(line, 0)
      power(action)
      return kernel.scheduler.never()
    },
    swapOn: (path) => {
      demand('SYS_ADMIN')
      const found = device(path)
      if (!found.content || !isSwap(found.content())) throw new FsError('EINVAL')
      const name = `/dev/${found.name}`
      if (blockDevices.swaps.some((area) => area.path === name)) throw new FsError('EBUSY')
      const kib = found.sectors / 2 - 4
      const priority = -2 - blockDevices.swaps.length
      blockDevices.swaps.push({ path: name, kib, priority })
      kernel.log.print(`Adding ${kib}k swap on ${name}.  Priority:${priority} extents:1 across:${kib}k FS`)
    },
    rereadPartitions: (path) => {
      demand('SYS_ADMIN')
      const { reread } = device(path)
      if (!reread) throw new FsError('EINVAL')
      return reread()
    },
    swapOff: (path) => {
      demand('SYS_ADMIN')
      const name = `/dev/${device(path).name}`
      const at = blockDevices.swaps.findIndex((area) => area.path === name)
      if (at < 0) throw new FsError('EINVAL')
      blockDevices.swaps.splice(at, 1)
    },
  }
}

/** What the kernel says before it gives the machine away (kernel/reboot.c). */
const LAST_WORDS = {
  restart: ['reboot: Restarting system', 'reboot: machine restart'],
  poweroff: ['reboot: Power down'],
  halt: ['reboot: System halted'],
} as const
