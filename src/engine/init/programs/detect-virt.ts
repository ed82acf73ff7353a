import type { Process } from '../../kernel/process.ts'
import { optionTable, parseOptions } from '../../userland/options.ts'
import { program } from '../../userland/program.ts'

const OPTIONS = optionTable(
  '[OPTIONS...]',
  '-c/--container -v/--vm -r/--chroot -q/--quiet --list !--private-users',
  {
    suite: 'systemd 252',
  },
)
const KNOWN =
  'none kvm amazon qemu bochs xen uml vmware oracle microsoft zvm parallels bhyve qnx acrn powervm apple sre vm-other systemd-nspawn lxc-libvirt lxc openvz docker podman rkt wsl proot pouch container-other'

/** The machine is a virtual one of this kind; undefined where it is none that is known. */
export const virtualization = (p: Process): string | undefined =>
  p.kernelLog().some(({ text }) => text.startsWith('DMI: QEMU')) ? 'qemu' : undefined

/** systemd-detect-virt: in what the system runs. */
export const detectVirt = program('systemd-detect-virt', async (io) => {
  const options = parseOptions(io, OPTIONS)
  if (options.has('list')) {
    await io.out.write(`${KNOWN.split(' ').join('\n')}\n`)
    return 0
  }
  // Those that are in a chroot say so by their exit code alone.
  if (options.has('r')) return io.p.stat('/').ino === io.p.stat('/proc/1/root/').ino ? 1 : 0
  const container = io.p.exists('/.dockerenv') ? 'docker' : undefined
  const found = options.has('c')
    ? container
    : options.has('v')
      ? virtualization(io.p)
      : (container ?? virtualization(io.p))
  if (!options.has('q')) await io.out.write(`${found ?? 'none'}\n`)
  return found === undefined ? 1 : 0
})
