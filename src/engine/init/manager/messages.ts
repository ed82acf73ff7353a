import type { JobResult, JobType } from './job.ts'
import type { UnitType } from './names.ts'
import type { Unit } from './unit.ts'

/** What is said while a job of a unit runs and when it is over; `%s` is the unit (unit type tables, status_message_formats). */
interface Formats {
  readonly starting?: string
  readonly stopping?: string
  readonly started: Partial<Record<JobResult, string>>
  readonly stopped: Partial<Record<JobResult, string>>
}

const STARTED: Formats['started'] = {
  done: 'Started %s.',
  timeout: 'Timed out starting %s.',
  failed: 'Failed to start %s.',
  dependency: 'Dependency failed for %s.',
  assert: 'Assertion failed for %s.',
  unsupported: 'Starting of %s unsupported.',
}
const STOPPED: Formats['stopped'] = {
  done: 'Stopped %s.',
  failed: 'Stopped (with error) %s.',
  timeout: 'Timed out stopping %s.',
}
const GENERIC: Formats = { started: STARTED, stopped: STOPPED }

const FORMATS: Readonly<Partial<Record<UnitType, Formats>>> = {
  service: { starting: 'Starting %s...', stopping: 'Stopping %s...', started: STARTED, stopped: STOPPED },
  scope: { starting: 'Starting %s...', stopping: 'Stopping %s...', started: STARTED, stopped: STOPPED },
  target: {
    started: { ...STARTED, done: 'Reached target %s.' },
    stopped: { ...STOPPED, done: 'Stopped target %s.' },
  },
  slice: {
    started: { ...STARTED, done: 'Created slice %s.' },
    stopped: { ...STOPPED, done: 'Removed slice %s.' },
  },
  socket: {
    started: { ...STARTED, done: 'Listening on %s.', failed: 'Failed to listen on %s.' },
    stopped: { ...STOPPED, done: 'Closed %s.' },
  },
  automount: {
    started: { ...STARTED, done: 'Set up automount %s.', failed: 'Failed to set up automount %s.' },
    stopped: { ...STOPPED, done: 'Unset automount %s.' },
  },
  device: {
    starting: 'Expecting device %s...',
    started: { ...STARTED, done: 'Found device %s.', timeout: 'Timed out waiting for device %s.' },
    stopped: STOPPED,
  },
  mount: {
    starting: 'Mounting %s...',
    stopping: 'Unmounting %s...',
    started: {
      ...STARTED,
      done: 'Mounted %s.',
      failed: 'Failed to mount %s.',
      timeout: 'Timed out mounting %s.',
    },
    stopped: { done: 'Unmounted %s.', failed: 'Failed unmounting %s.', timeout: 'Timed out unmounting %s.' },
  },
  swap: {
    starting: 'Activating swap %s...',
    stopping: 'Deactivating swap %s...',
    started: {
      ...STARTED,
      done: 'Activated swap %s.',
      failed: 'Failed to activate swap %s.',
      timeout: 'Timed out activating swap %s.',
    },
    stopped: {
      done: 'Deactivated swap %s.',
      failed: 'Failed deactivating swap %s.',
      timeout: 'Timed out deactivating swap %s.',
    },
  },
}

/** What is said while a job goes on; undefined for types that are quick. */
export function beginning(type: UnitType, job: JobType): string | undefined {
  const { starting, stopping } = FORMATS[type] ?? GENERIC
  return job === 'start' ? starting : job === 'stop' || job === 'restart' ? stopping : undefined
}

/** What is said at the end of a job; undefined where nothing is. */
export function ending(unit: Unit, job: JobType, result: JobResult): string | undefined {
  const { started, stopped } = FORMATS[unit.type] ?? GENERIC
  if (job === 'start') {
    if (unit.type === 'service' && result === 'done' && unit.settings.get('Service', 'Type') === 'oneshot')
      return 'Finished %s.'
    return started[result]
  }
  if (job === 'stop' || job === 'restart' || job === 'try-restart') return stopped[result]
  if (job === 'reload') return result === 'done' ? 'Reloaded %s.' : 'Reload failed for %s.'
  return undefined
}

/** The word in brackets before it on the console, with its colour (ansi-color.h). */
export function wordOf(job: JobType, result: JobResult): string | undefined {
  if (job === 'start') {
    switch (result) {
      case 'done':
        return `${GREEN}  OK  ${NORMAL}`
      case 'timeout':
        return `${RED} TIME ${NORMAL}`
      case 'failed':
        return `${RED}FAILED${NORMAL}`
      case 'dependency':
        return `${YELLOW}DEPEND${NORMAL}`
      case 'assert':
        return `${YELLOW}ASSERT${NORMAL}`
      case 'unsupported':
        return `${YELLOW}UNSUPP${NORMAL}`
      default:
        return undefined
    }
  }
  if (result === 'done') return `${GREEN}  OK  ${NORMAL}`
  if (result === 'timeout') return `${RED} TIME ${NORMAL}`
  if (result === 'failed') return `${RED}FAILED${NORMAL}`
  return undefined
}

const GREEN = '\x1b[0;32m'
const RED = '\x1b[0;1;31m'
const YELLOW = '\x1b[0;1;38;5;185m'
const HIGHLIGHT = '\x1b[0;1;39m'
const NORMAL = '\x1b[0m'

/** How the console names a unit: its name stands out. */
export const highlighted = ({ name, description }: Unit): string =>
  description === name ? `${HIGHLIGHT}${name}${NORMAL}` : `${HIGHLIGHT}${name}${NORMAL} - ${description}`

/** Columns of a console that says nothing of its size. */
const COLUMNS = 80
const INDENT = '         '

/** A line of status as the console shows it: cut in the middle where it is too long (show-status.c, status_vprintf). */
export function statusLine(word: string | undefined, text: string): string {
  return `${word === undefined ? INDENT : `[${word}] `}${ellipsized(text, COLUMNS - INDENT.length - 1)}\n`
}

/** Escape sequences count: a text of ASCII is cut by bytes (string-util.c, ascii_ellipsize_mem). */
function ellipsized(text: string, width: number): string {
  const letters = [...text]
  if (letters.length <= width) return text
  const head = Math.floor(((width - 1) * 50 + 50) / 100)
  return `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (width - head - 1)).join('')}`
}
