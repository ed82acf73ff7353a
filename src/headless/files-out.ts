import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { chunksOf } from '../engine/base/body.ts'
import { isDirectory, isRegular } from '../engine/vfs/filesystem.ts'
import type { World } from '../engine/world.ts'

/** Paths of regular files below a directory of the simulated host, with their times of change. */
export function listFiles(world: World, directory: string): Map<string, bigint> {
  const files = new Map<string, bigint>()
  for (const { name } of world.admin.readdir(directory)) {
    const path = `${directory}/${name}`
    const { mode, mtime } = world.admin.lstat(path)
    if (isDirectory(mode)) for (const [inner, time] of listFiles(world, path)) files.set(inner, time)
    else if (isRegular(mode)) files.set(path, mtime)
  }
  return files
}

/** Copies files of the simulated host's `from` that are new or changed since `before` to a real directory. */
export function copyOut(
  world: World,
  from: string,
  before: ReadonlyMap<string, bigint>,
  to: string,
): string[] {
  const copied: string[] = []
  for (const [path, mtime] of listFiles(world, from)) {
    if (before.get(path) === mtime) continue
    const target = join(to, path.slice(from.length + 1))
    mkdirSync(dirname(target), { recursive: true })
    const file = openSync(target, 'w')
    try {
      for (const chunk of chunksOf(world.admin.readFile(path))) writeSync(file, chunk)
    } finally {
      closeSync(file)
    }
    copied.push(target)
  }
  return copied
}
