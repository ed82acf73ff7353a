import { bytesOf } from '../../base/body.ts'
import { crc32 } from '../../base/crc32.ts'
import { isErrno } from '../../base/errors.ts'
import { decode, encode } from '../../base/text.ts'
import { type Partition, tableOf, tryHead } from '../disks/probe.ts'
import { optionTable, parseOptions } from '../options.ts'
import { Failure, type Io, type Main, program } from '../program.ts'
import { namesIn } from '../system-files.ts'
import { BootVariables, entryName } from './boot-entries.ts'
import { filePath } from './device-path.ts'
import { type GrubPlace, placeOf } from './grub-place.ts'

const OPTIONS = optionTable(
  '[OPTION] [INSTALL_DEVICE]',
  `--boot-directory: --bootloader-id: --efi-directory: --force --no-nvram --recheck --removable --target: -v/--verbose -V/--version
   --no-floppy --no-uefi-secure-boot --uefi-secure-boot -d/--directory: -s/--skip-fs-probe -?/--help !--modules: !--install-modules:
   !--themes: !--fonts: !--locales: !--compress: !--core-compress: !--allow-floppy !--pubkey: !--sbat: !--disk-module: !--no-bootsector !--no-rs-codes
   !--force-extra-removable !--force-file-id !--macppc-directory: !--product-version: !--label-font: !--label-color: !--label-bgcolor:`,
)

/** What kernel.img begins with, and where its text lies behind that: size, sum, text. */
const MARK = 'GRUBcore'
const [SIZE, SUM, TEXT] = [8, 12, 16]
/** The part of a first sector that is code. */
const CODE = 440
const SECTOR = 512
const SHIM = '/usr/lib/shim/shimx64.efi.signed'
const NO_EMBEDDING =
  'grub-install: error: embedding is not possible, but this is required for RAID and LVM install.'

/** `grub-install`: GRUB's files into /boot/grub, its images where the firmware starts them. */
const main: Main = async (io) => {
  const { p } = io
  const options = parseOptions(io, OPTIONS)
  if (options.has('V')) {
    await io.out.write('grub-install (GRUB) 2.06-13+deb12u2\n')
    return 0
  }
  const efi = p.exists('/sys/firmware/efi')
  const platform = options.get('target') ?? (efi ? 'x86_64-efi' : 'i386-pc')
  const from = options.get('d') ?? `/usr/lib/grub/${platform}`
  if (!p.exists(`${from}/modinfo.sh`))
    throw new Failure(`error: ${from}/modinfo.sh doesn't exist. Please specify --target or --directory.`)
  if (platform !== 'i386-pc' && platform !== 'x86_64-efi')
    throw new Failure(`${platform}: this platform is not part of this simulation`)
  await io.stderr(`Installing for ${platform} platform.\n`)
  const folder = `${options.get('boot-directory') ?? '/boot'}/grub`
  const [device] = options.operands
  if (platform === 'i386-pc' && device === undefined)
    throw new Failure("error: install device isn't specified.")
  const boot = await placeOf(p, folder.slice(0, -'/grub'.length))
  copyModules(io, from, `${folder}/${platform}`)
  const image = (prefix: string, uuid?: string): Uint8Array =>
    withText(
      bytesOf(p.readFile(`${from}/kernel.img`)).slice(),
      `${uuid === undefined ? '' : `search.fs_uuid ${uuid} root\n`}prefix=${prefix}\n\0`,
    )
  if (platform === 'i386-pc') {
    const core = image(`(,${boot.device.split(',')[1]})${boot.folder}/grub`)
    p.writeFile(`${folder}/${platform}/core.img`, core, 0o644)
    await embed(io, device!, bytesOf(p.readFile(`${from}/boot.img`)), core)
  } else {
    const given = options.get('efi-directory')
    const directory = given ?? ['/boot/efi', '/efi'].find((path) => p.exists(path))
    if (directory === undefined || !p.exists(directory))
      throw new Failure('error: cannot find EFI directory.')
    const esp = await placeOf(p, directory)
    if (esp.type !== 'vfat') throw new Failure(`error: ${directory} doesn't look like an EFI partition.`)
    const id = options.get('bootloader-id') ?? 'debian'
    const removable = options.has('removable')
    const path = removable ? 'EFI/BOOT' : `EFI/${id}`
    makeFolders(io, directory, path)
    let name = removable ? 'BOOTX64.EFI' : 'grubx64.efi'
    if (!options.has('no-uefi-secure-boot') && p.exists(SHIM)) {
      name = removable ? 'BOOTX64.EFI' : 'shimx64.efi'
      copySigned(io, `${directory}/${path}`, name)
      const search = `search.fs_uuid ${boot.uuid} root \nset prefix=($root)'${boot.folder}/grub'\n`
      // The signed GRUB looks for it there and nowhere else.
      makeFolders(io, directory, 'EFI/debian')
      p.writeFile(`${directory}/EFI/debian/grub.cfg`, `${search}configfile $prefix/grub.cfg\n`, 0o755)
    } else p.writeFile(`${directory}/${path}/${name}`, image(`${boot.folder}/grub`, boot.uuid), 0o755)
    if (!removable && !options.has('no-nvram'))
      await register(io, esp, id, `\\${path.replaceAll('/', '\\')}\\${name}`)
  }
  await io.stderr('Installation finished. No error reported.\n')
  return 0
}

