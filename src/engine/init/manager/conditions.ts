import { isErrno } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import { type MountLine, mountsOf } from '../../userland/mount-table.ts'
import { namesIn } from '../../userland/system-files.ts'
import { isDirectory, isRegular, isSymlink } from '../../vfs/filesystem.ts'
import { commandLine } from '../command-line.ts'
import { expand } from './names.ts'
import { isTrue } from './settings.ts'
import type { Unit } from './unit.ts'

type Test = (p: Process, value: string) => boolean

const modeOf = (p: Process, path: string, follow = true): number => {
  try {
    return follow ? p.stat(path).mode : p.lstat(path).mode
  } catch (error) {
    if (isErrno(error)) return 0
    throw error
  }
}

/** The mount that holds a path may be written to. */
function isReadWrite(p: Process, given: string): boolean {
  const path = given.replace(/\/+$/, '')
  const holder = mountsOf(p)
    .filter((line) => line.path === '/' || `${path}/`.startsWith(`${line.path}/`))
    .reduce<MountLine | undefined>((a, b) => (a && a.path.length > b.path.length ? a : b), undefined)
  return holder !== undefined && !holder.own.includes('ro') && !holder.shared.includes('ro')
}

/** `ConditionX=` by its name (systemd.unit(5), "Conditions and Asserts"). What a machine like this never has is false. */
const TESTS: Readonly<Record<string, Test>> = {
  PathExists: (p, path) => p.exists(path),
  PathExistsGlob: (p, pattern) => {
    const at = pattern.lastIndexOf('/')
    const escaped = pattern.slice(at + 1).replace(/[.+^${}()|[\]\\]/g, '\\$&')
    const name = new RegExp(`^${escaped.replace(/\*/g, '.*').replace(/\?/g, '.')}$`)
    return namesIn(p, pattern.slice(0, at) || '/').some((one) => name.test(one))
  },
  PathIsDirectory: (p, path) => isDirectory(modeOf(p, path)),
  PathIsSymbolicLink: (p, path) => isSymlink(modeOf(p, path, false)),
  PathIsMountPoint: (p, path) => mountsOf(p).some((line) => line.path === path),
  PathIsReadWrite: isReadWrite,
  DirectoryNotEmpty: (p, path) => namesIn(p, path).length > 0,
  FileNotEmpty: (p, path) => isRegular(modeOf(p, path)) && p.stat(path).size > 0,
  FileIsExecutable: (p, path) => isRegular(modeOf(p, path)) && p.access(path, { execute: true }),
  KernelCommandLine: (p, word) => commandLine(p).some((one) => one === word || one.startsWith(`${word}=`)),
  Virtualization: (_, kind) =>
    /^(yes|no|true|false|1|0)$/.test(kind) ? isTrue(kind) : ['vm', 'qemu'].includes(kind),
  Capability: (p) => p.credentials.uid === 0,
  FirstBoot: (p, value) => isTrue(value) !== p.exists('/etc/machine-id'),
  Host: (p, name) => p.hostname() === name,
  User: (p, name) => p.credentials.uid === (/^\d+$/.test(name) ? Number(name) : name === 'root' ? 0 : -1),
  Architecture: (_, name) => name === 'x86-64' || name === 'native',
  Security: (_, name) => name === 'audit',
  NeedsUpdate: (p, path) => isReadWrite(p, path) && !p.exists(`${path}/.updated`),
  ACPower: (_, value) => isTrue(value),
  ControlGroupController: () => true,
}

interface Check {
  readonly key: string
  readonly value: string
  readonly trigger: boolean
  readonly met: boolean
}

function checksOf(unit: Unit, p: Process, prefix: 'Condition' | 'Assert'): Check[] {
  let checks: Check[] = []
  for (const { key, value } of unit.settings.section('Unit')) {
    const test = key.startsWith(prefix) ? TESTS[key.slice(prefix.length)] : undefined
    if (!test) continue
    if (value === '') {
      checks = []
      continue
    }
    const [, trigger = '', negated = '', rest = ''] = /^(\|?)(!?)(.*)$/.exec(value)!
    const met = test(p, expand(rest.trim(), unit.name, p)) !== (negated !== '')
    checks.push({ key, value, trigger: trigger !== '', met })
  }
  return checks
}

/** Why a unit is skipped, as systemd's log puts it; undefined where nothing speaks against it. */
export function unmetCondition(unit: Unit, p: Process): string | undefined {
  const checks = checksOf(unit, p, 'Condition')
  const failed = checks.find(({ trigger, met }) => !trigger && !met)
  if (failed) return `was skipped because of an unmet condition check (${failed.key}=${failed.value}).`
  const triggers = checks.filter(({ trigger }) => trigger)
  if (triggers.length > 0 && !triggers.some(({ met }) => met))
    return 'was skipped because no trigger condition checks were met.'
  return undefined
}

export const unmetAssertion = (unit: Unit, p: Process): boolean =>
  checksOf(unit, p, 'Assert').some(({ met }) => !met)
