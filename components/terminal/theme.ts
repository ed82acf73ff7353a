import type { ITheme } from '@xterm/xterm'

const light = {
  black: '#211c16',
  red: '#a1301d',
  green: '#4c6425',
  yellow: '#7d5f0c',
  blue: '#2c5a86',
  magenta: '#7a3f74',
  cyan: '#1f6764',
  white: '#857a69',
  brightBlack: '#665c4d',
  brightRed: '#b8391f',
  brightGreen: '#56722a',
  brightYellow: '#87670f',
  brightBlue: '#32669a',
  brightMagenta: '#8a4883',
  brightCyan: '#247571',
  brightWhite: '#3a332a',
}

const dark = {
  black: '#3b3731',
  red: '#e2806a',
  green: '#a8bd83',
  yellow: '#d6bb6c',
  blue: '#8fb2d6',
  magenta: '#cf9fc6',
  cyan: '#8dc4bf',
  white: '#d0c7b7',
  brightBlack: '#8c8373',
  brightRed: '#ee9a86',
  brightGreen: '#bccf9a',
  brightYellow: '#e6ce86',
  brightBlue: '#a8c6e4',
  brightMagenta: '#deb5d6',
  brightCyan: '#a6d6d1',
  brightWhite: '#f4eee2',
}

/** The terminal's colours in the page's present theme. */
export function terminalTheme(): ITheme {
  const style = getComputedStyle(document.documentElement)
  const value = (name: string) => style.getPropertyValue(name).trim()
  const day = document.documentElement.dataset.theme === 'light'
  return {
    ...(day ? light : dark),
    background: value('--terminal-bg'),
    foreground: value('--terminal-fg'),
    cursor: value('--terminal-prompt'),
    cursorAccent: value('--terminal-bg'),
    selectionBackground: day ? '#d8c3a566' : '#d98b5244',
  }
}

/** Calls back when the reader changes the theme. The result ends that. */
export function onThemeChange(callback: () => void): () => void {
  const observer = new MutationObserver(callback)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  return () => observer.disconnect()
}
