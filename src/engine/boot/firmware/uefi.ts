import type { Body } from '../../base/body.ts'
import { GPT_TYPES } from '../../vfs/blocks/gpt.ts'
import type { Partition } from '../disk/disk.ts'
import { runGrub } from '../grub/main.ts'
import type { Outcome, Pc } from '../pc.ts'
import { imageSigner } from '../signing/image.ts'
import { FIRMWARE_TRUSTS } from '../signing/keys.ts'
import { loaderIn } from '../signing/loaders.ts'
import { entryName, refresh } from './boot-order.ts'
import { DISK_PATH, hardDrive } from './device-path.ts'
import { type EfiStatus, efiFile } from './esp-file.ts'
import { FIRMWARE_FILES, FIRMWARE_VOLUME } from './load-option.ts'
import type { BootEntry } from './nvram.ts'
import { Setup, wantsSetup } from './setup.ts'
import { runShell } from './shell.ts'
import { runShim, shimTrusts } from './shim.ts'

/** Where the firmware looks on a disk that no entry names (UEFI specification, 3.5.1.1). */
const FALLBACK = '\\EFI\\BOOT\\BOOTX64.EFI'
/** OVMF from power-on: the boot entries in their order, until one starts. */
export async function runUefi(pc: Pc): Promise<Outcome> {
  const { nvram, terminal } = pc
  refresh(nvram)
  terminal.write('\n')
  const order = nvram.next === undefined ? nvram.order : [nvram.next, ...nvram.order]
  nvram.next = undefined
  const asked = nvram.setup ?? false
  nvram.setup = undefined
  // Where somebody may want to turn its switch, the firmware waits for a key.
  if (asked || (nvram.secureBoot !== undefined && (await wantsSetup(pc)))) {
    const outcome = await enterSetup(pc)
    if (outcome) return outcome
  }
  for (const number of order) {
    const entry = nvram.entries.find((each) => each.number === number)
    if (!entry?.active || (entry.target.kind === 'application' && entry.target.name === 'UiApp')) continue
    const outcome = await start(pc, entry)
    if (outcome) return outcome
  }
  for (;;) {
    terminal.write('BdsDxe: No bootable option or device was found.\n')
    terminal.write('BdsDxe: Press any key to enter the Boot Manager Menu.\n')
    await terminal.key()
    const outcome = await enterSetup(pc)
    if (outcome) return outcome
  }
}

/** The firmware's setup; undefined where the boot is to go on. */
async function enterSetup(pc: Pc): Promise<Outcome | undefined> {
  for (;;) {
    const end = await new Setup(pc).run()
    if (end === 'continue') return undefined
    if ('kind' in end) return end
    const outcome = await start(pc, end)
    if (outcome) return outcome
  }
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
    // The shell could start anything: a firmware that looks at signatures does not let it run.
    if (pc.secureBoot) {
      say('failed to start', ': Security Violation')
      return undefined
    }
    nvram.current = entry.number
    return runShell(pc, startAt)
  }
  const found = fileOf(pc, entry)
  if (!found) {
    say('failed to load', ': Not Found')
    return undefined
  }
  if (!isTrusted(pc, found.body)) {
    say('loading')
    say('failed to load', ': Access Denied')
    return undefined
  }
  if (!loaderIn(found.body)) {
    say('failed to load', ': Unsupported')
    return undefined
  }
  say('loading')
  say('starting')
  nvram.current = entry.number
  const outcome = await startAt(pc, found.partition, found.path)
  if (typeof outcome !== 'string') return outcome
  say('failed to start', `: ${outcome}`)
  return undefined
}

/** Somebody whose key the firmware has in its `db` has signed it, or nobody asks. */
const isTrusted = ({ secureBoot }: Pc, image: Body): boolean =>
  !secureBoot || FIRMWARE_TRUSTS.has(imageSigner(image)?.issuer ?? '')

/** Runs the executable at a path of a partition. Whoever calls has looked at its signature. */
async function startAt(pc: Pc, partition: Partition, path: string): Promise<Outcome | EfiStatus> {
  const body = efiFile(partition, path)
  const loader = body && loaderIn(body)
  if (!loader) return body ? 'Unsupported' : 'Not Found'
  if (loader.kind !== 'grub') return runShim(pc, { kind: loader.kind, partition, path }, startAt)
  const device = `hd0,gpt${partition.number}`
  const folder = path.replaceAll('\\', '/').replace(/\/[^/]*$/, '')
  const trusts = pc.secureBoot ? (image: Body): boolean => shimTrusts(pc, image) : undefined
  return runGrub(pc, { ...loader.core, platform: 'x86_64-efi', device, folder, trusts })
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

function pathText({ disk }: Pc, { target }: BootEntry): string {
  if (target.kind === 'application')
    return `Fv(${FIRMWARE_VOLUME.toUpperCase()})/FvFile(${FIRMWARE_FILES[target.name].toUpperCase()})`
  if (target.kind === 'disk') return DISK_PATH
  const partition = disk.partitions.find(({ uuid }) => uuid === target.partition)
  const hard = partition ? hardDrive(partition) : `HD(1,GPT,${target.partition.toUpperCase()})`
  return `${hard}/${target.path}`
}
