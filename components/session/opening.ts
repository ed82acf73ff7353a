import type { Entry } from '../../src/sandbox/session/entry.ts'
import { noteSolved } from '../challenge/progress.ts'
import { button, element } from '../dom.ts'
import { text } from '../page-strings.ts'
import { SESSION_HASH } from './share.ts'

/** Lines of a session that are shown before it is opened. */
const SHOWN = 200

/** A session from a link or a file, read and not yet run. */
interface Offered {
  readonly lesson: string
  readonly entries: readonly Entry[]
  readonly solved?: readonly string[]
}

/**
 * The session in the page's address, if there is one: shows what it would type, and opens it only when the reader presses. The
 * address is left without it.
 */
export async function offerFromAddress(
  lesson: string,
  open: (entries: readonly Entry[]) => void,
): Promise<void> {
  if (!location.hash.startsWith(SESSION_HASH)) return
  const part = location.hash.slice(SESSION_HASH.length)
  history.replaceState(history.state, '', location.pathname + location.search)
  const { readLinkPart } = await import('../../src/sandbox/session/link.ts')
  await offer(lesson, () => readLinkPart(part), open)
}

/** The same for a file that the reader chose. */
export async function offerFromFile(
  lesson: string,
  file: File,
  open: (entries: readonly Entry[]) => void,
): Promise<void> {
  const { readSessionFile } = await import('../../src/sandbox/session/file.ts')
  await offer(lesson, () => readSessionFile(file), open)
}

async function offer(
  lesson: string,
  read: () => Offered | Promise<Offered>,
  open: (entries: readonly Entry[]) => void,
): Promise<void> {
  const [{ BadShare }, { preview }] = await Promise.all([
    import('../../src/sandbox/session/encoding.ts'),
    import('../../src/sandbox/session/preview.ts'),
  ])
  let offered: Offered
  try {
    offered = await read()
  } catch (error) {
    if (!(error instanceof BadShare) && !(error instanceof DOMException)) throw error
    return tell(text('strata.opening.broken'))
  }
  const { solved = [] } = offered
  if (offered.lesson !== lesson) return tell(text('strata.opening.other', { lesson: offered.lesson }))
  ask(preview(offered.entries), () => {
    if (solved.length > 0) noteSolved(...solved)
    open(offered.entries)
  })
}

/** Says why nothing is opened. */
function tell(message: string): void {
  const dialog = element('dialog', { class: 'opening', 'aria-labelledby': 'opening-title' })
  dialog.append(
    element('h2', { id: 'opening-title' }, text('strata.opening')),
    element('p', {}, message),
    element(
      'div',
      { class: 'opening-buttons' },
      button(text('strata.session.close'), {}, () => dialog.close()),
    ),
  )
  showDialog(dialog)
}

function ask(lines: readonly string[], open: () => void): void {
  const dialog = element('dialog', { class: 'opening', 'aria-labelledby': 'opening-title' })
  const list = element(
    'ol',
    { class: 'opening-lines', tabindex: 0 },
    ...lines.slice(0, SHOWN).map((line) => element('li', {}, element('code', { translate: 'no' }, line))),
  )
  const more =
    lines.length > SHOWN
      ? [element('p', {}, text('strata.session.more', { count: lines.length - SHOWN }))]
      : []
  const yes = button(text('strata.opening.open'), { class: 'opening-yes' }, () => {
    dialog.close()
    open()
  })
  dialog.append(
    element('h2', { id: 'opening-title' }, text('strata.opening')),
    element('p', {}, text('strata.opening.about', { count: lines.length })),
    list,
    ...more,
    element(
      'div',
      { class: 'opening-buttons' },
      yes,
      button(text('strata.opening.dismiss'), {}, () => dialog.close()),
    ),
  )
  showDialog(dialog)
}

function showDialog(dialog: HTMLDialogElement): void {
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}
