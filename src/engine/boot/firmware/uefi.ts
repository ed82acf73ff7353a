import type { Body } from '../../base/body.ts'
import { isDirectory } from '../../vfs/filesystem.ts'
import type { Partition } from '../disk/disk.ts'
import { GPT_TYPES } from '../disk/gpt.ts'
import { efiImageIn } from '../grub/images.ts'
import { runGrub } from '../grub/main.ts'
import { lookUp } from '../grub/tree-path.ts'
import type { Outcome, Pc } from '../pc.ts'
import { DISK_PATH, hardDrive } from './device-path.ts'
import { FIRMWARE_FILES, FIRMWARE_VOLUME } from './load-option.ts'
import { type BootEntry, entryName, refresh } from './nvram.ts'
import { runShell } from './shell.ts'

/** Where the firmware looks on a disk that no entry names (UEFI specification, 3.5.1.1). */
const FALLBACK = '\\EFI\\BOOT\\BOOTX64.EFI'
/** OVMF from power-on: the boot entries in their order, until one starts. */
export async function runUefi(pc: Pc): Promise<Outcome> {
  const { nvram, terminal } = pc
  refresh(nvram)
  terminal.write('\n')
  const order = nvram.next === undefined ? nvram.order : [nvram.next, ...nvram.order]
  nvram.next = undefined
  for (const number of order) {
    const entry = nvram.entries.find((each) => each.number === number)
    if (!entry?.active || (entry.target.kind === 'application' && entry.target.name === 'UiApp')) continue
    const outcome = await start(pc, entry)
    if (outcome) return outcome
  }
  terminal.write('BdsDxe: No bootable option or device was found.\n')
  terminal.write('BdsDxe: Press any key to enter the Boot Manager Menu.\n')
  return { kind: 'hang' }
}

/** Loads and runs what an entry names; undefined where that failed or came back. */
async function start(pc: Pc, entry: BootEntry): Promise<Outcome | undefined> {
  const { terminal, nvram } = pc
  const what = `${entryName(entry.number)} "${entry.name}" from ${pathText(pc, entry)}`
  const say = (verb: string, end = ''): void => terminal.write(`BdsDxe: ${verb} ${what}${end}\n`)
  const { target } = entry
  if (target.kind === 'application') {
    say('loading')
    say('starting')
    nvram.current = entry.number
    return runShell(pc, (partition, path) => startAt(pc, partition, path))
  }
  const found = fileOf(pc, entry)
  if (!found) {
    say('failed to load', ': Not Found')
    return undefined
  }
  // Nothing on the disk is signed by anybody that the firmware trusts.
  if (nvram.secureBoot) {
    say('failed to load', ': Access Denied')
    return undefined
  }
  const image = efiImageIn(found.body)
  if (!image) {
    say('failed to load', ': Unsupported')
    return undefined
  }
  say('loading')
  say('starting')
  nvram.current = entry.number
  return startAt(pc, found.partition, found.path)
}

/** Runs the executable at a path of a partition; undefined where it is none. */
async function startAt(pc: Pc, partition: Partition, path: string): Promise<Outcome | undefined> {
  const body = efiFile(partition, path)
  const image = body && efiImageIn(body)
  if (!image) return undefined
  const device = `hd0,gpt${partition.number}`
  const folder = path.replaceAll('\\', '/').replace(/\/[^/]*$/, '')
  return runGrub(pc, { ...image, platform: 'x86_64-efi', device, folder })
}

/** The file that an entry stands for, and the partition that it lies on. */
function fileOf({ disk }: Pc, { target }: BootEntry) {
  if (target.kind === 'application') return undefined
  const path = target.kind === 'file' ? target.path : FALLBACK
  const candidates = disk.partitions.filter((partition) =>
    target.kind === 'file' ? partition.uuid === target.partition : partition.type === GPT_TYPES.efi,
  )
  for (const partition of candidates) {
    const body = efiFile(partition, path)
    if (body) return { partition, path, body }
  }
  return undefined
}

/** A file of an EFI system partition: names in any case, folders divided by `\`. */
function efiFile({ volume }: Partition, path: string): Body | undefined {
  const fs = volume?.facts?.kind === 'vfat' ? volume.fs : undefined
  if (!fs) return undefined
  const names = path.split('\\').filter(Boolean)
  let at = fs.root
  for (const name of names) {
    if (!isDirectory(fs.stat(at).mode)) return undefined
    const entry = fs.readdir(at).find((each) => each.name.toLowerCase() === name.toLowerCase())
    if (!entry) return undefined
    at = entry.ino
  }
  const found = lookUp(fs, at)
  return found.kind === 'file' ? found.body : undefined
}

function pathText({ disk }: Pc, { target }: BootEntry): string {
  if (target.kind === 'application')
    return `Fv(${FIRMWARE_VOLUME.toUpperCase()})/FvFile(${FIRMWARE_FILES[target.name].toUpperCase()})`
  if (target.kind === 'disk') return DISK_PATH
  const partition = disk.partitions.find(({ uuid }) => uuid === target.partition)
  const hard = partition ? hardDrive(partition) : `HD(1,GPT,${target.partition.toUpperCase()})`
  return `${hard}/${target.path}`
}
