import { type Body, bytesBody, chunksOf } from '../../../base/body.ts'
import type { Process } from '../../../kernel/process.ts'
import { S_IFMT, S_IFREG } from '../../../vfs/filesystem.ts'

/** Writes what was fetched to a file, or to what else is at that path: /dev/null, a pipe. */
export async function save(p: Process, path: string, content: Body | Uint8Array): Promise<void> {
  if (!p.exists(path) || (p.stat(path).mode & S_IFMT) === S_IFREG) {
    p.writeFile(path, content)
    return
  }
  const fd = p.open(path, { write: true })
  try {
    for (const chunk of chunksOf(content instanceof Uint8Array ? bytesBody(content) : content))
      await p.write(fd, chunk)
  } finally {
    p.close(fd)
  }
}
