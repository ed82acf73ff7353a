import { chunksOf } from '../engine/base/body.ts'
import { FsError, isErrno } from '../engine/base/errors.ts'
import { isRegular } from '../engine/vfs/filesystem.ts'
import type { Download, World } from '../engine/world.ts'
import { contentOf } from './archive.ts'
import { blobBody, type ReadNow } from './blob-body.ts'
import { fileAt } from './browse.ts'
import { freeName, safeName } from './file-name.ts'
import type { FileRequest, Place, Refusal, Reply } from './protocol.ts'
import { streamDigest } from './stream-digest.ts'

/** What transfers need of the machine and of whoever drives the world. */
export interface Carrier {
  readonly readNow: ReadNow
  now(): number
  /** Passes a macrotask. */
  macrotask(): Promise<void>
  /** Does something with the present world while nothing of it runs. */
  atRest<T>(action: (world: World) => T): Promise<T>
  /** Puts a file at an absolute path; only at rest. */
  put(path: string, blob: Blob): void
  post(reply: Reply): void
}

/** Bytes that are read at once. */
const PIECE = 1024 * 1024
/** Pieces after which the browser gets them as one blob: it may keep that on a disk. */
const BATCH = 16
/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 50
/** Paths that a list of files names at most. */
const LISTED = 200

/** The reader ended it. */
class Cancelled extends Error {}

/** Files on their way between the reader's computer and the host. Each is read piece by piece and can be cancelled. */
export class Transfers {
  readonly #carrier: Carrier
  readonly #running = new Set<number>()
  readonly #offers = new Map<number, Download>()
  #offered = 0

  constructor(carrier: Carrier) {
    this.#carrier = carrier
  }

  async handle(request: FileRequest): Promise<void> {
    const { id } = request
    if (request.type === 'cancel') {
      this.#running.delete(id)
      return
    }
    this.#running.add(id)
    try {
      if (request.type === 'put-file') await this.#put(request)
      else if (request.type === 'get-file') await this.#get(id, request.from, request.place ?? '')
      else
        this.#carrier.post({ type: 'files', id, paths: await this.#carrier.atRest((world) => listed(world)) })
    } catch (error) {
      this.#carrier.post({ type: 'refused', id, reason: reasonOf(error) })
    } finally {
      this.#running.delete(id)
    }
  }

  /** A program hands a file out: the page may take it. */
  offer(file: Download): void {
    this.#offered += 1
    const offer = this.#offered
    this.#offers.set(offer, file)
    this.#carrier.post({ type: 'offer', offer, name: safeName(file.name) })
  }

  /** Reads the file once, to know that it can be read and what its digest is; its bytes stay where they are. */
  async #put({ id, name, blob, directory }: Extract<FileRequest, { type: 'put-file' }>): Promise<void> {
    const digest = streamDigest(blob.size)
    const report = this.#reporter(id, blob.size)
    for (let at = 0; at < blob.size; at += PIECE) {
      digest.update(new Uint8Array(await blob.slice(at, at + PIECE).arrayBuffer()))
      report(Math.min(blob.size, at + PIECE))
      this.#check(id)
    }
    const hex = await digest.hex()
    const body = blobBody(blob, this.#carrier.readNow)
    const content = contentOf(body)
    const path = await this.#carrier.atRest(({ admin }) => {
      this.#check(id)
      const into = directory ?? homeOf(admin)
      const taken = new Set(admin.readdir(into).map(({ name }) => name))
      const free = `${into === '/' ? '' : into}/${freeName(safeName(name), (other) => taken.has(other))}`
      this.#carrier.put(free, blob)
      return free
    })
    this.#carrier.post({ type: 'put', id, path, size: blob.size, digest: `sha256:${hex}`, content })
  }

  async #get(id: number, from: number | string, place: Place): Promise<void> {
    const { name, body } = await this.#carrier.atRest((world) => this.#source(world, from, place))
    const report = this.#reporter(id, body.size)
    const batches: Blob[] = []
    const pieces: Uint8Array<ArrayBuffer>[] = []
    let done = 0
    for (const piece of chunksOf(body, PIECE)) {
      pieces.push(new Uint8Array(piece))
      done += piece.length
      if (pieces.length === BATCH) batches.push(new Blob(pieces.splice(0)))
      report(done)
      await this.#carrier.macrotask()
      this.#check(id)
    }
    const blob = new Blob([...batches, ...pieces], { type: 'application/octet-stream' })
    this.#carrier.post({ type: 'got', id, name: safeName(name), blob })
  }

  #source(world: World, from: number | string, place: Place): Download {
    if (typeof from === 'string' && place !== '') {
      const body = fileAt(world, place, from)?.body()
      if (!body) throw new FsError('ENOENT')
      return { name: from.split('/').at(-1)!, body }
    }
    if (typeof from === 'string') {
      const { admin } = world
      const path = from.startsWith('/') ? from : `${homeOf(admin)}/${from}`
      return { name: admin.realpath(path).split('/').at(-1)!, body: admin.readFile(path) }
    }
    const file = this.#offers.get(from)
    if (!file) throw new Error(`no offer ${from}`)
    this.#offers.delete(from)
    return file
  }

  #check(id: number): void {
    if (!this.#running.has(id)) throw new Cancelled()
  }

  #reporter(id: number, total: number): (done: number) => void {
    let last = -Infinity
    return (done) => {
      const now = this.#carrier.now()
      if (now - last < REPORT_EVERY && done < total) return
      last = now
      this.#carrier.post({ type: 'progress', id, done, total })
    }
  }
}

const homeOf = ({ env }: World['admin']): string => env.get('HOME')!

/** Regular files of the home directory that one sees there. */
function listed({ admin }: World): string[] {
  const home = homeOf(admin)
  const paths: string[] = []
  for (const { name } of admin.readdir(home)) {
    const path = `${home}/${name}`
    if (!name.startsWith('.') && isRegular(admin.lstat(path).mode)) paths.push(path)
    if (paths.length === LISTED) break
  }
  return paths
}

/** Why a transfer ended early, for the page: what the system said, or that the reader wanted it. */
function reasonOf(error: unknown): Refusal {
  if (error instanceof Cancelled) return { kind: 'cancelled' }
  if (isErrno(error) || error instanceof DOMException) return { kind: 'failed', message: error.message }
  throw error
}
