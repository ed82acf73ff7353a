import { isErrno } from '../../base/errors.ts'
import type { Instant } from '../../base/time.ts'
import { ROOT } from '../../kernel/credentials.ts'
import { forgetSuperblock, MountNamespace, type NewMount, type Place } from '../../kernel/mounts.ts'
import { FIRST_NUMBERS } from '../../kernel/namespaces.ts'
import { resolve } from '../../kernel/walk.ts'
import { TreeFs } from '../../vfs/tree-fs.ts'

const whole = (fs: TreeFs): NewMount => ({
  fs,
  root: fs.root,
  source: '/dev/root',
  options: [],
  readOnly: false,
})

/** The same files as something of its own: looking at them is no mount of theirs. */
export const copyOf = ({ type, dev, tree }: TreeFs): TreeFs => new TreeFs({ type, dev, tree })

/**
 * File systems of a disk at their places, as long as no kernel runs that has mounted them. Nothing is at `/` where the root's is lost; one
 * whose place is not there is left out.
 */
export function filesOf(trees: ReadonlyMap<string, TreeFs>, time: Instant): MountNamespace {
  for (const fs of trees.values()) forgetSuperblock(fs)
  const fs = trees.get('') ?? new TreeFs({ type: 'ext4', dev: 0, time })
  // These mounts are nobody's: they take no number.
  const namespace = new MountNamespace(whole(fs), () => 0, FIRST_NUMBERS.mnt)
  const root: Place = { mount: namespace.root, ino: namespace.root.root }
  for (const [path, tree] of trees) {
    if (path === '') continue
    try {
      const at = resolve({ namespace, root, cwd: root, credentials: ROOT }, path)
      namespace.mount(at, path, whole(tree))
    } catch (error) {
      if (!isErrno(error)) throw error
    }
  }
  return namespace
}
