import { createCssVariablesTheme, createHighlighterCoreSync } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'
import bash from 'shiki/langs/bash.mjs'

/** A piece of a command and the CSS variable that colours it; none for plain text. */
export interface Piece {
  readonly text: string
  readonly color?: string
}

const theme = createCssVariablesTheme({ name: 'strata', variablePrefix: '--code-' })
const shiki = createHighlighterCoreSync({
  themes: [theme],
  langs: [bash],
  engine: createJavaScriptRegexEngine(),
})

/** Splits a shell command into coloured pieces, line by line. Colours are CSS variables: one markup, both themes. */
export function highlightCommand(command: string): Piece[][] {
  const { tokens } = shiki.codeToTokens(command, { lang: 'bash', theme: 'strata' })
  return tokens.map((line) =>
    line.map(({ content, color }) =>
      color && color !== 'var(--code-foreground)' ? { text: content, color } : { text: content },
    ),
  )
}
