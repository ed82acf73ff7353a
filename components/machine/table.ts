import { element } from '../dom.ts'

/** What stands in a cell, or the cell. */
type Cell = HTMLElement | string

/** A table that scrolls within itself where there is no room for it. `label` names it for those who hear it. */
export function scrollTable(
  label: string,
  heads: readonly string[],
  rows: readonly (readonly (Cell | readonly Cell[])[])[],
): HTMLElement {
  const cells = (row: (typeof rows)[number]): HTMLElement[] =>
    row.map((cell) => element('td', {}, ...(Array.isArray(cell) ? cell : [cell as Cell])))
  return element(
    'div',
    { class: 'machine-scroll', tabindex: '0', role: 'region', 'aria-label': label },
    element(
      'table',
      {},
      element('thead', {}, element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head)))),
      element('tbody', {}, ...rows.map((row) => element('tr', {}, ...cells(row)))),
    ),
  )
}
