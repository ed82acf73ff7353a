import { button, element } from '../dom.ts'
import { text } from '../page-strings.ts'

/** The part of an address behind `#` that holds a session. */
export const SESSION_HASH = '#session='

/** A link to copy where the session fits into one, a file to save, and a way to open such a file. */
export function sharePanel(
  shared: { readonly link: string | undefined; readonly file: Blob },
  actions: { opened(file: File): void; close(): void },
): HTMLElement {
  const said = element('p', { class: 'session-said', role: 'status' })
  const parts: HTMLElement[] = []
  if (shared.link === undefined) parts.push(element('p', {}, text('strata.session.noLink')))
  else {
    const address = new URL(location.href)
    address.hash = SESSION_HASH + shared.link
    const link = element('input', {
      readonly: true,
      value: address.href,
      'aria-label': text('strata.session.link'),
    })
    link.addEventListener('focus', () => link.select())
    const copy = button(text('strata.session.copy'), {}, async () => {
      try {
        await navigator.clipboard.writeText(address.href)
        said.textContent = text('strata.session.copied')
      } catch {
        link.select()
        said.textContent = text('strata.copy.failed')
      }
    })
    parts.push(
      element('p', {}, text('strata.session.linkAbout')),
      element('div', { class: 'session-link' }, link, copy),
    )
  }
  const picked = element('input', { type: 'file', hidden: true, accept: '.strata' })
  picked.addEventListener('change', () => {
    const file = picked.files?.[0]
    if (file) actions.opened(file)
  })
  const save = button(text('strata.session.save'), {}, () => {
    const url = URL.createObjectURL(shared.file)
    const anchor = element('a', { href: url, download: 'session.strata' })
    anchor.click()
    setTimeout(() => URL.revokeObjectURL(url), 60_000)
  })
  const open = button(text('strata.session.openFile'), {}, () => picked.click())
  const close = button(text('strata.session.close'), {}, () => actions.close())
  return element(
    'div',
    { class: 'session-share' },
    ...parts,
    element('div', { class: 'session-link' }, save, open, close),
    picked,
    said,
  )
}
