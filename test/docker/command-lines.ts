import type { Command } from '../../src/engine/docker/cli/command.ts'
import type { Flag, Flags } from '../../src/engine/docker/cli/flags.ts'
import { globalFlags, helpFlag } from '../../src/engine/docker/cli/global-flags.ts'
import { commonCommands, otherCommands } from '../../src/engine/docker/commands.ts'
import { Dice } from '../support/random.ts'

/** Random command lines of docker, built from the flag tables: mostly near what is right. */

const WORDS = [
  ...['a', 'x1', 'busybox', 'nginx:latest', 'alice/app:v1', 'localhost:5000/app', 'Bad/Name', '.', '-', ''],
  ...[
    '中文',
    'a b',
    '"q"',
    "it's",
    'sha256:abc',
    'c1:/etc',
    'ls',
    'help',
    'a=b',
    ':',
    '@',
    '*',
    'UPPER',
    '0',
  ],
]
const VALUES: Readonly<Record<string, readonly string[]>> = {
  '': ['true', 'false', '1', '0', 't', 'F', 'yes', '', 'TRUE', 'maybe', '2'],
  int: [
    '0',
    '1',
    '-1',
    '+7',
    '0x1f',
    '010',
    '08',
    '1_0',
    '1e3',
    '',
    'x',
    '9223372036854775808',
    '1.5',
    ' 1',
    '0b2',
  ],
  uint: ['0', '1', '-1', '+7', '0x1f', '18446744073709551616', '', 'x', '1.5', '0o17'],
  uint16: ['0', '65535', '65536', '-1', 'x', ''],
  uint32: ['0', '4294967295', '4294967296', '-1', 'x', ''],
  float: [
    '0',
    '1.5',
    '-2',
    '1e3',
    '.5',
    '5.',
    'x',
    '',
    'NaN',
    'inf',
    '-Inf',
    '0x1p4',
    '1_0.5',
    '1e999',
    '0x1',
  ],
  duration: [
    ...[
      '0',
      '10s',
      '1h30m',
      '1.5h',
      '-5s',
      '5',
      '',
      'x',
      '5x',
      '1h 2m',
      's',
      '.5s',
      '1us',
      '1µs',
      '5ss',
      '.',
      '.s',
    ],
    ...[
      '9999999999h',
      '1d',
      '--5s',
      '+5s',
      '-0',
      '9223372036854775807ns',
      '9223372036854775808ns',
      '1.s',
      '1h-2m',
    ],
  ],
  bytes: [
    ...[
      '0',
      '1k',
      '128m',
      '2G',
      '1.5gb',
      '1 GiB',
      '-1',
      '1x',
      'x',
      '',
      '1kbb',
      '1e3',
      '1 k',
      'm',
      '1.k',
      '1.2.3k',
    ],
    ...[
      '1KiBB',
      '10 kib',
      '1b',
      '1bb',
      '1ib',
      ' 1k',
      '1  k',
      '99999999999999999999g',
      '1_0k',
      '+1k',
      '1.',
      '.5k',
    ],
  ],
  decimal: [
    '1',
    '1.5',
    '-1',
    '1/2',
    '1/0',
    '0.0000000001',
    'x',
    '',
    '1e-9',
    '1e-10',
    '.5',
    '5.',
    '0x1',
    '1_0',
    '1/3',
  ],
  filter: ['label=a', 'a=b', 'nope', '=', 'a=', '=b', '', 'A = B', 'until=1h', 'x=y=z', 'dangling=maybe'],
  list: [
    ...[
      'a',
      'a=b',
      '=b',
      '',
      'a:1.2.3.4',
      'a=::1',
      '8080:80',
      '127.0.0.1',
      '/dev/sda:10',
      '/dev/sda:10mb',
      'a b=c',
    ],
    ...[
      '/dev/x:1000',
      'c 1:3 rwm',
      'stdout',
      'net.x=1',
      'a:b:c',
      'x:[::1]',
      '.',
      'example.com',
      '1.2.3',
      'FOO',
      'k',
    ],
    ...['net', 'kernel.sem=1', '/dev/null', 'a,b', 'h:host-gateway', ' a=b', '\ta=b', 'c *:* r', 'a:'],
  ],
  strings: ['a', 'a,b', '', '"a,b",c', 'a"b', '"a', 'a,', ',', '"a"b', '"a""b"', 'a\nb', '\n', 'a,"b\nc"'],
  map: ['a=b', 'a', '=b', '', 'a=b=c', 'net.x=1', 'kernel.shmmax=2', 'x=1', 'A b=c'],
  stringToString: ['a=b', 'a', '', 'a=b,c=d', '"a=b,c"', 'a=b,c', 'a"=b'],
  mount: [
    ...[
      'type=bind,source=/a,target=/b',
      'target=/b',
      'type=volume',
      'a',
      'a=b',
      '',
      'type=tmpfs,target=/x,tmpfs-size=1m',
    ],
    ...[
      'type=bind,src=./x,dst=/y,ro',
      'type=bind,target=/x,volume-nocopy',
      'type=tmpfs,target=/x,tmpfs-mode=9',
    ],
    ...[
      'type=bind,dst=/x,src=/y,bind-recursive=no',
      'type=image,src=a,dst=/x,image-subpath=p',
      'readonly',
      '=x',
    ],
    ...[
      'type=volume,dst=/x,volume-opt=a',
      'type=volume,dst=/x,volume-label=a=b',
      'type=x,dst=/y',
      'dst=/y,ro=maybe',
    ],
    ...[
      'type=bind,dst=/x,bind-nonrecursive',
      'type=bind,dst=/x,bind-nonrecursive=q',
      'Type=Bind,DST=/x,SRC=/y',
    ],
    ...['type=tmpfs,dst=/x,tmpfs-size=q', 'type=bind,dst=/x,readonly,bind-recursive=readonly', '"type=bind'],
    ...[
      'type=bind,dst=/x,bind-propagation=rprivate,readonly,bind-recursive=readonly',
      'dst=/x,consistency=Q',
    ],
  ],
  network: [
    ...['a', 'name=a', 'name=a,alias=b', 'alias=b', 'name=a,x=y', 'name=a,ip=1.2.3.4', '', 'a=b', 'name=a,b'],
    ...[
      'name=a,driver-opt=x',
      'name=a,driver-opt=x=y',
      'name=a,gw-priority=q',
      'name=a,gw-priority=1',
      'name=',
      '=',
    ],
    ...['name=a,mac-address=q', 'name=a,link-local-ip=q', 'name=a,"alias=b,c"', 'a,b', 'name=A'],
  ],
  ulimit: [
    ...[
      'nofile=1',
      'nofile=1:2',
      'nofile=2:1',
      'nofile',
      'nope=1',
      'nofile=a',
      'nofile=1:2:3',
      '',
      'nofile=-1',
    ],
    ...[
      'core=-1:5',
      'nofile=',
      '=1',
      'nofile=1:',
      'nofile=:1',
      'NOFILE=1',
      'nofile=1:-1',
      'nofile=-1:-1',
      'nofile=0x1',
    ],
  ],
  'gpu-request': [
    ...[
      'all',
      '1',
      'device=0',
      'x',
      '',
      'count=2',
      'count=x',
      'a=b',
      'device=0,device=1',
      '"device=0,1"',
      'driver=n,1',
    ],
    ...[
      'all,1',
      'count=all,capabilities=a',
      'options=a=b',
      '"capabilities=a,b"',
      '-2',
      'count=1,count=2',
      'capabilities',
    ],
  ],
  config: [
    'a',
    'source=a',
    'target=b',
    'source=a,target=b,mode=0444',
    'source=a,x=y',
    '',
    'src=a,mode=9',
    'a,b',
    '=a',
  ],
  secret: [
    'a',
    'source=a',
    'target=b',
    'source=a,target=b,uid=1',
    'source=a,x=y',
    '',
    'src=a,mode=q',
    'SOURCE=a',
  ],
  pref: ['spread=node.labels.x', 'pack=x', 'spread', '', '=x', 'spread='],
  port: [
    ...[
      '80',
      '8080:80',
      'a',
      '80:70000',
      '',
      'published=80,target=80',
      'target=80',
      'published=80',
      'x=y',
      '80/udp',
    ],
    ...[
      'mode=host,target=1',
      'mode=x,target=1',
      'protocol=x,target=1',
      'target=x',
      'published=x,target=1',
      '1-2:3-4',
    ],
    ...[
      '127.0.0.1:80:80',
      '80/x',
      'protocol=sctp,published=1-2,target=1',
      ':80',
      '80:',
      'mode',
      '1-3:80',
      'target=1,a',
    ],
  ],
  'external-ca': [
    'protocol=cfssl,url=https://x',
    'url=x',
    'protocol=x',
    'a',
    '',
    'a=b',
    'protocol=cfssl',
    'protocol=cfssl,url=x,cacert=nofile',
  ],
  'credential-spec': ['file://a', 'registry://b', 'config://c', 'x', '', 'x://y', 'file://'],
  'pem-file': ['nofile', '', '.'],
  command: ['ls -l', '', 'a "b c"', 'a "b', "a 'b c'", 'a\\ b'],
  ipNetSlice: [
    '10.0.0.0/8',
    '10.0.0.0',
    '',
    'x',
    '10.0.0.0/8,192.168.0.0/16',
    '10.0.0.0/99',
    '10.1.2.3/8',
    '"10.0.0.0/8"',
  ],
  'node-addr': ['1.2.3.4', '1.2.3.4:5', '', 'a:b', 'eth0', ':1', 'x:y:z', '1.2.3.4:99999'],
}

