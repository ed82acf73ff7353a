import { type Body, textBody } from '../../../base/body.ts'
import { isErrno } from '../../../base/errors.ts'
import { type HttpHeaders, headerOf } from '../../../base/http.ts'
import type { WebRequest } from '../../../base/web-request.ts'
import type { Process } from '../../../kernel/process.ts'
import { S_IFDIR, S_IFMT } from '../../../vfs/filesystem.ts'
import { extensionOf, httpDate, normalized } from '../web/files.ts'
import type { WebAnswer } from '../web/loop.ts'
import { type Directive, last, settingOf } from './config.ts'

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  410: 'Gone',
}
const ALLOWED = ['GET', 'POST', 'OPTIONS', 'HEAD']
const REDIRECTS: Readonly<Record<string, number>> = { permanent: 301, temp: 302, seeother: 303, gone: 410 }

/** What one answer is made of. */
interface Made {
  readonly status: number
  readonly headers: HttpHeaders
  readonly body: Body
}

/** One host of the configuration: the main server, or a <VirtualHost>. */
export class Site {
  private readonly p: Process
  private readonly version: string
  private readonly root: string
  /** Its own directives before those of the main server. */
  private readonly own: readonly Directive[]
  private readonly all: readonly Directive[]
  private readonly types: ReadonlyMap<string, string>
  private readonly tell: (text: string) => Promise<void>

  constructor(
    p: Process,
    about: { version: string; root: string; types: ReadonlyMap<string, string> },
    own: readonly Directive[],
    main: readonly Directive[],
    tell: (text: string) => Promise<void>,
  ) {
    this.p = p
    this.version = about.version
    this.root = about.root
    this.types = about.types
    this.own = own
    this.all = own === main ? main : [...main, ...own]
    this.tell = tell
  }

  /** The log that it has of its own: file and format. */
  get log(): readonly string[] | undefined {
    return this.own === this.all ? undefined : last(this.own, 'customlog')?.args
  }

  /** Answers to this name. */
  named(host: string): boolean {
    const names = this.own
      .filter(({ name }) => name === 'servername' || name === 'serveralias')
      .flatMap(({ args }) => args)
    return names.some((name) => name.split(':')[0]!.toLowerCase() === host)
  }

  private path(text: string): string {
    return text.startsWith('/') ? text : `${this.root}/${text}`
  }
  private get documentRoot(): string {
    return this.path(settingOf(this.all, 'documentroot') ?? 'htdocs').replace(/\/$/, '')
  }

  /** What the request gets. */
  async answer(request: WebRequest, close: boolean): Promise<WebAnswer> {
    const made = await this.make(request)
    return this.finished(made, request, close)
  }
  bad(): WebAnswer {
    return this.finished(this.page(400), undefined, true)
  }

  private finished(
    { status, headers, body }: Made,
    request: WebRequest | undefined,
    close: boolean,
  ): WebAnswer {
    const ends = close || request?.version === '1.0'
    const fields: [string, string][] = [
      ['Date', httpDate(this.p.now())],
      ['Server', serverField(this.version, settingOf(this.all, 'servertokens'))],
      ...headers.map(([name, value]): [string, string] => [name, value]),
    ]
    if (ends) fields.push(['Connection', 'close'])
    return {
      line: `HTTP/1.1 ${status} ${REASONS[status] ?? ''}`,
      headers: fields.sort(([a], [b]) => order(a) - order(b)),
      body,
      bodiless: request?.method === 'HEAD' || status === 304,
      close: ends,
    }
  }

  /** The page that httpd makes for a status. */
  private page(status: number, text?: string, fields: HttpHeaders = []): Made {
    const title = `${status} ${REASONS[status]}`
    const body = textBody(
      `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${title}</title>\n</head><body>\n<h1>${REASONS[status]}</h1>\n<p>${text ?? TEXTS[status]}</p>\n</body></html>\n`,
    )
    return {
      status,
      headers: [
        ...fields,
        ['Content-Length', String(body.size)],
        ['Content-Type', 'text/html; charset=iso-8859-1'],
      ],
      body,
    }
  }
  private moved(status: number, to: string): Made {
    return this.page(status, `The document has moved <a href="${to}">here</a>.`, [['Location', to]])
  }

