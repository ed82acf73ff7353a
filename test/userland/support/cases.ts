/** Words of a command line: blanks separate, quotes hold together, `\x` in double quotes stands as it is. */
export function words(line: string): string[] {
  const found: string[] = []
  for (const m of line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g))
    found.push(m[0].replace(/'([^']*)'|"([^"]*)"/g, (_, a?: string, b?: string) => a ?? b ?? ''))
  return found
}

export interface Case {
  readonly line: string
  readonly anyOrder: boolean
  readonly commands: readonly (readonly string[])[]
  readonly stdin: string
}

/**
 * Cases of a text file: one a line, `command <<< input`; several commands in one tree with ` && ` between. `#` is a
 * comment; a line that begins with `~` compares its lines in any order (a disk lists names in its own order).
 */
export function parseCases(text: string): Case[] {
  return text
    .split('\n')
    .filter((line) => line.trim() && !line.startsWith('#'))
    .map((line) => {
      const anyOrder = line.startsWith('~')
      const [commands = '', input = ''] = line.replace(/^~/, '').split(' <<< ')
      const stdin = words(input)
        .join(' ')
        .replace(/\\([nt0])/g, (_, c: string) => (c === 'n' ? '\n' : c === 't' ? '\t' : '\0'))
      return { line, anyOrder, commands: commands.split(' && ').map(words), stdin }
    })
}

/** A file of the tree. `time` in seconds; `content` one character a byte, or any text that is not. */
export interface Planted {
  readonly path: string
  readonly type?: 'dir' | 'link' | 'hard' | 'fifo' | 'char'
  readonly content?: string
  readonly target?: string
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  readonly major?: number
  readonly minor?: number
  readonly time?: number
}

/** The tree that every case starts with. */
export const TREE: readonly Planted[] = [
  { path: 'd', type: 'dir', time: 1700000000 },
  { path: 'd/sub', type: 'dir', time: 1700000000 },
  { path: 'd/.hid', type: 'dir', time: 1700000000 },
  { path: 'e', type: 'dir', mode: 0o1777, time: 1600000000 },
  { path: 'a.txt', content: 'hello\n', time: 1650000000 },
  { path: 'b.txt', content: 'one\ntwo\n\n\nthree\tx\n', time: 1715000000 },
  { path: 'nn', content: 'no newline', time: 1650000001 },
  { path: 'run.sh', content: '#!/bin/sh\n', mode: 0o755, time: 1650000002 },
  { path: 'link', type: 'link', target: 'a.txt', time: 1650000003 },
  { path: 'dang', type: 'link', target: 'nowhere', time: 1650000004 },
  { path: 'dlink', type: 'link', target: 'd', time: 1650000005 },
  { path: 'hard', type: 'hard', target: 'a.txt' },
  { path: 'big', content: 'x'.repeat(5000), mode: 0o4755, time: 1650000006 },
  { path: '.hidden', content: '.h\n', time: 1650000007 },
  { path: 'sp ace', content: '', time: 1650000008 },
  { path: "qu'ote", content: '', time: 1650000009 },
  { path: '中文', content: '', time: 1650000010 },
  { path: 'd/f1', content: '', time: 1577836800 },
  { path: 'd/sub/f2', content: 'f2\n', time: 1577836801 },
  { path: 'fifo', type: 'fifo', time: 1650000011 },
  { path: 'dev', type: 'char', major: 1, minor: 3, time: 1650000012 },
  {
    path: 'nums',
    content: `${Array.from({ length: 100 }, (_, i) => i + 1).join('\n')}\n`,
    time: 1650000013,
  },
  { path: 's', content: 'b 2\na 10\nc 1\na 10\n', uid: 33, gid: 33, time: 1650000014 },
  { path: 'bad', content: '\xff\xfebad\n', time: 1650000015 },
  { path: 'j.json', content: '{"a":{"b":[1,2,{"c":"x"}]},"n":null,"t":true,"f":1.50}', time: 1650000016 },
  {
    path: 'passwd',
    content: 'root:x:0:0:root:/root:/bin/bash\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\n',
    time: 1650000017,
  },
]
/** Time of the tree's root and of directories that others were put into. */
export const ROOT_TIME = 1650000018
export const ENVIRONMENT = { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', TERM: 'xterm', HOME: '/root' }