export class CommandLines extends Dice {
  /** One command line, without `docker` itself. */
  line(): string[] {
    const words: string[] = []
    if (this.chance(0.12)) words.push(...this.flag(globalFlags(new Map([['HOME', '/tmp/home']]))))
    let commands: readonly Command[] = [...commonCommands, ...otherCommands]
    if (this.chance(0.03)) words.push('help')
    for (;;) {
      const command = this.pick(commands)
      words.push(this.spelled(this.pick([command.name, command.name, ...(command.aliases ?? [])])))
      if (!command.commands) return [...words, ...this.tail(command)]
      if (this.chance(0.08)) words.push(...this.flag(command.flags))
      if (this.chance(0.05)) return [...words, ...this.tail(command)]
      commands = command.commands
    }
  }

  /** A word, at times with a slip. */
  private spelled(word: string): string {
    if (!this.chance(0.03)) return word
    const at = this.below(word.length)
    return this.pick([
      word.slice(0, at) + word.slice(at + 1),
      word.slice(0, at) + word[at]! + word.slice(at),
      word.toUpperCase(),
      `${word} `,
    ])
  }

  private tail({ flags, args }: Command): string[] {
    const given = Array.from({ length: this.below(4) }, () => this.flag(flags))
    const most = args.max === Number.POSITIVE_INFINITY ? args.min + 2 : args.max
    const count = this.chance(0.75) ? args.min + this.below(most - args.min + 1) : this.below(most + 3)
    const words = Array.from({ length: count }, () => [
      this.chance(0.7) ? this.pick(['a', 'b', 'busybox']) : this.pick(WORDS),
    ])
    const all = this.chance(0.5) ? [...given, ...words] : [...given, ...words].sort(() => this.next() - 0.5)
    const flat = all.flat()
    if (this.chance(0.06)) flat.splice(this.below(flat.length + 1), 0, '--')
    if (this.chance(0.02))
      flat.splice(
        this.below(flat.length + 1),
        0,
        this.pick(['--help', '-h', '-', '---', '--=', '-=', '--h', '-hq']),
      )
    return flat
  }

