import { type Body, textBody } from '../../base/body.ts'
import { later } from '../../base/later.ts'
import type { Instant } from '../../base/time.ts'
import { unixSeconds } from '../../base/time.ts'
import { Disk } from '../../boot/disk/disk.ts'
import { Volume } from '../../boot/disk/volume.ts'
import { emptyNvram, type Nvram } from '../../boot/firmware/nvram.ts'
import { MODULES as GRUB_MODULES } from '../../boot/grub/commands/registry.ts'
import { biosTemplates, bootImage, coreImage } from '../../boot/grub/images.ts'
import { find } from '../../boot/grub/tree-path.ts'
import { RESERVE } from '../../boot/reserve.ts'
import { type ImageSigning, kernelImage } from '../../boot/start/kernel-image.ts'
import { systemdEntries } from '../../init/units/entries.ts'
import { programBody } from '../../registry/recipe.ts'
import { generatedBody } from '../../registry/texture.ts'
import { grubConfig } from '../../userland/boot/grub-config.ts'
import { type InitramfsSource, initramfsImage } from '../../userland/initramfs/image.ts'
import { SECTOR } from '../../vfs/blocks/bytes.ts'
import { writeMbr } from '../../vfs/blocks/mbr.ts'
import type { LayerEntry } from '../../vfs/entry.ts'
import { FatFs } from '../../vfs/fat-fs.ts'
import { type Filesystem, type Ino, isDirectory } from '../../vfs/filesystem.ts'
import { layerTree } from '../../vfs/layer-tree.ts'
import { TreeFs } from '../../vfs/tree-fs.ts'
import { Filler } from './filler.ts'
import { DISK_ID, LAYOUT, type Part, SECTORS } from './layout.ts'
import { GRUB_MODULE, RELEASE, rootEntries, VERSION } from './root-files.ts'

/** A disk with Debian on it, and what the installer told the firmware. */
export interface Installed {
  readonly disk: Disk
  readonly nvram: Nvram
  readonly parts: readonly Part[]
  /** What its root file system was made of. */
  readonly system: readonly LayerEntry[]
}

/** Signatures of what is installed, for a machine with UEFI whose firmware has the keys that PCs are sold with. */
export interface Signing {
  readonly kernel: ImageSigning
  module(module: Body): Body
  /** Files on the root file system that grub-install takes from. */
  readonly packages: readonly (readonly [path: string, body: Body])[]
  /** Files of the ESP; `uuid`: that of the file system with GRUB's files. */
  esp(uuid: string): readonly (readonly [path: string, body: Body])[]
}

export interface InstallOptions {
  readonly firmware: 'bios' | 'uefi'
  readonly signing?: Signing | undefined
  /** When it was installed. */
  readonly time: Instant
  /** Files of other packages on the root file system. */
  readonly more?: readonly LayerEntry[]
}

/** When Debian built the packages. */
const PACKED = { systemd: 1_777_290_000_000_000_000n }

/** Bytes of the kernel's file. */
const KERNEL_SIZE = 8_222_656
const CONFIG_SIZE = 259_569

/** Debian's kernel; a signature is part of its file. */
export const debianKernel = (signing?: Signing): Body =>
  kernelImage({ release: RELEASE, version: VERSION }, KERNEL_SIZE, signing?.kernel)

/** Most machines have a BIOS. */
const UEFI = later(async () => {
  await RESERVE.load()
  return import('./uefi-disk.ts')
})

