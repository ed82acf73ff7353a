import { describe, expect, test } from 'vitest'
import { Session } from './support/terminal.ts'

async function session(options: ConstructorParameters<typeof Session>[0] = {}): Promise<Session> {
  const made = new Session(options)
  await made.type('')
  return made
}

describe('history expansion at a prompt', () => {
  test('shows the line that it makes, then runs it', async () => {
    const s = await session()
    await s.type('echo one two\r')
    expect(await s.type('echo !$ !!:1\r')).toBe('echo !$ !!:1\r\necho two one\r\ntwo one\r\n$ ')
    expect(await s.type('^two^2\r')).toBe('^two^2\r\necho 2 one\r\n2 one\r\n$ ')
    expect(await s.type('history 1\r')).toContain('    4  history 1\r\n')
  })
  test('an event that is not there runs nothing and leaves the status', async () => {
    const s = await session()
    await s.type('true\r')
    expect(await s.type('!nosuch\r')).toBe('!nosuch\r\nbash: !nosuch: event not found\r\n$ ')
    expect(await s.type('echo $?\r')).toContain('\r\n0\r\n')
    expect(await s.type('history\r')).not.toContain('nosuch')
  })
  test(':p remembers and does not run; set +H leaves `!` alone', async () => {
    const s = await session()
    await s.type('echo one\r')
    expect(await s.type('!!:p\r')).toBe('!!:p\r\necho one\r\n$ ')
    await s.type('set +H\r')
    expect(await s.type('echo a!!b\r')).toBe('echo a!!b\r\na!!b\r\n$ ')
  })
})

describe('the history', () => {
  test('keeps a command of several lines as one', async () => {
    const s = await session()
    await s.type('for i in 1 2\rdo echo $i\rdone\r')
    expect(await s.type('history 2\r')).toContain('    1  for i in 1 2; do echo $i; done\r\n')
    expect(await s.type('\x1b[A\x1b[A\r')).toContain('for i in 1 2; do echo $i; done\r\n1\r\n2\r\n')
  })
  test('forgets, lists, writes and reads', async () => {
    const s = await session()
    await s.type('echo a\r')
    await s.type('echo b\r')
    await s.type('history -d 1\r')
    expect(await s.type('history\r')).toContain('    1  echo b\r\n    2  history -d 1\r\n    3  history\r\n')
    await s.type('history -w /tmp/h; history -c; history -r /tmp/h\r')
    expect(await s.type('history 1\r')).toContain('history 1\r\n')
    expect(await s.type('cat /tmp/h\r')).toContain('echo b\r\nhistory -d 1\r\n')
    expect(await s.type('history -d 99\r')).toContain('bash: history: 99: history position out of range')
    expect(await s.type('history -p !!:0\r')).toContain('\r\nhistory\r\n')
  })
  test('HISTIGNORE, HISTCONTROL and HISTTIMEFORMAT', async () => {
    const s = await session()
    await s.type("HISTIGNORE='ls*:&' HISTCONTROL=ignorespace\r")
    await s.type('ls -l\r')
    await s.type(' echo hidden\r')
    await s.type('echo x\r')
    await s.type('echo x\r')
    expect(await s.type('history\r')).toContain('    2  echo x\r\n    3  history\r\n')
    await s.type("HISTTIMEFORMAT='%F '\r")
    expect(await s.type('history 2\r')).toMatch(/ {4}4 {2}2023-11-1\d HISTTIMEFORMAT/)
  })
  test('fc lists and runs again', async () => {
    const s = await session()
    await s.type('echo one\r')
    await s.type('echo two\r')
    expect(await s.type('fc -l\r')).toContain('1\t echo one\r\n2\t echo two\r\n')
    expect(await s.type('fc -ln -1\r')).toContain('\t fc -l\r\n')
    expect(await s.type('fc -s one=1 1\r')).toContain('\r\necho 1\r\n1\r\n')
    expect(await s.type('fc\r')).toContain('is not simulated')
  })
})

describe('keys', () => {
  test('bind changes them, -x runs a command on the line', async () => {
    const s = await session()
    await s.type('bind \'"\\C-xh": "echo hello"\'\r')
    expect(await s.type('\x18h\r')).toContain('echo hello\r\nhello\r\n')
    await s.type('bind -x \'"\\C-xp": READLINE_LINE="<$READLINE_LINE>"\'\r')
    expect(await s.type('abc\x18p')).toContain('$ <abc>')
    await s.type('\x05\x15')
    expect(await s.type('bind -q yank\r')).toContain('yank can be invoked via "\\C-y".')
    expect(await s.type('bind -q nosuch\r')).toContain("bash: bind: `nosuch': unknown function name")
    await s.type('bind -r "\\C-y"\r')
    expect(await s.type('bind -q yank\r')).toContain('yank is not bound to any keys.')
  })
  test('an inputrc is read at the start', async () => {
    const s = new Session()
    s.kernel.files.file('/root/.inputrc', '"\\C-xq": "echo from inputrc"\n')
    await s.type('')
    expect(await s.type('\x18q\r')).toContain('\r\nfrom inputrc\r\n')
  })
  test('set -o vi and back', async () => {
    const s = await session()
    await s.type('set -o vi\r')
    expect(await s.type('echo abc\x1bxr2\r')).toContain('\r\na2\r\n')
    await s.type('set -o emacs\r')
    expect(await s.type('cho abc\x01e\r')).toContain('\r\nabc\r\n')
  })
  test('a command that is not simulated says so', async () => {
    const s = await session()
    expect(await s.type('abc\x18\x05')).toContain(
      "edit-and-execute-command: this key's command is not simulated here\r\n$ abc",
    )
  })
  test('Ctrl-C drops what is typed, Ctrl-Z and Ctrl-\\ do nothing', async () => {
    const s = await session()
    expect(await s.type('echo a\x1a\x1cb\r')).toContain('\r\nab\r\n')
    expect(await s.type('\x12echo\x03')).toContain('^C\r\n$ ')
  })
  test('Ctrl-O runs a line of the history and brings the next', async () => {
    const s = await session()
    await s.type('echo one\r')
    await s.type('echo two\r')
    expect(await s.type('\x1b[A\x1b[A\x0f')).toContain('\r\none\r\n$ echo two')
  })
  test('a search shows what it seeks', async () => {
    const s = await session()
    await s.type('echo one\r')
    expect(await s.type('\x12on')).toContain("(reverse-i-search)`on': echo one")
    expect(await s.type('q')).toContain("(failed reverse-i-search)`onq': ")
    await s.type('\x07')
    expect(await s.type('\x1b5')).toContain('(arg: 5) ')
    expect(await s.type('x')).toContain('$ xxxxx')
  })
})

test('ash has no undo and no kill ring', async () => {
  const s = await session({ dialect: 'ash', argv: ['sh'] })
  expect(await s.type('echo ab\x17\x19cd\r')).toContain('\r\ncd\r\n')
  expect(await s.type('!!\r')).toContain('sh: !!: not found')
})
