import { isErrno } from '../../base/errors.ts'
import type { Process, Program } from '../../kernel/process.ts'
import { contentsOf, tryHead } from '../../userland/disks/probe.ts'
import { mountsOf } from '../../userland/mount-table.ts'
import { kernelOption } from '../command-line.ts'
import { runCommand } from './run-command.ts'

/** What fsck(8) has done: bits of its exit status. */
const UNCORRECTED = 4
const REBOOT = 2

/** systemd-fsck: checks a device, or the root's where none is named (systemd-fsck@.service(8)). */
export const systemdFsck: Program = {
  name: 'systemd-fsck',
  async run(p) {
    const mode = kernelOption(p, 'fsck.mode')
    if (mode === 'skip') return 0
    const device = p.argv[1] ?? rootDevice(p)
    if (device === undefined) return 0
    const type = await typeOf(p, device)
    if (type === undefined || !p.exists(`/sbin/fsck.${type}`)) {
      await p.write(2, `fsck.${type ?? 'auto'} doesn't exist, not checking file system on ${device}.\n`)
      return 0
    }
    await tellFsckd(p)
    const code = await runCommand(p, ['/sbin/fsck', '-a', '-T', '-l', '-M', '-C5', device])
    if ((code & REBOOT) !== 0 && (code & UNCORRECTED) === 0) return 0
    if ((code & UNCORRECTED) !== 0) {
      await p.write(2, `fsck failed with exit status ${code}.\n`)
      return 1
    }
    return 0
  },
}

/** fsckd collects how far all checks are; it starts when somebody calls. */
async function tellFsckd(p: Process): Promise<void> {
  try {
    await p.connect('/run/systemd/fsck.progress').call(null)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

const rootDevice = (p: Process): string | undefined =>
  mountsOf(p).find(({ path, source }) => path === '/' && source.startsWith('/dev/'))?.source

async function typeOf(p: Process, device: string): Promise<string | undefined> {
  const head = await tryHead(p, device)
  return head && contentsOf(head)?.type
}

/** systemd-fsckd: hears how far checks are; it ends when nobody checks for half a minute. */
export const systemdFsckd: Program = {
  name: 'systemd-fsckd',
  async run(p) {
    let ended = false
    p.onSignal('SIGTERM', () => {
      ended = true
    })
    for (let left = 30; left > 0 && !ended; left--) await p.sleep(1e9)
    return 0
  },
}
