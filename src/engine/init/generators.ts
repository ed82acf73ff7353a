import { isErrno } from '../base/errors.ts'
import type { Process } from '../kernel/process.ts'
import { namesIn } from '../userland/system-files.ts'
import type { Children } from './manager/children.ts'

/** Where generators put their units: the usual ones, those before all others, those after all others (systemd.generator(7)). */
const FOLDERS = ['/run/systemd/generator', '/run/systemd/generator.early', '/run/systemd/generator.late']

/** Runs the generators, one after another. What they wrote before goes first. */
export async function runGenerators(p: Process, folder: string, children: Children): Promise<void> {
  for (const path of FOLDERS) {
    empty(p, path)
    if (!p.exists(path)) p.mkdir(path, 0o755)
  }
  for (const name of namesIn(p, folder).sort()) {
    const path = `${folder}/${name}`
    try {
      const pid = p.spawn({ path, argv: [path, ...FOLDERS] })
      await children.ended(pid)
    } catch (error) {
      if (!isErrno(error)) throw error
    }
  }
}

function empty(p: Process, path: string): void {
  for (const name of namesIn(p, path)) {
    const inner = `${path}/${name}`
    if (namesIn(p, inner).length > 0) empty(p, inner)
    try {
      p.unlink(inner)
    } catch (error) {
      if (!isErrno(error)) throw error
      p.rmdir(inner)
    }
  }
}