  private async make(request: WebRequest): Promise<Made> {
    const path = normalized(request.path)
    if (path === undefined) return this.page(400)
    const host = headerOf(request.headers, 'Host') ?? settingOf(this.all, 'servername') ?? 'localhost'
    for (const { name, args } of this.all) {
      if (name !== 'redirect') continue
      const [kind = '', from = '', to = ''] = args.length === 3 ? args : ['temp', ...args]
      if (!path.startsWith(from)) continue
      const status = REDIRECTS[kind] ?? Number(kind)
      const target = to + path.slice(from.length)
      return this.moved(status, target.startsWith('/') ? `http://${host}${target}` : target)
    }
    if (!ALLOWED.includes(request.method))
      return this.page(405, `The requested method ${request.method} is not allowed for this URL.`, [
        ['Allow', `${ALLOWED.join(',')},TRACE`],
      ])
    const alias = this.all
      .filter(({ name, args }) => name === 'alias' && path.startsWith(args[0] ?? '/'))
      .at(-1)
    const file = alias
      ? this.path(alias.args[1] ?? '') + path.slice(alias.args[0]!.length)
      : this.documentRoot + path
    const made = await this.file(request, path, file, host)
    return made.status >= 400 ? this.ownPage(made) : made
  }

  /** ErrorDocument: a text, or a file of the site. */
  private ownPage(made: Made): Made {
    const own = this.all.findLast(
      ({ name, args }) => name === 'errordocument' && args[0] === String(made.status),
    )
    const [, document = ''] = own?.args ?? []
    if (!own) return made
    if (!document.startsWith('/'))
      return { ...made, ...sized(textBody(document), 'text/html; charset=iso-8859-1') }
    try {
      const body = this.p.readFile(this.documentRoot + document)
      return { ...made, ...sized(body, this.types.get(extensionOf(document)) ?? '') }
    } catch (error) {
      if (!isErrno(error)) throw error
      return made
    }
  }

  private async file(request: WebRequest, path: string, given: string, host: string): Promise<Made> {
    const { p } = this
    let file = given
    try {
      if (!this.granted(file)) {
        await this.tell(`[authz_core:error] AH01630: client denied by server configuration: ${file}`)
        return this.page(403)
      }
      if ((p.stat(file).mode & S_IFMT) === S_IFDIR) {
        if (!path.endsWith('/')) return this.moved(301, `http://${host}${path}/`)
        const names = last(this.all, 'directoryindex')?.args ?? ['index.html']
        const found = names.find((name) => p.exists(`${file}${name}`))
        if (found === undefined) return this.page(404)
        file += found
      }
      const { mtime, size } = p.stat(file)
      const etag = `"${size.toString(16)}-${(mtime / 1000n).toString(16)}"`
      const fields: [string, string][] = [
        ['Last-Modified', httpDate(mtime)],
        ['ETag', etag],
      ]
      if (headerOf(request.headers, 'If-None-Match') === etag)
        return { status: 304, headers: fields, body: textBody('') }
      const type = this.types.get(extensionOf(file))
      return {
        status: 200,
        headers: [
          ...fields,
          ['Accept-Ranges', 'bytes'],
          ['Content-Length', String(size)],
          ...(type === undefined ? [] : [['Content-Type', type] as [string, string]]),
        ],
        body: p.readFile(file),
      }
    } catch (error) {
      if (!isErrno(error)) throw error
      if (error.errno !== 'EACCES') return this.page(404)
      await this.tell(
        `[core:error] (13)Permission denied: AH00132: file permissions deny server access: ${file}`,
      )
      return this.page(403)
    }
  }

  /** What the innermost <Directory> with a `Require` says. */
  private granted(file: string): boolean {
    const rules = this.all
      .filter(({ name, args }) => name === 'directory' && inFolder(file, args[0] ?? '/'))
      .sort((a, b) => (a.args[0] ?? '').length - (b.args[0] ?? '').length)
      .flatMap(({ block }) => block ?? [])
      .filter(({ name }) => name === 'require')
    return rules.at(-1)?.args.join(' ') !== 'all denied'
  }
}

const inFolder = (file: string, folder: string): boolean =>
  file === folder || file.startsWith(folder.endsWith('/') ? folder : `${folder}/`)

const sized = (body: Body, type: string): { headers: HttpHeaders; body: Body } => ({
  headers: [
    ['Content-Length', String(body.size)],
    ['Content-Type', type],
  ],
  body,
})

const TEXTS: Readonly<Record<number, string>> = {
  400: 'Your browser sent a request that this server could not understand.<br />\n',
  403: "You don't have permission to access this resource.",
  404: 'The requested URL was not found on this server.',
}

const ORDER = [
  'Date',
  'Server',
  'Location',
  'Allow',
  'Last-Modified',
  'ETag',
  'Accept-Ranges',
  'Content-Length',
  'Connection',
  'Content-Type',
]
const order = (name: string): number => ORDER.indexOf(name)

function serverField(version: string, tokens: string | undefined): string {
  const [major, minor] = version.split('.')
  switch (tokens?.toLowerCase()) {
    case 'prod':
    case 'productonly':
      return 'Apache'
    case 'major':
      return `Apache/${major}`
    case 'minor':
      return `Apache/${major}.${minor}`
    case 'min':
    case 'minimal':
      return `Apache/${version}`
    default:
      return `Apache/${version} (Unix)`
  }
}
