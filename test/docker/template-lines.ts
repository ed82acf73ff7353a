import { Dice } from '../support/random.ts'

/** Random Go templates over what `docker context inspect` shows: mostly right, some with a slip. */

const PATHS = [
  ...[
    '.',
    '.Name',
    '.Metadata',
    '.Metadata.Name',
    '.Endpoints',
    '.Endpoints.docker',
    '.Endpoints.docker.Host',
  ],
  ...[
    '.Endpoints.docker.SkipTLSVerify',
    '.Endpoints.nope',
    '.Endpoints.nope.x',
    '.Storage',
    '.Storage.TLSPath',
  ],
  ...[
    '.TLSMaterial',
    '.TLSMaterial.x',
    '.Nope',
    '.Name.x',
    '.Metadata.Metadata.AdditionalFields',
    '$',
    '$.Name',
  ],
  ...['.Metadata.Metadata.Description', '$.Storage.MetadataPath', '$x', '$i', '$x.Name'],
]
const LITERALS = [
  ...[
    '"a"',
    '"é中"',
    '""',
    '`raw\\n`',
    '"\\t\\x41\\u4e2d"',
    "'a'",
    "'\\n'",
    '0',
    '1',
    '2',
    '-3',
    '1.5',
    '1e3',
    '0x1F',
    '017',
  ],
  ...['true', 'false', 'nil', '"%s"', '"%5d|"', '"unix"', '100000', '1_000', '0b11', '1e-7', '.5', '+4'],
]
const FORMATS = [
  ...[
    '"%v"',
    '"%s"',
    '"%d"',
    '"%q"',
    '"%x"',
    '"% X"',
    '"%T"',
    '"%5v|"',
    '"%-5v|"',
    '"%05v"',
    '"%+v"',
    '"%#v"',
    '"%.2s"',
  ],
  ...[
    '"%[2]v %[1]v"',
    '"%[3]v"',
    '"%*d"',
    '"%.*f"',
    '"%%"',
    '"%z"',
    '"%"',
    '"%!"',
    '"%t"',
    '"%c"',
    '"%U"',
    '"%e"',
    '"%8.3f"',
  ],
  ...[
    '"%g"',
    '"%o"',
    '"%#x"',
    '"%b"',
    '"%O"',
    '"%+d"',
    '"% d"',
    '"%#q"',
    '"%+q"',
    '"%p"',
    '"%v %v"',
    '"%[1]v %[1]T"',
    '"%[x]d"',
  ],
  ...['"%-08d"', '"%6.2d"', '"%x"', '"%#06x"', '"%[1]*v"', '"%.3v"', '"%.0d"', '"%w"', '"%s %d"'],
]
const ONE = [
  'len',
  'not',
  'json',
  'upper',
  'lower',
  'title',
  'html',
  'js',
  'urlquery',
  'print',
  'println',
  'call',
]
const TWO = [
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'and',
  'or',
  'index',
  'slice',
  'split',
  'join',
  'truncate',
  'print',
]
const THREE = ['eq', 'and', 'or', 'index', 'slice', 'pad', 'print', 'println']

export class Templates {
  private readonly dice: Dice
  constructor(seed: number) {
    this.dice = new Dice(seed)
  }

  template(): string {
    const { dice } = this
    const parts = Array.from({ length: 1 + dice.below(3) }, () => this.node(2))
    if (dice.chance(0.05)) parts.push(`{{define "t"}}${this.node(1)}{{end}}`)
    const text = (dice.chance(0.5) ? '{{$x := .}}{{$i := 1}}' : '') + parts.join('')
    return dice.chance(0.12) ? this.slip(text) : text
  }

  private slip(text: string): string {
    const at = this.dice.below(text.length)
    const stray = this.dice.pick([
      '{{',
      '}}',
      '"',
      '(',
      ')',
      '|',
      '.',
      ' ',
      '-',
      '$',
      ',',
      '=',
      ':',
      'end',
      "'",
      '`',
      '\n',
      '@',
      '中',
    ])
    return this.dice.chance(0.5)
      ? text.slice(0, at) + text.slice(at + 1)
      : text.slice(0, at) + stray + text.slice(at)
  }

