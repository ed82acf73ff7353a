import type { Body } from '../base/body.ts'
import { isErrno } from '../base/errors.ts'
import type { Process } from '../kernel/process.ts'

/** Abstract name of the socket behind which the page listens, where there is a page. */
const PAGE_SOCKET = '\0strata/page'

/** What goes to the page: a file as it is now, and the last part of its path. */
export interface Download {
  readonly name: string
  readonly body: Body
}

/** What a command of the site asks of the page. */
export type PageRequest =
  | { readonly kind: 'download'; readonly file: Download }
  /** `strata undo` and the like: the words after `strata`. */
  | { readonly kind: 'session'; readonly words: readonly string[] }

/** What the command is to print, and its exit code. */
export interface PageAnswer {
  readonly out?: string
  readonly error?: string
  readonly code: number
}

/** Asks the page; undefined where there is none. */
export async function askPage(process: Process, request: PageRequest): Promise<PageAnswer | undefined> {
  try {
    return (await process.connect(PAGE_SOCKET).call(request)) as PageAnswer
  } catch (error) {
    if (!isErrno(error, 'ECONNREFUSED')) throw error
    return undefined
  }
}

export { PAGE_SOCKET }
