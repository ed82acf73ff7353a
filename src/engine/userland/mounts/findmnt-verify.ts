import { isErrno } from '../../base/errors.ts'
import { isBlockDevice, isDirectory } from '../../vfs/filesystem.ts'
import { blocks } from '../disks/devices.ts'
import { deviceOf, type FstabLine, fstabLines } from '../disks/fstab.ts'
import { contentsOf, tryHead } from '../disks/probe.ts'
import type { Io } from '../program.ts'
import { textAt } from '../system-files.ts'

/** Types whose source is no device (libmount, mnt_fs_is_pseudofs). */
const PSEUDO = [
  'tmpfs',
  'proc',
  'sysfs',
  'devpts',
  'devtmpfs',
  'overlay',
  'cgroup2',
  'mqueue',
  'debugfs',
  'tracefs',
]

/** What is wrong with the lines of /etc/fstab (util-linux, misc-utils/findmnt-verify.c). */
export async function verifyFstab(io: Io): Promise<number> {
  const { p, out } = io
  let errors = 0
  let warnings = 0
  for (const line of fstabLines(p)) {
    const said: string[] = []
    const error = (text: string): void => {
      errors++
      said.push(`   [E] ${text}\n`)
    }
    const warning = (text: string): void => {
      warnings++
      said.push(`   [W] ${text}\n`)
    }
    verifyTarget(io, line, { error, warning })
    const device = await verifySource(io, line, { error, warning })
    await verifyType(io, line, device, { error, warning })
    const pass = line.path === '/' ? 1 : undefined
    if (pass !== undefined && line.pass !== pass)
      warning(`recommended root FS passno is 1 (current is ${line.pass})`)
    if (said.length > 0) await out.write(`${line.path}\n${said.join('')}`)
  }
  if (errors === 0 && warnings === 0) {
    await out.write('Success, no errors or warnings detected\n')
    return 0
  }
  const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`
  await out.write(`\n${count(0, 'parse error')}, ${count(errors, 'error')}, ${count(warnings, 'warning')}\n`)
  return errors > 0 ? 1 : 0
}

interface Findings {
  error(text: string): void
  warning(text: string): void
}
const isOnBoot = ({ options }: FstabLine): boolean => !options.includes('noauto')

function verifyTarget({ p }: Io, line: FstabLine, { error }: Findings): void {
  if (line.type === 'swap') return
  try {
    if (!isDirectory(p.stat(line.path).mode) && !line.options.includes('bind'))
      error('target is not a directory')
  } catch (failed) {
    if (!isErrno(failed)) throw failed
    error(
      `${isOnBoot(line) ? 'unreachable on boot required target' : 'unreachable target'}: ${failed.message}`,
    )
  }
}

/** The device of a line, where it is there. */
async function verifySource(
  { p }: Io,
  line: FstabLine,
  { error, warning }: Findings,
): Promise<string | undefined> {
  if (PSEUDO.includes(line.type)) return undefined
  const path = deviceOf(line.source)
  const isTag = path !== line.source
  if (!isTag) {
    try {
      const { mode } = p.stat(path)
      if (!isBlockDevice(mode) && !line.options.includes('bind'))
        warning(`source ${path} is not a block device`)
      return path
    } catch (failed) {
      if (!isErrno(failed)) throw failed
      const required = isOnBoot(line) ? 'unreachable on boot required source' : 'unreachable source'
      error(`${required}: ${path}: ${failed.message}`)
      return undefined
    }
  }
  if (p.exists(path)) return path
  const [kind, value = ''] = line.source.split('=', 2)
  for (const { name } of blocks(p)) {
    const head = await tryHead(p, `/dev/${name}`)
    const contents = head && contentsOf(head)
    if (contents && (kind === 'LABEL' ? contents.label : contents.uuid) === value) return `/dev/${name}`
  }
  if (isOnBoot(line)) error(`unreachable on boot required source: ${line.source}`)
  else warning(`unreachable: ${line.source}`)
  return undefined
}

async function verifyType(
  { p }: Io,
  { type }: FstabLine,
  device: string | undefined,
  { error, warning }: Findings,
): Promise<void> {
  if (type === 'auto' || type === 'none') return
  const known = (textAt(p, '/proc/filesystems') ?? '').split(/\s+/)
  if (type !== 'swap' && !known.includes(type)) warning(`${type} seems unsupported by the current kernel`)
  if (device === undefined) return
  const head = await tryHead(p, device)
  const real = head && contentsOf(head)?.type
  if (real === undefined) warning('cannot detect on-disk filesystem type')
  else if (real !== type) error(`${type} does not match with on-disk ${real}`)
}