function makeFolders({ p }: Io, top: string, path: string): void {
  let at = top
  for (const name of path.split('/').filter(Boolean)) {
    at += `/${name}`
    if (!p.exists(at)) p.mkdir(at, 0o755)
  }
}

function copyModules(io: Io, from: string, to: string): void {
  const { p } = io
  makeFolders(io, '', to)
  for (const name of namesIn(p, from))
    if (/\.(mod|lst|img)$/.test(name) && name !== 'kernel.img')
      p.writeFile(`${to}/${name}`, p.readFile(`${from}/${name}`), 0o644)
}

/** The signed loaders of Debian's packages, shim under the name that the firmware starts. */
function copySigned({ p }: Io, folder: string, shim: string): void {
  const copy = (from: string, to: string): void => p.writeFile(`${folder}/${to}`, p.readFile(from), 0o755)
  copy(SHIM, shim)
  copy('/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed', 'grubx64.efi')
  copy('/usr/lib/shim/mmx64.efi.signed', 'mmx64.efi')
  if (shim === 'BOOTX64.EFI') return
  copy('/usr/lib/shim/fbx64.efi.signed', 'fbx64.efi')
  copy('/usr/lib/shim/BOOTX64.CSV', 'BOOTX64.CSV')
}

/** An image that is told where GRUB's files are (grub-mkimage). */
function withText(image: Uint8Array, text: string): Uint8Array {
  const at = [0, SECTOR].find((each) => decode(image.subarray(each, each + MARK.length)) === MARK)
  if (at === undefined) throw new Failure('error: kernel.img is damaged.')
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength)
  image.set(encode(text), at + TEXT)
  view.setUint32(at + SUM, crc32(image.subarray(at + TEXT, at + view.getUint32(at + SIZE, true))), true)
  return image
}

/** Writes boot.img into the first sector and core.img behind it, before the first partition (grub-setup). */
async function embed(io: Io, device: string, code: Uint8Array, core: Uint8Array): Promise<void> {
  const { p } = io
  const head = await tryHead(p, device)
  if (!head) throw new Failure(`error: cannot find a GRUB drive for ${device}.  Check your device.map.`)
  const table = tableOf(head)
  if (table?.kind === 'gpt')
    throw new Failure(
      "warning: this GPT partition label contains no BIOS Boot Partition; embedding won't be possible.",
      1,
      NO_EMBEDDING,
    )
  if (!table)
    throw new Failure("error: unable to identify a filesystem in hd0; safety check can't be performed.")
  const first = Math.min(...table.partitions.map(({ start }: Partition) => start))
  if (first * SECTOR < SECTOR + core.length)
    throw new Failure(
      "warning: your embedding area is unusually small.  core.img won't fit in it..",
      1,
      NO_EMBEDDING,
    )
  const fd = p.open(device, { write: true })
  await p.write(fd, code.subarray(0, CODE))
  p.seek(fd, SECTOR, 'set')
  await p.write(fd, core)
  p.close(fd)
}

/** An entry of the firmware for the loader: an older one of its name goes. */
async function register(io: Io, esp: GrubPlace, label: string, path: string): Promise<void> {
  const variables = new BootVariables(io.p)
  if (!variables.supported) {
    await io.stderr(
      'grub-install: warning: EFI variables cannot be set on this system.\ngrub-install: warning: You will have to complete the GRUB setup manually.\n',
    )
    return
  }
  const { block } = esp
  const table = tableOf((await tryHead(io.p, `/dev/${block.disk}`)) ?? new Uint8Array(0))
  const found = table?.partitions.find(({ number }) => number === block.partition)
  if (table?.kind !== 'gpt' || !found)
    throw new Failure(`error: failed to register the EFI boot entry: Operation not permitted.`)
  const older = variables.entries().filter((entry) => entry.label === label)
  try {
    for (const { number } of older) variables.remove(entryName(number))
  } catch (error) {
    if (!isErrno(error)) throw error
    throw new Failure(`error: failed to register the EFI boot entry: ${error.message}.`)
  }
  const { number, start, sectors, uuid } = found
  const made = variables.create(label, filePath({ number, start, sectors, guid: uuid }, path))
  const gone = [made, ...older.map((entry) => entry.number)]
  const rest = (variables.numbers('BootOrder') ?? []).filter((each) => !gone.includes(each))
  variables.setNumbers('BootOrder', [made, ...rest])
}

export const grubInstall = program('grub-install', main)
