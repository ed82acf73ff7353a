import { isErrno } from '../../base/errors.ts'
import type { Process, Program } from '../../kernel/process.ts'
import { type Block, blocks } from '../../userland/disks/devices.ts'
import { contentsOf, tableOf, tryHead } from '../../userland/disks/probe.ts'
import { loadDrivers } from '../../userland/modules/for-devices.ts'
import { UDEV_CONTROL } from '../../userland/modules/udev.ts'
import { namesIn } from '../../userland/system-files.ts'
import { databaseName, linksOf, record } from '../manager/device-database.ts'
import { VERSION } from '../version.ts'
import { nameInterfaces } from './net-names.ts'
import { notify, untilTerminated } from './notify.ts'

/** What `udevadm trigger` leaves for a udevd that is not up yet: the kernel's messages wait in its socket. */
const PENDING = '/run/udev/pending'

/** What udevd is asked. */
interface Request {
  readonly trigger?: boolean
  readonly exit?: boolean
}

/** How often `settle` looks whether all is done. */
const POLL = 150e6

/** udevd and udevadm are one program, which goes by its name. */
export const udevadm: Program = {
  name: 'udevadm',
  run: (p) => (p.argv[0]?.endsWith('systemd-udevd') ? udevd(p) : control(p)),
}

/** systemd-udevd: names of devices by what they are, and what the service manager should know of them. */
async function udevd(p: Process): Promise<number> {
  if (!p.argv.includes('--daemon')) return serve(p)
  await p.write(2, `Starting systemd-udevd version ${VERSION}\n`)
  p.fork(async (daemon) => {
    daemon.setsid()
    return serve(daemon)
  })
  return 0
}

async function serve(p: Process): Promise<number> {
  for (const folder of ['/run/udev', '/run/udev/data']) if (!p.exists(folder)) p.mkdir(folder, 0o755)
  const answer = async (request: unknown): Promise<null> => {
    if ((request as Request).exit) p.kill(p.pid, 'SIGTERM')
    else await coldplug(p)
    return null
  }
  p.serve(UDEV_CONTROL, answer, 0o600, 'seqpacket')
  await notify(p, { ready: true })
  // What an earlier udevd was told has been dealt with by it.
  p.thread(async () => {
    if (p.exists(PENDING)) {
      await p.sleep(WORK)
      await coldplug(p)
    }
  })
  await untilTerminated(p)
  return 0
}

/** How long the rules of all devices take. */
const WORK = 1_000e6

/** Devices are told of to the service manager where there are rules that say so: an initramfs has none. */
const tagsOf = (p: Process): string[] =>
  p.exists('/usr/lib/udev/rules.d/99-systemd.rules') ? ['systemd'] : []

async function coldplug(p: Process): Promise<null> {
  if (p.exists(PENDING)) p.unlink(PENDING)
  await loadDrivers(p)
  nameInterfaces(p)
  for (const name of ['ttyS0', 'tty1']) {
    const at = p.exists(`/dev/${name}`) ? databaseName(p, `/dev/${name}`) : undefined
    if (at) record(p, at, { links: [], properties: new Map(), tags: tagsOf(p) })
  }
  const all = blocks(p)
  for (const block of all) await blockDevice(p, block, all)
  await notify(p, { devices: true })
  return null
}

async function blockDevice(p: Process, block: Block, all: readonly Block[]): Promise<void> {
  const path = `/dev/${block.name}`
  const at = databaseName(p, path)
  if (at === undefined) return
  const head = await tryHead(p, path)
  const contents = head && contentsOf(head)
  const disk = all.find(({ name }) => name === (block.disk ?? block.name))
  const model = (disk?.model ?? '').trim().replace(/\s+/g, '_')
  const tableHead = block.disk === undefined ? undefined : await tryHead(p, `/dev/${block.disk}`)
  const entry = tableHead && tableOf(tableHead)?.partitions.find(({ number }) => number === block.partition)
  const part = block.partition === undefined ? '' : `-part${block.partition}`
  const links = [
    ...(model ? [`disk/by-id/ata-${model}_QM00001${part}`] : []),
    `disk/by-path/pci-0000:00:1f.2-ata-1${part}`,
    ...(contents?.uuid ? [`disk/by-uuid/${contents.uuid}`] : []),
    ...(contents?.label ? [`disk/by-label/${contents.label}`] : []),
    ...(entry ? [`disk/by-partuuid/${entry.uuid}`] : []),
    ...(entry?.name ? [`disk/by-partlabel/${entry.name}`] : []),
  ]
  const properties = new Map<string, string>([
    ['DEVTYPE', block.partition === undefined ? 'disk' : 'partition'],
    ...(model ? [['ID_MODEL', model] as const] : []),
    ...(contents?.uuid ? [['ID_FS_UUID', contents.uuid] as const] : []),
    ...(contents?.label ? [['ID_FS_LABEL', contents.label] as const] : []),
    ...(contents ? [['ID_FS_TYPE', contents.type] as const] : []),
    ...(entry ? [['ID_PART_ENTRY_UUID', entry.uuid] as const] : []),
  ])
  for (const link of linksOf(p, path)) if (!links.includes(link)) removeLink(p, `/dev/${link}`, block.name)
  for (const link of links) makeLink(p, `/dev/${link}`, `../../${block.name}`)
  record(p, at, { links, properties, tags: tagsOf(p) })
}

/** What a device is no longer called; another may have taken the name. */
function removeLink(p: Process, path: string, name: string): void {
  try {
    if (p.readlink(path) === `../../${name}`) p.unlink(path)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

function makeLink(p: Process, path: string, target: string): void {
  const folders = path.split('/').slice(1, -1)
  for (const [i] of folders.entries()) {
    const folder = `/${folders.slice(0, i + 1).join('/')}`
    if (!p.exists(folder)) p.mkdir(folder, 0o755)
  }
  try {
    if (namesIn(p, path.slice(0, path.lastIndexOf('/'))).includes(path.slice(path.lastIndexOf('/') + 1)))
      p.unlink(path)
    p.symlink(target, path)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

/** udevadm: has udevd look at all devices again, or waits for it. */
async function control(p: Process): Promise<number> {
  const [, command] = p.argv
  if (command === 'trigger') {
    if (!p.exists('/run/udev')) p.mkdir('/run/udev', 0o755)
    try {
      await p.connect(UDEV_CONTROL).call({ trigger: true })
    } catch (error) {
      if (!isErrno(error)) throw error
      p.writeFile(PENDING, '')
    }
    return 0
  }
  if (command === 'settle') {
    await p.sleep(POLL)
    for (let left = 120; left > 0 && p.exists(PENDING); left--) await p.sleep(1e8)
    return 0
  }
  if (command === 'control') {
    const exit = p.argv.some((arg) => arg === '--exit' || arg === '-e')
    try {
      if (exit) await p.connect(UDEV_CONTROL).call({ exit })
      return 0
    } catch (error) {
      if (!isErrno(error)) throw error
      return 1
    }
  }
  await p.write(
    2,
    `udevadm: ${command ?? ''}: only trigger, settle and control are part of this simulation\n`,
  )
  return 1
}
