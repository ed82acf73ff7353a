import type { ReferenceCommand, ReferenceOption } from '../../src/engine/docker/reference.ts'
import en from './en.json' with { type: 'json' }
import zh from './zh.json' with { type: 'json' }

export type Language = 'zh' | 'en'
type Words = Omit<typeof en, 'summaries'> & { readonly summaries: Readonly<Record<string, string>> }
const WORDS: Readonly<Record<Language, Words>> = { zh, en }

/** One page of the reference: a noun with its commands, or docker itself. */
export interface ReferencePage {
  /** Last part of its address: `image`, `docker`. */
  readonly name: string
  readonly title: string
  readonly description: string
  readonly html: string
  readonly headings: readonly { depth: number; slug: string; text: string }[]
}

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)
const code = (text: string): string => `<code>${escapeHtml(text)}</code>`
const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '')

/** `docker trust key load` stands at `key-load` of its noun's page. */
const anchorOf = (path: string): string => path.split(' ').slice(2).join('-') || path.split(' ')[1]!

class PageWriter {
  private readonly words: Words
  private readonly language: Language
  private readonly base: string
  readonly headings: { depth: number; slug: string; text: string }[] = []

  constructor(language: Language, base: string) {
    this.language = language
    this.words = WORDS[language]
    this.base = base
  }

  /** In Chinese where we have it; Docker's own English below it. */
  summary({ path, same, summary }: ReferenceCommand): string {
    return this.words.summaries[same ?? path] ?? summary
  }

  private link({ path, same, commands }: ReferenceCommand): string {
    const target = same ?? path
    const [, noun, ...rest] = target.split(' ')
    const own = rest.length === 0 && commands.length === 0
    const anchor = rest.length > 0 || own ? `#${anchorOf(target)}` : ''
    return `<a href="${this.base}${this.language}/reference/${own ? 'docker' : noun}/${anchor}">${code(path)}</a>`
  }

  table(path: string, commands: readonly ReferenceCommand[]): string {
    const { words } = this
    const rows = commands.map((command) => {
      const other = command.same ? ` <small>${escapeHtml(words.same)} ${code(command.same)}</small>` : ''
      const runs = command.commands.length > 0 ? '' : command.simulated ? words.yes : words.no
      return `<tr><td>${this.link(command)}</td><td>${escapeHtml(this.summary(command))}${other}</td><td>${runs}</td></tr>`
    })
    const head = [words.command, words.what, words.inSandbox].map(
      (text) => `<th scope="col">${escapeHtml(text)}</th>`,
    )
    return this.scrolling(fill(words.commandsHere, { path }), head, rows)
  }

  private scrolling(label: string, head: readonly string[], rows: readonly string[]): string {
    return `<div class="reference-table" role="region" tabindex="0" aria-label="${escapeHtml(label)}"><table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
  }

  private option({ name, short, type, default: value, help }: ReferenceOption): string {
    const names = short ? `${code(`-${short}`)}, ${code(`--${name}`)}` : code(`--${name}`)
    const text = escapeHtml(help).replaceAll('\n', '<br>')
    return `<tr><td>${names}</td><td>${escapeHtml(type || 'bool')}</td><td>${value ? code(value) : ''}</td><td lang="en">${text}</td></tr>`
  }

  options({ path, options }: ReferenceCommand): string {
    if (options.length === 0) return ''
    const { words } = this
    const head = [words.option, words.type, words.default, words.meaning]
    return this.scrolling(
      fill(words.optionsOf, { path }),
      head.map((text) => `<th scope="col">${escapeHtml(text)}</th>`),
      options.map((option) => this.option(option)),
    )
  }

  heading(depth: number, slug: string, text: string): string {
    this.headings.push({ depth, slug, text })
    return `<h${depth} id="${slug}">${escapeHtml(text)}</h${depth}>`
  }

  help({ path, help }: ReferenceCommand): string {
    return `<details data-pagefind-ignore><summary>${escapeHtml(this.words.help)}</summary><pre class="reference-text" tabindex="0" lang="en" aria-label="${escapeHtml(`${path} --help`)}"><code>${escapeHtml(help)}</code></pre></details>`
  }

  /** One command: what it does, how it is called, its options, its help. */
  section(command: ReferenceCommand, depth: number): string {
    const { words } = this
    const summary = this.summary(command)
    const english =
      summary === command.summary ? '' : `<br><span lang="en">${escapeHtml(command.summary)}</span>`
    const group = command.commands.length > 0
    return [
      this.heading(depth, anchorOf(command.path), command.path),
      `<p>${escapeHtml(summary)}${english}</p>`,
      group
        ? ''
        : `<p><small>${escapeHtml(command.simulated ? words.simulated : words.notSimulated)}</small></p>`,
      `<pre class="reference-text" tabindex="0" lang="en"><code>${escapeHtml(command.usage)}</code></pre>`,
      command.aliases.length > 0
        ? `<p>${escapeHtml(words.aliases)}: ${command.aliases.map(code).join(', ')}</p>`
        : '',
      group ? this.table(command.path, command.commands) : this.options(command),
      this.help(command),
      ...command.commands.map((child) => this.section(child, Math.min(depth + 1, 3))),
    ].join('\n')
  }
}

/** The pages of a language: docker itself, then one for each noun. `base` is the site's, with slashes around it. */
export function referencePages(root: ReferenceCommand, language: Language, base: string): ReferencePage[] {
  const words = WORDS[language]
  const nouns = root.commands.filter(({ commands }) => commands.length > 0)
  const alone = root.commands.filter(({ commands, same }) => commands.length === 0 && !same)
  const first = new PageWriter(language, base)
  const rootHtml = [
    `<p>${escapeHtml(first.summary(root))}</p>`,
    `<pre class="reference-text" tabindex="0" lang="en"><code>${escapeHtml(root.usage)}</code></pre>`,
    first.heading(2, 'commands', words.commands),
    first.table('docker', root.commands),
    first.heading(2, 'options', words.options),
    first.options(root),
    first.help(root),
    ...alone.map((command) => first.section(command, 2)),
  ].join('\n')
  return [
    {
      name: 'docker',
      title: words.root,
      description: words.rootDescription,
      html: rootHtml,
      headings: first.headings,
    },
    ...nouns.map((noun) => {
      const writer = new PageWriter(language, base)
      const name = noun.path.split(' ')[1]!
      const html = [
        `<pre class="reference-text" tabindex="0" lang="en"><code>${escapeHtml(noun.usage)}</code></pre>`,
        writer.table(noun.path, noun.commands),
        writer.help(noun),
        ...noun.commands.map((command) => writer.section(command, 2)),
      ].join('\n')
      const summary = writer.summary(noun)
      return {
        name,
        title: fill(words.title, { name }),
        description: fill(words.description, { summary }),
        html,
        headings: writer.headings,
      }
    }),
  ]
}

/** Names of the pages, in order: what the sidebar lists. */
export const referenceNames = (root: ReferenceCommand): string[] => [
  'docker',
  ...root.commands.filter(({ commands }) => commands.length > 0).map(({ path }) => path.split(' ')[1]!),
]
