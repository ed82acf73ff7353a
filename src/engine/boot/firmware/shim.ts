import type { Body } from '../../base/body.ts'
import { isDirectory } from '../../vfs/filesystem.ts'
import type { Partition } from '../disk/disk.ts'
import type { Outcome, Pc } from '../pc.ts'
import { imageSigner } from '../signing/image.ts'
import { SHIM_TRUSTS } from '../signing/keys.ts'
import type { Loader } from '../signing/loaders.ts'
import { addFirst } from './boot-order.ts'
import { type EfiStatus, efiFile, type StartImage } from './esp-file.ts'
import { EfiScreen } from './screen.ts'

/** One of shim's programs as it was started. */
interface Started {
  readonly kind: Exclude<Loader['kind'], 'grub'>
  readonly partition: Partition
  readonly path: string
}

const SECOND_STAGE = 'grubx64.efi'
const MOK_MANAGER = 'mmx64.efi'
const FALLBACK = 'fbx64.efi'

/** Somebody whose key shim holds has signed it, or nobody asks. */
export const shimTrusts = ({ secureBoot }: Pc, image: Body): boolean =>
  !secureBoot || SHIM_TRUSTS.has(imageSigner(image)?.issuer ?? '')

/** shim and its helpers (rhboot/shim): looks at the signature of the next loader, and starts it. */
export async function runShim(pc: Pc, { kind, partition, path }: Started, start: StartImage) {
  const folder = path.slice(0, path.lastIndexOf('\\'))
  if (kind === 'fallback') return fallback(pc, partition, start)
  if (kind === 'mokManager') return manage(pc)
  // On removable media, and where the boot entries are lost (shim.c, should_use_fallback).
  const isFallbackPath = /^\\EFI\\BOOT\\BOOT/i.test(path)
  const helper = isFallbackPath ? efiFile(partition, `${folder}\\${FALLBACK}`) : undefined
  if (helper && shimTrusts(pc, helper)) return start(pc, partition, `${folder}\\${FALLBACK}`)
  return secondStage(pc, partition, folder, start)
}

async function secondStage(
  pc: Pc,
  partition: Partition,
  folder: string,
  start: StartImage,
): Promise<Outcome | EfiStatus> {
  const { terminal } = pc
  const name = `${folder}\\${SECOND_STAGE}`
  for (;;) {
    const image = efiFile(partition, name)
    if (!image) {
      terminal.write(`Failed to open ${name} - Not Found\nFailed to load image ${name}: Not Found\n`)
      terminal.write('start_image() returned Not Found\n')
      return 'Not Found'
    }
    if (shimTrusts(pc, image)) return start(pc, partition, name)
    await new EfiScreen(terminal).choose(
      ['ERROR', '', 'Verification failed: (0x1A) Security Violation'],
      ['OK'],
    )
    terminal.write('Failed to load image: Security Policy Violation\n')
    const manager = efiFile(partition, `${folder}\\${MOK_MANAGER}`)
    if (!manager || !shimTrusts(pc, manager)) {
      terminal.write(`Failed to start MokManager: ${manager ? 'Security Policy Violation' : 'Not Found'}\n`)
      return 'Security Violation'
    }
    const managed = await manage(pc)
    if (typeof managed !== 'string') return managed
  }
}

/** MokManager, as far as it goes without keys of one's own; the status where the boot is to go on. */
async function manage({ terminal }: Pc): Promise<Outcome | EfiStatus> {
  const screen = new EfiScreen(terminal)
  const title = 'Shim UEFI key management'
  const key = await screen.countdown(title, 'Press any key to perform MOK management', 10)
  while (key !== undefined) {
    const options = ['Continue boot', 'Enroll key from disk', 'Enroll hash from disk']
    const chosen = await screen.choose(['Perform MOK management'], options)
    if (chosen === 0) break
    await screen.choose(['Keys and hashes of one’s own are not part of this simulation.'], ['OK'])
  }
  return 'Security Violation'
}

/** Makes boot entries of what each `\EFI\*\BOOTX64.CSV` names, and starts the first (shim, fallback.c). */
async function fallback(pc: Pc, partition: Partition, start: StartImage): Promise<Outcome | EfiStatus> {
  const { nvram } = pc
  const found = [...csvEntries(partition)]
  for (const { name, path } of [...found].reverse()) {
    const known = nvram.entries.find(
      ({ target }) => target.kind === 'file' && target.partition === partition.uuid && target.path === path,
    )
    if (known) nvram.order = [known.number, ...nvram.order.filter((each) => each !== known.number)]
    else addFirst(nvram, name, { kind: 'file', partition: partition.uuid, path })
  }
  const [first] = found
  return first ? start(pc, partition, first.path) : 'Not Found'
}

/** `shimx64.efi,debian,,This is the boot entry for debian` in UCS-2, one a line. */
function* csvEntries(partition: Partition): Generator<{ name: string; path: string }> {
  const fs = partition.volume?.fs
  const efi = fs?.readdir(fs.root).find(({ name }) => name.toLowerCase() === 'efi')
  if (!fs || !efi || !isDirectory(efi.type)) return
  for (const folder of fs.readdir(efi.ino)) {
    if (!isDirectory(folder.type) || folder.name.toLowerCase() === 'boot') continue
    const csv = efiFile(partition, `\\EFI\\${folder.name}\\BOOTX64.CSV`)
    if (!csv) continue
    const bytes = csv.read(0, 4096)
    const text = Array.from({ length: bytes.length >> 1 }, (_, i) =>
      String.fromCharCode(bytes[2 * i]! | (bytes[2 * i + 1]! << 8)),
    )
    for (const line of text
      .join('')
      .replace('\ufeff', '')
      .split(/[\r\n]+/)) {
      const [file, name] = line.split(',')
      if (file && name && efiFile(partition, `\\EFI\\${folder.name}\\${file}`))
        yield { name, path: `\\EFI\\${folder.name}\\${file}` }
    }
  }
}
