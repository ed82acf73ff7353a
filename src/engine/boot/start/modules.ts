/** A module of Debian's kernel: its file's size in bytes, those that it uses, and for which devices it is. */
export interface ModuleFacts {
  readonly size: number
  readonly uses: readonly string[]
  /** Patterns of modules.alias. */
  readonly alias: readonly string[]
  /** Below /lib/modules/RELEASE/kernel. */
  readonly folder: string
}

/** name, size, folder, what it uses, aliases. */
const TABLE: readonly (readonly [string, number, string, string, ...string[]])[] = [
  ['crct10dif_common', 16384, 'lib', ''],
  ['crct10dif_generic', 16384, 'crypto', 'crct10dif_common', 'crypto-crct10dif'],
  ['crc64', 20480, 'lib', ''],
  ['crc64_rocksoft', 20480, 'lib', 'crc64'],
  ['crc_t10dif', 20480, 'lib', 'crct10dif_common'],
  ['t10_pi', 16384, 'block', 'crc64_rocksoft crc_t10dif'],
  ['scsi_common', 16384, 'drivers/scsi', ''],
  ['scsi_mod', 286720, 'drivers/scsi', 'scsi_common'],
  ['libata', 401408, 'drivers/ata', 'scsi_mod scsi_common'],
  ['libahci', 49152, 'drivers/ata', 'libata'],
  ['ahci', 49152, 'drivers/ata', 'libahci libata', 'pci:v00008086d00002922sv*sd*bc01sc06i01*'],
  ['sd_mod', 65536, 'drivers/scsi', 'scsi_mod t10_pi crc_t10dif', 'scsi:t-0x00*'],
  ['lpc_ich', 28672, 'drivers/mfd', '', 'pci:v00008086d00002918sv*sd*bc*sc*i*'],
  ['i2c_smbus', 20480, 'drivers/i2c', ''],
  ['i2c_i801', 36864, 'drivers/i2c/busses', 'i2c_smbus', 'pci:v00008086d00002930sv*sd*bc*sc*i*'],
  ['psmouse', 184320, 'drivers/input/mouse', '', 'serio:ty01pr*id*ex*'],
  ['crc32c_generic', 16384, 'crypto', '', 'crypto-crc32c'],
  ['crc16', 16384, 'lib', ''],
  ['mbcache', 16384, 'fs', ''],
  ['jbd2', 167936, 'fs/jbd2', ''],
  ['ext4', 983040, 'fs/ext4', 'crc16 mbcache jbd2', 'fs-ext4', 'fs-ext3', 'fs-ext2'],
  ['fat', 90112, 'fs/fat', ''],
  ['vfat', 20480, 'fs/fat', 'fat', 'fs-vfat'],
  ['nls_cp437', 20480, 'fs/nls', '', 'nls_cp437'],
  ['nls_ascii', 16384, 'fs/nls', '', 'nls_ascii'],
  ['efivarfs', 24576, 'fs/efivarfs', '', 'fs-efivarfs'],
  ['autofs4', 53248, 'fs/autofs', '', 'fs-autofs'],
  ['overlay', 163840, 'fs/overlayfs', '', 'fs-overlay'],
  ['fuse', 176128, 'fs/fuse', '', 'fs-fuse'],
  ['configfs', 57344, 'fs/configfs', '', 'fs-configfs'],
  ['dm_mod', 184320, 'drivers/md', ''],
  ['loop', 32768, 'drivers/block', ''],
  ['drm', 614400, 'drivers/gpu/drm', ''],
  ['bochs', 16384, 'drivers/gpu/drm/tiny', 'drm', 'pci:v00001234d00001111sv*sd*bc*sc*i*'],
  ['iTCO_vendor_support', 16384, 'drivers/watchdog', ''],
  ['iTCO_wdt', 16384, 'drivers/watchdog', 'iTCO_vendor_support', 'platform:iTCO_wdt'],
  ['efi_pstore', 16384, 'drivers/firmware/efi', ''],
  ['sg', 40960, 'drivers/scsi', 'scsi_mod', 'scsi:t-0x00*'],
  ['sr_mod', 28672, 'drivers/scsi', 'scsi_mod', 'scsi:t-0x05*'],
  ['cdrom', 81920, 'drivers/cdrom', ''],
  ['nvme', 61440, 'drivers/nvme/host', '', 'pci:v*d*sv*sd*bc01sc08i02*'],
  ['usb_common', 16384, 'drivers/usb/common', ''],
  ['usbcore', 344064, 'drivers/usb/core', 'usb_common'],
  ['ehci_hcd', 102400, 'drivers/usb/host', 'usbcore usb_common'],
  ['ehci_pci', 20480, 'drivers/usb/host', 'ehci_hcd usbcore', 'pci:v*d*sv*sd*bc0Csc03i20*'],
  ['ohci_hcd', 61440, 'drivers/usb/host', 'usbcore usb_common'],
  ['ohci_pci', 20480, 'drivers/usb/host', 'ohci_hcd usbcore', 'pci:v*d*sv*sd*bc0Csc03i10*'],
  ['uhci_hcd', 57344, 'drivers/usb/host', 'usbcore usb_common', 'pci:v*d*sv*sd*bc0Csc03i00*'],
  ['hid', 163840, 'drivers/hid', ''],
  ['usbhid', 65536, 'drivers/hid/usbhid', 'hid usbcore'],
  ['xhci_hcd', 319488, 'drivers/usb/host', 'usbcore usb_common'],
  ['xhci_pci', 24576, 'drivers/usb/host', 'xhci_hcd usbcore', 'pci:v*d*sv*sd*bc0Csc03i30*'],
  ['e1000', 176128, 'drivers/net/ethernet/intel/e1000', '', 'pci:v00008086d0000100Esv*sd*bc*sc*i*'],
  ['virtio', 16384, 'drivers/virtio', ''],
  ['virtio_ring', 45056, 'drivers/virtio', 'virtio'],
  ['virtio_blk', 32768, 'drivers/block', 'virtio virtio_ring', 'virtio:d00000002v*'],
  ['btrfs', 1781760, 'fs/btrfs', '', 'fs-btrfs'],
  ['xfs', 1957888, 'fs/xfs', '', 'fs-xfs'],
]

