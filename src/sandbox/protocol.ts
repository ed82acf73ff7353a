import type { BootFact, MergedOf, OriginView, PowerPress, Snapshot, ViewQuery } from '../engine/world.ts'
import type { Typed } from '../lessons/typed.ts'
import type { Content } from './archive.ts'
import type { Entry } from './session/entry.ts'
import type { KeptSession } from './session/store.ts'
import type { Timeline } from './session/timeline.ts'
import type { MachinePace } from './stepping.ts'

/** Size of a terminal in character cells. */
export interface TerminalSize {
  readonly columns: number
  readonly rows: number
}

/** Which path of which merged view: an image's layers, or those below a container's writable layer and that. */
export interface ExplainQuery {
  readonly over: MergedOf
  /** Absolute, without a slash at the end. */
  readonly path: string
}

/** A container's merged view, by the container's name; the host's files where it is empty. */
export type Place = string

export interface ListedEntry {
  readonly name: string
  readonly kind: 'directory' | 'file' | 'symlink' | 'other'
  readonly size: number
}

/** What is in a directory, and which containers there are. */
export interface Directory {
  readonly entries: readonly ListedEntry[]
  /** Names that are not listed. */
  readonly more: number
  readonly containers: readonly string[]
}

/** A file's text, or why it is not shown. */
export type ShownText =
  | { readonly shown: 'text'; readonly text: string; readonly writable: boolean }
  | { readonly shown: 'big' | 'binary'; readonly size: number }
  | { readonly shown: 'special' | 'gone' }

/** About files where they are. */
export type BrowseRequest = { readonly id: number; readonly place: Place; readonly path: string } & (
  | { readonly type: 'list-directory' | 'read-text' }
  /** Puts all of a file that is there. */
  | { readonly type: 'save-file'; readonly blob: Blob }
)

/** About files between the reader's computer and the host. */
export type FileRequest =
  /** Puts a file into a directory, the home directory if none is named. Its bytes are not copied. */
  | {
      readonly type: 'put-file'
      readonly id: number
      readonly name: string
      readonly blob: Blob
      readonly directory?: string
    }
  /** Takes a file out: one that was offered, by number; or a path of a place, absolute or from the home directory. */
  | { readonly type: 'get-file'; readonly id: number; readonly from: number | string; readonly place?: Place }
  | { readonly type: 'list-files'; readonly id: number }
  /** Ends the transfer of that number. */
  | { readonly type: 'cancel'; readonly id: number }

/** Why a transfer ended without a file. */
export type Refusal = { readonly kind: 'cancelled' } | { readonly kind: 'failed'; readonly message: string }

/** A file that is in the home directory now. */
export interface Landed {
  /** Absolute; the name may differ from what the file was called. */
  readonly path: string
  readonly size: number
  /** `sha256:…` of its bytes. */
  readonly digest: string
  readonly content: Content
}

/** About the session's past and future. */
export type SessionRequest =
  /** A step back or forth over what changed something, or to the moment after so many commands. */
  | { readonly type: 'go'; readonly id: number; readonly to: 'back' | 'forth' | number }
  /** A name for the present moment. */
  | { readonly type: 'mark'; readonly name: string }
  /** Whether the page shows the commands that were done: only then are they sent. */
  | { readonly type: 'watch-timeline'; readonly on: boolean }
  /** The lesson's sessions that the browser keeps. */
  | { readonly type: 'list-sessions'; readonly id: number }
  /** The session as others get it. */
  | { readonly type: 'share'; readonly id: number; readonly solved: readonly string[] }

