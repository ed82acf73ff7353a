import { bytesOf } from '../../base/body.ts'
import { isErrno } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import { blocks } from '../disks/devices.ts'
import { contentsOf, tableOf, tryHead } from '../disks/probe.ts'
import { ModuleTree } from '../modules/tree.ts'
import { toText } from '../text.ts'

const namesIn = (p: Process, path: string): string[] => {
  try {
    return p.readdir(path).map(({ name }) => name)
  } catch (error) {
    if (isErrno(error)) return []
    throw error
  }
}

/** Loads drivers for all devices of all buses, also for those that a driver finds. */
export async function loadDrivers(p: Process): Promise<void> {
  const tree = new ModuleTree(p)
  const seen = new Set<string>()
  for (let found = true; found; ) {
    found = false
    for (const bus of namesIn(p, '/sys/bus'))
      for (const device of namesIn(p, `/sys/bus/${bus}/devices`)) {
        const path = `/sys/bus/${bus}/devices/${device}/modalias`
        if (seen.has(path)) continue
        seen.add(path)
        found = true
        for (const module of tree.named(toText(bytesOf(p.readFile(path))).trim())) await tryLoad(tree, module)
      }
  }
}

async function tryLoad(tree: ModuleTree, module: string): Promise<void> {
  try {
    if (!tree.isLoaded(module)) await tree.load(module)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

/** What is not a letter or a digit in a name of /dev/disk (udev, encode_devnode_name). */
const encoded = (text: string): string =>
  text.replace(/[^\w.:@=+-]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)

/** Names disks by what is on them: /dev/disk/by-uuid and so on, /dev/block/8:1; what is known of each goes into the database. */
export async function nameDisks(p: Process): Promise<void> {
  const all = blocks(p)
  const tables = new Map<string, Awaited<ReturnType<typeof tableOf>>>()
  for (const { name, major, minor, disk, partition, model } of all) {
    const path = `/dev/${name}`
    const links: string[] = [`block/${major}:${minor}`]
    const facts: string[] = []
    const head = await tryHead(p, path)
    if (partition === undefined) tables.set(name, head && tableOf(head))
    const table = tables.get(disk ?? name)
    const own = table?.partitions.find(({ number }) => number === partition)
    const serial = 'QM00001'
    const hardware = (model || all.find((each) => each.name === disk)?.model || '')
      .trim()
      .replaceAll(' ', '_')
    const part = partition === undefined ? '' : `-part${partition}`
    if (hardware) {
      links.push(`disk/by-id/ata-${hardware}_${serial}${part}`, `disk/by-path/pci-0000:00:1f.2-ata-1${part}`)
      facts.push(`E:ID_MODEL=${hardware}`, `E:ID_SERIAL=${hardware}_${serial}`, 'E:ID_BUS=ata')
    }
    const contents = head && partition !== undefined ? contentsOf(head) : undefined
    if (contents) {
      links.push(`disk/by-uuid/${contents.uuid}`)
      if (contents.label) links.push(`disk/by-label/${encoded(contents.label)}`)
      facts.push(`E:ID_FS_TYPE=${contents.type}`, `E:ID_FS_UUID=${contents.uuid}`)
      if (contents.label) facts.push(`E:ID_FS_LABEL=${contents.label}`)
    }
    if (own) {
      links.push(`disk/by-partuuid/${own.uuid}`)
      facts.push(`E:ID_PART_ENTRY_UUID=${own.uuid}`)
    }
    for (const link of links) symlink(p, link, name)
    record(p, `b${major}:${minor}`, [...links.map((link) => `S:${link}`), ...facts, 'G:systemd', 'Q:systemd'])
  }
}

function symlink(p: Process, link: string, name: string): void {
  const parts = link.split('/')
  parts.pop()
  makeFolders(p, `/dev/${parts.join('/')}`)
  const target = `${'../'.repeat(parts.length)}${name}`
  try {
    if (p.exists(`/dev/${link}`)) p.unlink(`/dev/${link}`)
    p.symlink(target, `/dev/${link}`)
  } catch (error) {
    if (!isErrno(error)) throw error
  }
}

function makeFolders(p: Process, path: string): void {
  let at = ''
  for (const name of path.split('/').filter(Boolean)) {
    at += `/${name}`
    if (!p.exists(at)) p.mkdir(at, 0o755)
  }
}

/** A device's file in /run/udev/data. */
export function record(p: Process, name: string, lines: readonly string[]): void {
  makeFolders(p, '/run/udev/data')
  p.writeFile(`/run/udev/data/${name}`, lines.map((line) => `${line}\n`).join(''), 0o644)
}
