import { Header, Parser, type ReadEntry } from 'tar'
import { bytesBody, bytesOf } from '../../src/engine/base/body.ts'
import { DIRECTORY, padded, REGULAR, type TarEntry } from '../../src/engine/vfs/tar/format.ts'
import { readTar } from '../../src/engine/vfs/tar/read.ts'
import { writeTar } from '../../src/engine/vfs/tar/write.ts'
import { measure } from '../measure.ts'
import { note, section, shown, table, throughput, times } from '../report.ts'
import { sequence } from '../stacks.ts'

const FILES = 2000
const SECONDS = 1_750_000_000

/** Entries as a layer has them: directories, many small files, a few large ones. */
function sampleEntries(): TarEntry[] {
  const next = sequence()
  const owner = { uid: 0, gid: 0, mtime: BigInt(SECONDS) * 1_000_000_000n }
  const entries: TarEntry[] = []
  for (let i = 0; i < FILES; i++) {
    const dir = `usr/share/package${Math.floor(i / 50)}/`
    if (i % 50 === 0) entries.push({ name: dir, typeflag: DIRECTORY, mode: 0o755, ...owner })
    const size = Math.floor(100 * 2000 ** next())
    const body = bytesBody(new Uint8Array(size).fill(i))
    entries.push({ name: `${dir}file${i}.txt`, typeflag: REGULAR, mode: 0o644, body, ...owner })
  }
  return entries
}

/** The archive as the `tar` package's headers make it; its own `create` reads files of a disk. */
function pack(entries: readonly TarEntry[]): Buffer {
  const parts: Uint8Array[] = []
  for (const entry of entries) {
    const size = entry.body?.size ?? 0
    const header = new Header({
      path: entry.name,
      mode: entry.mode,
      uid: entry.uid,
      gid: entry.gid,
      size,
      mtime: new Date(Number(entry.mtime / 1_000_000n)),
      type: entry.typeflag === DIRECTORY ? 'Directory' : 'File',
    })
    if (header.encode()) throw new Error('needs a PAX header')
    parts.push(header.block!)
    if (entry.body) parts.push(bytesOf(entry.body), new Uint8Array(padded(size) - size))
  }
  parts.push(new Uint8Array(1024))
  return Buffer.concat(parts)
}

/** Bytes of all files of an archive, as the `tar` package reads them. */
function unpack(archive: Buffer): number {
  let bytes = 0
  let entries = 0
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry: ReadEntry) => {
      entries++
      entry.on('data', (chunk) => {
        bytes += chunk.length
      })
    },
  })
  parser.end(archive)
  return bytes + entries
}

function read(archive: Uint8Array): number {
  let bytes = 0
  let entries = 0
  for (const { body } of readTar(bytesBody(archive))) {
    entries++
    if (body) bytes += bytesOf(body).length
  }
  return bytes + entries
}

/** Archives written and read, beside the `tar` package on the same entries. */
export function tar(): void {
  section('tar')
  const entries = sampleEntries()
  const archive = bytesOf(writeTar(entries))
  const theirs = pack(entries)
  const total = read(archive)
  if (unpack(Buffer.from(archive)) !== total || unpack(theirs) !== total || read(theirs) !== total)
    throw new Error('two readers disagree')
  note(`${entries.length} entries, ${(archive.length / 1e6).toFixed(1)} MB, in memory`)
  const buffer = Buffer.from(archive)
  const figures = measure({
    write: { run: () => bytesOf(writeTar(entries)).length },
    pack: { run: () => pack(entries).length },
    read: { run: () => read(archive) },
    unpack: { run: () => unpack(buffer) },
  })
  const row = (name: string, ours: keyof typeof figures, peer: keyof typeof figures): string[] => [
    name,
    shown(figures[ours]),
    throughput(archive.length, figures[ours]),
    shown(figures[peer]),
    throughput(archive.length, figures[peer]),
    times(figures[ours].median / figures[peer].median),
  ]
  table([
    ['', 'strata', '', 'tar package', '', 'strata to tar'],
    row('write', 'write', 'pack'),
    row('read', 'read', 'unpack'),
  ])
}
