import { type Body, bytesOf } from '../base/body.ts'
import { isErrno } from '../base/errors.ts'
import { decode } from '../base/text.ts'
import type { Kernel } from './kernel.ts'
import type { Platform } from './platform.ts'
import type { ProcessRecord } from './record.ts'
import { viewOf } from './record.ts'
import { resolve } from './walk.ts'

/**
 * Loads the module that an alias names, with those that it needs, as modprobe(8) does where the kernel asks for it
 * (kernel/module/kmod.c): by the files of /lib/modules in the root of process 1. Nothing where there is none.
 */
export function requestModule(kernel: Kernel, alias: string): void {
  const { platform, release } = kernel.options
  const init = kernel.pidNamespace.get(1)
  if (!platform || !init) return
  const folder = `/lib/modules/${release}`
  const line = linesOf(init, `${folder}/modules.alias`).find((each) => each.startsWith(`alias ${alias} `))
  const name = line?.split(' ')[2]
  const own = linesOf(init, `${folder}/modules.dep`).find((each) =>
    each.split(':')[0]!.endsWith(`/${name}.ko`),
  )
  if (name === undefined || own === undefined) return
  const [file = '', needs = ''] = own.split(':')
  for (const path of [file, ...needs.trim().split(' ').filter(Boolean)].reverse()) {
    const body = bodyAt(init, `${folder}/${path}`)
    const driver = body && driverIn(platform, body)
    if (driver && !kernel.modules.has(driver.name)) kernel.modules.insert(driver)
  }
}

/** The driver in a module; undefined for one that is not to be loaded. */
function driverIn(platform: Platform, body: Body) {
  try {
    return platform.driverIn(body)
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}

function bodyAt(record: ProcessRecord, path: string) {
  try {
    const { mount, ino } = resolve(viewOf(record), path)
    return mount.fs.body(ino)
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}

function linesOf(record: ProcessRecord, path: string): string[] {
  const body = bodyAt(record, path)
  return body ? decode(bytesOf(body)).split('\n') : []
}
