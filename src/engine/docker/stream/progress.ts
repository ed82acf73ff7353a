import type { ProgressMessage, Stream } from '../../daemon/api.ts'
import type { ClientContext } from '../cli/command.ts'
import { ClientError } from '../cli/errors.ts'
import { humanSize } from '../format/units.ts'

/** Bars need a terminal wider than this. */
const BAR_COLUMNS = 110
const BAR_LENGTH = 50

type Detail = NonNullable<ProgressMessage['progressDetail']>

/** `[==>    ]  1.2MB/3.4MB` (moby, pkg/jsonmessage, JSONProgress.String). */
export function progressText(detail: Detail, columns: number): string {
  const current = detail.current ?? 0
  const total = detail.total ?? 0
  const { units } = detail
  if (current <= 0 && total <= 0) return ''
  if (total <= 0) return units ? `${current} ${units}` : humanSize(current).padStart(8)
  const filled = Math.min(BAR_LENGTH, Math.trunc(Math.trunc((current / total) * 100) / 2))
  const bar = columns > BAR_COLUMNS ? `[${'='.repeat(filled)}>${' '.repeat(BAR_LENGTH - filled)}] ` : ''
  if (detail.hidecounts) return bar
  if (units) return bar + (current > total ? `${current} ${units}` : `${current}/${total} ${units}`)
  const shown = humanSize(current).padStart(8)
  return bar + (current > total ? shown : `${shown}/${humanSize(total)}`)
}

/** A cursor movement; none for zero lines. */
const up = (lines: number): string => (lines > 0 ? `\x1b[${lines}A` : '')
const down = (lines: number): string => (lines > 0 ? `\x1b[${lines}B` : '')

/** Turns messages into what a terminal is sent, or into plain lines. Lines are told apart by the messages' IDs. */
export class ProgressDisplay {
  private lines = new Map<string, number>()
  /** Columns of the terminal; undefined where there is none. */
  private readonly columns: (() => number) | undefined

  constructor(columns?: () => number) {
    this.columns = columns
  }

  /** The bytes for one message. Throws `ClientError` for one that is an error. */
  show(message: ProgressMessage): string {
    const terminal = this.columns !== undefined
    const { id, progressDetail } = message
    let before = ''
    let distance = 0
    if (id && progressDetail) {
      let line = this.lines.get(id)
      if (line === undefined) {
        line = this.lines.size
        this.lines.set(id, line)
        if (terminal) before = '\n'
      }
      distance = this.lines.size - line
      if (terminal) before += up(distance)
    } else this.lines = new Map()
    const after = id && terminal ? down(distance) : ''
    return before + this.text(message) + after
  }

  private text(message: ProgressMessage): string {
    if (message.errorDetail) throw new ClientError(message.errorDetail.message, message.errorDetail.code || 1)
    if (message.error) throw new ClientError(message.error)
    const { id, status = '', stream, progressDetail } = message
    const head = id ? `${id}: ` : ''
    if (this.columns && progressDetail && !stream)
      return `\x1b[2K\r${head}${status} ${progressText(progressDetail, this.columns())}\r`
    if (progressDetail && progressText(progressDetail, 200) !== '') return ''
    return head + (stream ? stream : `${status}\n`)
  }
}

/** Shows a stream of progress until its end, where `out` writes: a terminal or plain lines. `onAux` gets what is for programs. */
export async function displayProgress(
  context: ClientContext,
  stream: Stream<ProgressMessage>,
  out: (text: string) => Promise<void> = context.out,
  onAux?: (aux: NonNullable<ProgressMessage['aux']>) => void,
): Promise<void> {
  const { process, terminal } = context
  const display = new ProgressDisplay(terminal && (() => process.windowSize(1).columns))
  for (;;) {
    const message = await stream.next()
    if (!message) return
    if (message.aux) {
      onAux?.(message.aux)
      continue
    }
    const text = display.show(message)
    if (text !== '') await out(text)
  }
}
