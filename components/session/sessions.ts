import type { KeptSession } from '../../src/sandbox/session/store.ts'
import { button, element } from '../dom.ts'
import { text } from '../page-strings.ts'

/** The sessions of a lesson that the browser keeps: one press opens one. */
export function sessionsPanel(
  sessions: readonly KeptSession[],
  own: string | undefined,
  actions: { choose(id: string): void; close(): void },
): HTMLElement {
  const time = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: 'medium',
    timeStyle: 'short',
  })
  const rows = sessions.map(({ id, used, count, last }) => {
    const choose = button(
      '',
      { class: 'session-command', 'aria-current': id === own ? 'true' : undefined, disabled: id === own },
      () => actions.choose(id),
    )
    choose.append(
      element('span', {}, text('strata.sessions.one', { time: time.format(used), count })),
      element('code', { translate: 'no' }, last.split('\n')[0]!),
      ...(id === own ? [element('span', {}, text('strata.sessions.own'))] : []),
    )
    return element('li', { class: 'session-item' }, choose)
  })
  return element(
    'div',
    { class: 'session-share' },
    element('p', {}, text(rows.length > 0 ? 'strata.sessions.about' : 'strata.sessions.none')),
    element('ul', { class: 'session-list' }, ...rows),
    element(
      'div',
      { class: 'session-link' },
      button(text('strata.session.close'), {}, () => actions.close()),
    ),
  )
}
