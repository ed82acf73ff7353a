import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { HighlightStyle, StreamLanguage, type StreamParser, syntaxHighlighting } from '@codemirror/language'
import { EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import type { Language } from './model.ts'

/** What an editor is given. */
export interface EditorOptions {
  readonly text: string
  readonly language: Language
  readonly label: string
  readonly readOnly: boolean
  changed(): void
  save(): void
}

const load: Readonly<Record<Exclude<Language, 'none'>, () => Promise<StreamParser<unknown>>>> = {
  shell: async () => (await import('@codemirror/legacy-modes/mode/shell')).shell as StreamParser<unknown>,
  dockerfile: async () =>
    (await import('@codemirror/legacy-modes/mode/dockerfile')).dockerFile as StreamParser<unknown>,
  json: async () => (await import('@codemirror/legacy-modes/mode/javascript')).json as StreamParser<unknown>,
  yaml: async () => (await import('@codemirror/legacy-modes/mode/yaml')).yaml as StreamParser<unknown>,
  toml: async () => (await import('@codemirror/legacy-modes/mode/toml')).toml as StreamParser<unknown>,
  properties: async () =>
    (await import('@codemirror/legacy-modes/mode/properties')).properties as StreamParser<unknown>,
  nginx: async () => (await import('@codemirror/legacy-modes/mode/nginx')).nginx as StreamParser<unknown>,
  python: async () => (await import('@codemirror/legacy-modes/mode/python')).python as StreamParser<unknown>,
  css: async () => (await import('@codemirror/legacy-modes/mode/css')).css as StreamParser<unknown>,
  xml: async () => (await import('@codemirror/legacy-modes/mode/xml')).xml as StreamParser<unknown>,
}

/** Colours of the page's own palette, so that they follow its theme. */
const highlighting = HighlightStyle.define([
  { tag: [tags.comment, tags.meta], color: 'var(--terminal-dim)', fontStyle: 'italic' },
  { tag: [tags.keyword, tags.tagName], color: 'var(--terminal-prompt)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--terminal-string)' },
  { tag: [tags.number, tags.bool, tags.atom, tags.attributeName], color: 'var(--terminal-flag)' },
  {
    tag: [tags.variableName, tags.propertyName, tags.definition(tags.variableName)],
    color: 'var(--terminal-variable)',
  },
  {
    tag: [tags.standard(tags.variableName), tags.heading],
    color: 'var(--terminal-program)',
    fontWeight: '600',
  },
])

const theme = EditorView.theme({
  '&': {
    height: '100%',
    color: 'var(--terminal-fg)',
    backgroundColor: 'var(--terminal-bg)',
    fontSize: '0.78125rem',
  },
  '.cm-scroller': { fontFamily: 'var(--__sl-font-mono)', lineHeight: '1.5' },
  '.cm-content': { caretColor: 'var(--terminal-prompt)' },
  '.cm-cursor': { borderLeftColor: 'var(--terminal-prompt)', borderLeftWidth: '2px' },
  '.cm-gutters': { backgroundColor: 'var(--terminal-bg)', color: 'var(--terminal-dim)', border: '0' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--surface)' },
  '&.cm-focused': { outline: '2px solid var(--sl-color-accent)', outlineOffset: '-2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--sl-color-accent-low)',
  },
})

/** An editor for one file. Tab indents; Esc, then Tab leaves it. */
export async function makeEditor(parent: HTMLElement, options: EditorOptions): Promise<EditorView> {
  const { text, language, label, readOnly } = options
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  const parser = language === 'none' ? undefined : await load[language]()
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection({ cursorBlinkRate: still ? 0 : 1200 }),
        highlightActiveLine(),
        ...(parser ? [StreamLanguage.define(parser)] : []),
        syntaxHighlighting(highlighting),
        keymap.of([
          {
            key: 'Mod-s',
            run: () => {
              options.save()
              return true
            },
          },
          indentWithTab,
          ...defaultKeymap,
          ...historyKeymap,
        ]),
        theme,
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', translate: 'no' }),
        EditorState.lineSeparator.of('\n'),
        EditorState.readOnly.of(readOnly),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.changed()
        }),
      ],
    }),
  })
}
