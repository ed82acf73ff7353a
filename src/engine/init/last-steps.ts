import { isErrno } from '../base/errors.ts'
import type { PowerAction } from '../kernel/platform.ts'
import type { Process } from '../kernel/process.ts'
import { mountsOf } from '../userland/mount-table.ts'

const WORDS: Readonly<Record<PowerAction, string>> = {
  poweroff: 'Powering off.',
  restart: 'Rebooting.',
  halt: 'Halting system.',
}

/** systemd-shutdown: what is left is ended and unmounted, then the machine (shutdown.c). */
export async function systemdShutdown(p: Process, action: PowerAction): Promise<number> {
  const log = logger(p, 'systemd-shutdown')
  await log('Syncing filesystems and block devices.')
  await log('Sending SIGTERM to remaining processes...')
  killAll(p, 'SIGTERM')
  await p.sleep(20e6)
  await log('Sending SIGKILL to remaining processes...')
  killAll(p, 'SIGKILL')
  await p.sleep(10e6)
  await log('Unmounting file systems.')
  await unmountAll(p)
  await log('All filesystems unmounted.')
  await log('Deactivating swaps.')
  await log('All swaps deactivated.')
  await log('Detaching loop devices.')
  await log('All loop devices detached.')
  await log('Stopping MD devices.')
  await log('All MD devices stopped.')
  await log('Detaching DM devices.')
  await log('All DM devices detached.')
  await log('All filesystems, swaps, loop devices, MD devices and DM devices detached.')
  await log('Syncing filesystems and block devices.')
  await log(WORDS[action])
  return p.reboot(action)
}

function logger(p: Process, name: string, pid = 1): (text: string) => Promise<void> {
  return async (text) => {
    try {
      const fd = p.open('/dev/kmsg', { write: true })
      await p.write(fd, `<30>${name}[${pid}]: ${text}\n`)
      p.close(fd)
    } catch (error) {
      if (!isErrno(error)) throw error
    }
  }
}

function killAll(p: Process, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    p.kill(-1, signal)
  } catch (error) {
    if (!isErrno(error, 'ESRCH')) throw error
  }
}

/** File systems of devices are unmounted, the root becomes read-only. */
async function unmountAll(p: Process): Promise<void> {
  for (const { path, type, shared } of mountsOf(p).toReversed()) {
    if (!['ext4', 'vfat', 'ext3', 'ext2'].includes(type)) continue
    try {
      if (path === '/') {
        const data = shared.filter((option) => option !== 'rw' && option !== 'ro').join(',')
        await logger(p, '(sd-remount)', p.pid + 1)(`Remounting '/' read-only with options '${data}'.`)
        p.mount({ kind: 'remount', target: '/', readOnly: true, data })
      } else p.umount(path)
    } catch (error) {
      if (!isErrno(error)) throw error
    }
  }
}
