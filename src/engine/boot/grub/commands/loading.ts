import { concatBody } from '../../../base/body.ts'
import { isKernelImage } from '../../start/kernel-image.ts'
import { splitPath } from '../devices.ts'
import { fileNotFound, GrubError, noKernel } from '../errors.ts'
import { typed } from '../later.ts'
import { type Command, Leave } from '../shell.ts'

/** `linux FILE ARGS…`: the kernel and its command line. */
const linux: Command = (grub, [file, ...args]) => {
  if (file === undefined) throw new GrubError('filename expected')
  const body = grub.file(file)
  if (!isKernelImage(body)) throw new GrubError('invalid magic number')
  if (grub.trusts && !grub.trusts(body)) throw new GrubError('bad shim signature')
  grub.loaded.image = body
  grub.loaded.commandLine = [`BOOT_IMAGE=${file}`, ...args].join(' ')
  delete grub.loaded.initrd
  return 0
}

/** `initrd FILE…`: archives, one after another. */
const initrd: Command = (grub, files) => {
  if (files.length === 0) throw new GrubError('filename expected')
  if (!grub.loaded.image) throw noKernel()
  grub.loaded.initrd = concatBody(files.map((file) => grub.file(file)))
  return 0
}

const boot: Command = ({ loaded }) => {
  const { image, commandLine = '', initrd: archive } = loaded
  if (!image) throw noKernel()
  throw new Leave({ kind: 'kernel', kernel: { image, commandLine, initrd: archive } })
}

const leave =
  (kind: 'restart' | 'poweroff'): Command =>
  () => {
    throw new Leave({ kind })
  }

/** Starts again, into the setup of the firmware (GRUB manual, "fwsetup"). */
const fwsetup: Command = ({ pc }) => {
  pc.nvram.setup = true
  throw new Leave({ kind: 'restart' })
}

const insmod: Command = (grub, [name]) => {
  if (name === undefined) throw new GrubError('one argument expected')
  if (name.includes('/')) {
    if (grub.open(name).kind !== 'file') throw fileNotFound(splitPath(name).path)
    if (grub.trusts) throw new GrubError('prohibited by secure boot policy')
    return 0
  }
  grub.insmod(name)
  return 0
}

export const LOADING: readonly (readonly [string, Command, module?: string])[] = [
  ['linux', linux, 'linux'],
  ['linux16', linux, 'linux16'],
  ['initrd', initrd, 'linux'],
  ['initrd16', initrd, 'linux16'],
  ['boot', boot, 'boot'],
  ['chainloader', typed('chainloader'), 'chain'],
  ['reboot', leave('restart'), 'reboot'],
  ['halt', leave('poweroff'), 'halt'],
  ['exit', leave('restart')],
  ['fwsetup', fwsetup, 'efifwsetup'],
  ['insmod', insmod],
]