/** Debian 12 as its installer leaves it: kernel, initramfs, GRUB, fstab. */
export async function installDebian({
  firmware,
  signing,
  time,
  more = [],
}: InstallOptions): Promise<Installed> {
  const parts = LAYOUT[firmware]
  const efi = firmware === 'uefi' ? await UEFI() : undefined
  const trees = new Map<Part['role'], TreeFs>()
  const packages = (signing?.packages ?? []).map(([path, body]): LayerEntry => {
    const mode = path.startsWith('usr/bin/') ? 0o755 : 0o644
    return { kind: 'file', path, body, mode, uid: 0, gid: 0, mtime: time }
  })
  const system = rootEntries({
    time,
    parts,
    firmware,
    module: signing?.module,
    templates: efi?.efiTemplates ?? biosTemplates,
    more: [...systemdEntries(PACKED.systemd), ...packages, ...more],
  })
  parts.forEach((part, i) => {
    if (part.kind === 'swap') return
    const dev = 0x801 + i
    const tree =
      part.role === 'root'
        ? {
            tree: layerTree(system, time),
          }
        : { time }
    const Made = part.kind === 'vfat' ? FatFs : TreeFs
    const fs = new Made({ type: part.kind, dev, ...tree })
    if (part.capacity) fs.capacity = part.capacity
    trees.set(part.role, fs)
  })
  fillBoot(trees.get('boot')!, trees.get('root')!, { parts, firmware, signing, time })
  const esp = trees.get('efi')
  const uuid = parts.find(({ role }) => role === 'boot')!.uuid
  if (esp) efi?.fillEsp(esp, signing?.esp(uuid), uuid, time)
  const volumes = parts.map((part, i) => ({
    start: part.start,
    sectors: part.sectors,
    volume: new Volume({
      kind: part.kind,
      uuid: part.uuid,
      label: part.role === 'efi' ? 'EFI' : part.role,
      blockSize: part.blockSize,
      sectors: part.sectors,
      dev: 0x801 + i,
      ...(trees.has(part.role) && { fs: trees.get(part.role)! }),
    }),
  }))
  const disk = new Disk(SECTORS, volumes)
  const nvram = emptyNvram()
  if (efi) {
    efi.writeGptDisk(disk, parts)
    efi.addEntries(nvram, parts, signing !== undefined)
  } else {
    const first = new Uint8Array(SECTOR)
    first.set(bootImage())
    const entries = parts.map(({ role, start, sectors }) => ({
      active: role === 'boot',
      type: role === 'swap' ? 0x82 : 0x83,
      start,
      sectors,
    }))
    writeMbr(first, entries, DISK_ID.bios)
    disk.overwrite(0, first)
    disk.overwrite(SECTOR, coreImage({ prefix: '(,msdos1)/grub', uuid: undefined }))
  }
  return { disk, nvram, parts, system }
}

/** /boot: the kernel's package, the initramfs, GRUB's folder. */
function fillBoot(
  boot: TreeFs,
  root: TreeFs,
  { parts, firmware, signing, time }: InstallOptions & { readonly parts: readonly Part[] },
): void {
  const efi = firmware === 'uefi'
  const fill = new Filler(boot, time)
  fill.folder('lost+found', 0o700)
  const seconds = unixSeconds(time)
  fill.file(
    `initrd.img-${RELEASE}`,
    initramfsImage(treeSource(root), { release: RELEASE, rootType: undefined, time: seconds }),
  )
  fill.file(
    `System.map-${RELEASE}`,
    textBody('ffffffffffffffff B The real System.map is in the linux-image-<version>-dbg package\n'),
  )
  fill.file(`config-${RELEASE}`, generatedBody(CONFIG_SIZE, 'text', 'kernel config'))
  fill.file(`vmlinuz-${RELEASE}`, debianKernel(signing))
  const platform = efi ? 'x86_64-efi' : 'i386-pc'
  fill.folder('grub/locale')
  fill.file('grub/fonts/unicode.pf2', generatedBody(2_394_108, 'packed', 'unicode.pf2'))
  fill.folder(`grub/${platform}`)
  for (const name of GRUB_MODULES)
    fill.file(`grub/${platform}/${name}.mod`, programBody(`grub:${name}`, 'amd64', GRUB_MODULE))
  fill.file('grub/grubenv', textBody('# GRUB Environment Block\n'.padEnd(1024, '#')))
  const uuidOf = (role: Part['role']): string => parts.find((part) => part.role === role)!.uuid
  const number = parts.findIndex(({ role }) => role === 'boot') + 1
  const config = grubConfig({
    settings: new Map([
      ['GRUB_CMDLINE_LINUX', 'console=ttyS0,115200'],
      ['GRUB_TERMINAL', 'serial'],
      ['GRUB_SERIAL_COMMAND', 'serial --speed=115200 --unit=0 --word=8 --parity=no --stop=1'],
    ]),
    kernels: [{ release: RELEASE, initrd: true }],
    rootUuid: uuidOf('root'),
    bootUuid: uuidOf('boot'),
    device: efi ? `hd0,gpt${number}` : `hd0,msdos${number}`,
    folder: '',
    efi,
  })
  fill.file('grub/grub.cfg', textBody(config), 0o444)
  if (efi) fill.folder('efi', 0o700)
}

/** A tree as what an initramfs is made from. */
function treeSource(fs: Filesystem): InitramfsSource {
  const below = (ino: Ino, path: string): string[] =>
    fs.readdir(ino).flatMap((entry) => {
      const inner = `${path}/${entry.name}`
      return isDirectory(entry.type) ? below(entry.ino, inner) : [inner]
    })
  return {
    file: (path) => {
      const found = find(fs, path)
      return found?.kind === 'file'
        ? { mode: found.stat.mode, mtime: unixSeconds(found.stat.mtime), body: found.body }
        : undefined
    },
    below: (path) => {
      const found = find(fs, path)
      return found?.kind === 'directory' ? below(found.ino, path) : []
    },
  }
}
