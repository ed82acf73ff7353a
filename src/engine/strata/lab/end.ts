import { isErrno } from '../../base/errors.ts'
import type { Fd, Process } from '../../kernel/process.ts'
import { type Call, callOf, refusedText } from './calls.ts'

/** The sides of the lab: the server's is the host or a container, the client's the other machine. */
export type End = 'server' | 'client'

/** Where the process of an end answers. */
export const endSocket = (end: End): string => `/run/strata/lab.${end}`

/** `call`: makes one; the answer comes at once and does not wait for it. `news`: what calls gave since the last time. */
export type EndRequest =
  | { readonly kind: 'call'; readonly words: readonly string[] }
  | { readonly kind: 'news' }

export interface EndAnswer {
  readonly pid: number
  /** The words of `call` make none. */
  readonly unknown?: boolean
  /** Calls that came back, with what they gave, in that order. */
  readonly over: readonly string[]
  /** Calls that have not come back. */
  readonly waiting: readonly string[]
  readonly open: readonly Fd[]
}

/** What runs as an end of the lab: makes calls on sockets as it is told, each in a thread of its own. Never ends by itself. */
export async function runEnd(process: Process, end: End): Promise<never> {
  const over: string[] = []
  const waiting = new Set<Call>()
  const open: Fd[] = []
  let made: Fd | undefined

  const make = async (call: Call): Promise<void> => {
    try {
      const { text, opened } = await call.make(process.net)
      if (opened !== undefined) {
        open.push(opened)
        if (call.text.startsWith('socket')) made = opened
      }
      over.push(text)
    } catch (error) {
      over.push(refusedText(call.text, error))
    }
    waiting.delete(call)
    title()
  }
  /** Its arguments tell what waits, as those of many servers do. */
  const title = (): void =>
    process.setTitle(
      [`lab-${end}`, [...waiting].map(({ text }) => text).join('; ')]
        .filter((part) => part !== '')
        .join(': '),
    )
  const close = (word: string | undefined): void => {
    const fd = word === undefined ? (open.at(-1) ?? 3) : Number(word)
    try {
      process.close(fd)
      open.splice(open.indexOf(fd), 1)
      if (made === fd) made = open.at(-1)
      over.push(`close(${fd}) = 0`)
    } catch (error) {
      over.push(refusedText(`close(${fd})`, error))
    }
  }
  /** Without the rights of root it may not have ports below 1024. */
  const become = (uid: number): void => {
    try {
      process.setCredentials({ ...process.credentials, uid, gid: uid, groups: [] })
      over.push(`setuid(${uid}) = 0`)
    } catch (error) {
      over.push(refusedText(`setuid(${uid})`, error))
    }
  }
  const begin = (words: readonly string[]): boolean => {
    if (words[0] === 'close' && words.length <= 2 && /^\d*$/.test(words[1] ?? '')) {
      close(words[1])
      return true
    }
    if (words[0] === 'setuid' && words.length === 2 && /^\d+$/.test(words[1]!)) {
      become(Number(words[1]))
      return true
    }
    const call = callOf(words, { made, any: open.at(-1), open })
    if (!call) return false
    waiting.add(call)
    title()
    process.thread(() => make(call))
    return true
  }

  process.serve(
    endSocket(end),
    async (request): Promise<EndAnswer> => {
      const asked = request as EndRequest
      const known = asked.kind === 'news' || begin(asked.words)
      return {
        pid: process.pid,
        ...(!known && { unknown: true }),
        over: asked.kind === 'news' ? over.splice(0) : [],
        waiting: [...waiting].map(({ text }) => text),
        open: [...open],
      }
    },
    0o600,
    'hidden',
  )
  for (;;) await process.pause()
}

/** Asks an end; undefined where none runs. */
export async function askEnd(
  process: Process,
  end: End,
  request: EndRequest,
): Promise<EndAnswer | undefined> {
  try {
    return (await process.connect(endSocket(end)).call(request)) as EndAnswer
  } catch (error) {
    if (!isErrno(error, 'ENOENT', 'ECONNREFUSED')) throw error
    return undefined
  }
}
