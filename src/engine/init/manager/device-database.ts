import { isErrno } from '../../base/errors.ts'
import type { Process } from '../../kernel/process.ts'
import { isBlockDevice, isCharDevice } from '../../vfs/filesystem.ts'
import { readText } from './files.ts'

/** What udev has written of a device (udev's own format): lines `E:KEY=value`, `S:link`, `G:tag`. */
const DATABASE = '/run/udev/data'

/** Name of a device's file in the database: `b8:1`, `c4:64`. Undefined for a path that is no device. */
export function databaseName(p: Process, path: string): string | undefined {
  try {
    const { mode, rdev } = p.stat(path)
    const kind = isBlockDevice(mode) ? 'b' : isCharDevice(mode) ? 'c' : undefined
    return kind && `${kind}${rdev.major}:${rdev.minor}`
  } catch (error) {
    if (isErrno(error)) return undefined
    throw error
  }
}

function linesOf(p: Process, path: string): string[] {
  const name = databaseName(p, path)
  if (name === undefined || !p.exists(`${DATABASE}/${name}`)) return []
  return readText(p, `${DATABASE}/${name}`).split('\n')
}

/** udev has told the service manager of the device at a path. */
export const isTagged = (p: Process, path: string): boolean => linesOf(p, path).includes('G:systemd')

/** Links of a device, without `/dev/`. */
export const linksOf = (p: Process, path: string): string[] =>
  linesOf(p, path).flatMap((line) => (line.startsWith('S:') ? [line.slice('S:'.length)] : []))

/** A property that udev found out. */
export function property(p: Process, path: string, key: string): string | undefined {
  const line = linesOf(p, path).find((one) => one.startsWith(`E:${key}=`))
  return line?.slice(`E:${key}=`.length)
}

/** What a device calls itself: its model, and the label of what is on it. */
export function hardwareName(p: Process, path: string): string | undefined {
  const model = property(p, path, 'ID_MODEL')
  if (model === undefined) return undefined
  const label = property(p, path, 'ID_FS_LABEL')
  return label === undefined ? model : `${model} ${label}`
}

/** Writes what is known of a device. */
export function record(
  p: Process,
  name: string,
  {
    links,
    properties,
    tags,
  }: {
    readonly links: readonly string[]
    readonly properties: ReadonlyMap<string, string>
    readonly tags: readonly string[]
  },
): void {
  for (const folder of ['/run/udev', DATABASE]) if (!p.exists(folder)) p.mkdir(folder)
  const lines = [
    ...links.map((link) => `S:${link}`),
    ...[...properties].map(([key, value]) => `E:${key}=${value}`),
    ...tags.map((tag) => `G:${tag}`),
  ]
  p.writeFile(`${DATABASE}/${name}`, lines.map((line) => `${line}\n`).join(''))
}
