type Child = Node | string

/** Makes an element: attributes by name, `true` for a bare one; `false` and undefined are left out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | number | boolean | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : String(value))
  }
  made.append(...children)
  return made
}

/** A button with a listener. */
export function button(
  label: string,
  attributes: Readonly<Record<string, string | boolean | undefined>>,
  press: (event: MouseEvent) => void,
): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, label)
  made.addEventListener('click', press)
  return made
}

/** What is said as a computer says it: a path, a digest, a command. */
export function code(content: string, title?: string): HTMLElement {
  return element('code', { translate: 'no', title }, content)
}

/** One term of a description list and what belongs to it. */
export function term(name: string | Node, ...values: readonly Child[]): HTMLElement[] {
  return [element('dt', {}, name), element('dd', {}, ...values)]
}

/** For those who hear the page only. */
export function heard(content: string): HTMLElement {
  return element('span', { class: 'sr-only' }, content)
}