/** From the page to the worker. `id` comes back in the answer. */
export type Request =
  /** The world of this lesson is likely to be wanted soon. */
  | { readonly type: 'prepare'; readonly lesson: string }
  /** Starts the world of a lesson and opens a terminal on it. */
  | {
      readonly type: 'open'
      readonly lesson: string
      readonly size: TerminalSize
      /** Begins a session of its own with these entries, beside the one that is kept. */
      readonly shared?: readonly Entry[]
      /** Name of the session that is wanted. Default: the latest. */
      readonly session?: string
    }
  | { readonly type: 'input'; readonly terminal: number; readonly data: Uint8Array }
  | { readonly type: 'resize'; readonly terminal: number; readonly size: TerminalSize }
  /** So many bytes of output are on the screen. */
  | { readonly type: 'shown'; readonly bytes: number }
  /** Another terminal on the same host. Its number is not in use: never opened, or told as `closed`. */
  | { readonly type: 'open-terminal'; readonly terminal: number; readonly size: TerminalSize }
  | { readonly type: 'close-terminal'; readonly terminal: number }
  /** Types the lines at a terminal's prompt, each when the one before has ended; others where the console is by then. */
  | {
      readonly type: 'run-lines'
      readonly id: number
      readonly terminal: number
      readonly lines: readonly Typed[]
    }
  | { readonly type: 'state-hash'; readonly id: number }
  /** A switch of the machine is pressed. */
  /** How fast a machine that boots goes on from now on. */
  | { readonly type: 'pace'; readonly pace: MachinePace }
  | { readonly type: 'power'; readonly press: PowerPress }
  /** Which view the page shows: from now on that one alone is sent, at once and when it changes. */
  | { readonly type: 'show-view'; readonly query: ViewQuery }
  | { readonly type: 'explain'; readonly id: number; readonly query: ExplainQuery }
  | FileRequest
  | BrowseRequest
  | SessionRequest

/** Of a machine that boots: how it is, and what a person at its console is in front of. */
export type MachineStatus = Pick<BootFact, 'power' | 'stage' | 'console'>

/** From the worker to the page. */
export type Reply =
  | { readonly type: 'ready' }
  | { readonly type: 'output'; readonly terminal: number; readonly data: Uint8Array }
  /** How a machine that boots is: told when that changes. */
  | ({ readonly type: 'machine' } & MachineStatus)
  | { readonly type: 'pace'; readonly pace: MachinePace }
  | { readonly type: 'prompt'; readonly terminal: number; readonly atPrompt: boolean }
  /** A shell is about to run this line; what comes next on its terminal is the line's output, until it has ended. */
  | { readonly type: 'began'; readonly terminal: number; readonly text: string }
  | { readonly type: 'ended'; readonly terminal: number; readonly status: number }
  /** A terminal of the session that was there when it was left. */
  | { readonly type: 'opened'; readonly terminal: number }
  /** A terminal is gone: the page closed it, or its shell has ended. The first one gets another shell instead. */
  | { readonly type: 'closed'; readonly terminal: number }
  | { readonly type: 'views'; readonly views: Snapshot }
  | { readonly type: 'timeline'; readonly timeline: Timeline }
  /** Names of the challenge's goals that are met now, or of the chapter's exercises that were done. */
  | { readonly type: 'met'; readonly goals: readonly string[] }
  /** A `go` has ended; `done` commands are in effect. */
  | { readonly type: 'gone'; readonly id: number; readonly done: number }
  /** What comes behind a link's `#`, unless that is too long or there are files in it; and the file. */
  | { readonly type: 'shared'; readonly id: number; readonly link: string | undefined; readonly file: Blob }
  | { readonly type: 'sessions'; readonly id: number; readonly sessions: readonly KeptSession[] }
  /** The session that is open is kept under this name. */
  | { readonly type: 'kept'; readonly session: string }
  /** The session cannot be kept in this browser from now on: told once. */
  | { readonly type: 'unkept'; readonly reason: string }
  /** All lines of a `run-lines` have ended, or their terminal has. */
  | { readonly type: 'ran'; readonly id: number }
  | { readonly type: 'state-hash'; readonly id: number; readonly hash: string }
  | { readonly type: 'explained'; readonly id: number; readonly origins: readonly OriginView[] }
  /** Bytes of a transfer so far, and of all. */
  | { readonly type: 'progress'; readonly id: number; readonly done: number; readonly total: number }
  | ({ readonly type: 'put'; readonly id: number } & Landed)
  | { readonly type: 'got'; readonly id: number; readonly name: string; readonly blob: Blob }
  | { readonly type: 'directory'; readonly id: number; readonly directory: Directory | undefined }
  | { readonly type: 'text'; readonly id: number; readonly shown: ShownText }
  | { readonly type: 'saved'; readonly id: number }
  | { readonly type: 'files'; readonly id: number; readonly paths: readonly string[] }
  | { readonly type: 'refused'; readonly id: number; readonly reason: Refusal }
  /** A program hands a file out: `get-file` with this number takes it. */
  | { readonly type: 'offer'; readonly offer: number; readonly name: string }
  /** The world threw: it is over, and a new worker is needed. */
  | { readonly type: 'error'; readonly message: string }