export const MODULES: ReadonlyMap<string, ModuleFacts> = new Map(
  TABLE.map(([name, size, folder, uses, ...alias]) => [
    name,
    { size, folder, uses: uses.split(' ').filter(Boolean), alias },
  ]),
)

/** Files are named with `-` where Debian names them so. */
const DASHED = new Set([
  'crc64_rocksoft',
  'crc_t10dif',
  't10_pi',
  'i2c_smbus',
  'i2c_i801',
  'dm_mod',
  'efi_pstore',
  'usb_common',
  'ehci_hcd',
  'ehci_pci',
  'ohci_hcd',
  'ohci_pci',
  'uhci_hcd',
  'xhci_hcd',
  'xhci_pci',
  'lpc_ich',
])
const fileName = (name: string): string =>
  `${DASHED.has(name) && !['dm_mod', 'lpc_ich', 'efi_pstore'].includes(name) ? name.replaceAll('_', '-') : name.replace('dm_mod', 'dm-mod')}.ko`

/** `kernel/drivers/ata/ahci.ko`: where a module lies below /lib/modules/RELEASE. */
export const modulePath = (name: string): string => `kernel/${MODULES.get(name)!.folder}/${fileName(name)}`

/** modules.dep, as depmod(8) writes it: a file and all those that it needs. */
export function modulesDep(names: readonly string[]): string {
  const needs = (name: string): string[] => {
    const own = MODULES.get(name)!.uses.filter((used) => names.includes(used))
    return [...new Set(own.flatMap((used) => [used, ...needs(used)]))]
  }
  return names
    .map(
      (name) =>
        `${modulePath(name)}:${needs(name)
          .map((each) => ` ${modulePath(each)}`)
          .join('')}\n`,
    )
    .join('')
}

/** modules.alias. */
export const modulesAlias = (names: readonly string[]): string =>
  `# Aliases extracted from modules themselves.\n${names
    .flatMap((name) => MODULES.get(name)!.alias.map((pattern) => `alias ${pattern} ${name}\n`))
    .join('')}`