  private text(): string {
    return this.dice.pick(['', '', 'a', ' b ', '\n', ' \t', '中', '}', '{', '"', '<&>'])
  }

  private action(inside: string): string {
    const { dice } = this
    return `{{${dice.chance(0.08) ? '- ' : ''}${inside}${dice.chance(0.08) ? ' -' : ''}}}`
  }

  private node(depth: number): string {
    const { dice } = this
    if (depth === 0 || dice.chance(0.5)) return this.text() + this.action(this.pipeline(2))
    const body = () => this.node(depth - 1)
    const end = this.action('end')
    switch (dice.below(9)) {
      case 0:
        return `${this.action(`if ${this.pipeline(1)}`)}${body()}${dice.chance(0.5) ? `{{else}}${body()}` : ''}${end}`
      case 1:
        return `{{if ${this.pipeline(1)}}}${body()}{{else if ${this.pipeline(1)}}}${body()}{{else}}${body()}${end}`
      case 2:
        return `{{with ${dice.chance(0.3) ? '$x := ' : ''}${this.pipeline(1)}}}${body()}${dice.pick(['', '{{else}}x', `{{else with ${this.pipeline(1)}}}${body()}`])}${end}`
      case 3:
      case 4: {
        const variables = dice.pick(['', '', '$x := ', '$i, $x := ', '$i, $x = ', '$x, $i, $y := '])
        const stop = dice.pick(['', '', '', '{{break}}', '{{continue}}'])
        return `{{range ${variables}${this.ranged()}}}${body()}${stop}${dice.chance(0.3) ? '{{else}}none' : ''}${end}`
      }
      case 5:
        return `{{block "b" ${this.pipeline(1)}}}${body()}${end}`
      case 6:
        return `{{template "${dice.pick(['t', 'u'])}"${dice.chance(0.6) ? ` ${this.pipeline(1)}` : ''}}}`
      case 7:
        return `{{$y := ${this.pipeline(1)}}}${dice.chance(0.5) ? `{{$y = ${this.pipeline(1)}}}` : ''}{{$y}}`
      default:
        return dice.pick([
          '{{/* c */}}',
          '{{- /* c */ -}}',
          '{{/* c',
          '{{break}}',
          '{{else}}',
          '{{end}}',
          '{{}}',
          '{{ }}',
          '{{if}}',
        ])
    }
  }

  private ranged(): string {
    if (this.dice.chance(0.3)) return this.pipeline(1)
    return this.dice.pick([
      '.Endpoints',
      '.Metadata.Endpoints',
      '(split .Name "a")',
      '3',
      '.TLSMaterial',
      '.Name',
      '0',
    ])
  }

  private pipeline(depth: number): string {
    const { dice } = this
    let text = this.command(depth)
    while (dice.chance(0.2)) text += ` | ${dice.chance(0.7) ? this.piped(depth) : this.command(depth)}`
    return text
  }

  /** A function that lacks its last argument. */
  private piped(depth: number): string {
    const { dice } = this
    if (dice.chance(0.5)) return dice.pick(ONE)
    if (dice.chance(0.4)) return `printf ${dice.pick(FORMATS)}`
    return `${dice.pick(TWO)} ${this.operand(depth)}`
  }

  private command(depth: number): string {
    const { dice } = this
    if (depth === 0 || dice.chance(0.35)) return this.operand(depth)
    const operand = () => this.operand(depth - 1)
    switch (dice.below(5)) {
      case 0:
        return `${dice.pick(ONE)} ${operand()}`
      case 1:
      case 2:
        return `${dice.pick(TWO)} ${operand()} ${operand()}`
      case 3:
        return `printf ${dice.pick(FORMATS)}${dice.chance(0.9) ? ` ${operand()}` : ''}${dice.chance(0.4) ? ` ${operand()}` : ''}`
      default:
        return `${dice.pick(THREE)} ${operand()} ${operand()} ${operand()}`
    }
  }

  private operand(depth: number): string {
    const { dice } = this
    if (depth > 0 && dice.chance(0.25))
      return `(${this.pipeline(depth - 1)})${dice.chance(0.1) ? '.Name' : ''}`
    return dice.chance(0.6) ? dice.pick(PATHS) : dice.pick(LITERALS)
  }
}