  /** One flag with or without what it needs, in one of its spellings. */
  private flag(flags: Flags): string[] {
    const table = Object.entries({ ...flags, ...(this.chance(0.05) ? helpFlag : {}) })
    if (table.length === 0 || this.chance(0.05)) return this.unknown(table.map(([name]) => name))
    const [name, flag] = this.pick(table)
    const value = this.value(flag)
    const { short } = flag
    if (flag.type.alone !== undefined) {
      if (short && this.chance(0.5)) {
        const others = table
          .filter(([, other]) => other.short && this.chance(0.3))
          .map(([, other]) => other.short)
        return [`-${short}${others.join('')}${this.chance(0.1) ? `=${value}` : ''}`]
      }
      return [this.chance(0.6) ? `--${name}` : `--${name}=${value}`]
    }
    if (this.chance(0.04)) return [short && this.chance(0.5) ? `-${short}` : `--${name}`]
    if (!short || this.chance(0.5)) return this.chance(0.5) ? [`--${name}`, value] : [`--${name}=${value}`]
    return this.pick([[`-${short}`, value], [`-${short}${value}`], [`-${short}=${value}`]])
  }

  private value(flag: Flag): string {
    const pool = VALUES[flag.type.name]
    if (pool && this.chance(0.9)) return this.pick(pool)
    return this.pick(WORDS)
  }

  private unknown(names: readonly string[]): string[] {
    const near = this.pick(names.length > 0 ? names : ['all'])
    return [
      this.pick([
        `--${near}x`,
        `--${near.slice(0, -1)}`,
        `--no-${near}`,
        `--${near.toUpperCase()}`,
        `-${near}`,
        '-Z',
        '-é',
        '--é',
        `--${near}x=1`,
        '--nope',
        '-中',
      ]),
    ]
  }
}
