import { describe, expect, test } from 'vitest'
import { Session } from './support/terminal.ts'

describe('bash at a terminal', () => {
  test('shows a prompt, runs a line, says exit', async () => {
    const session = new Session()
    expect(await session.type('')).toBe('$ ')
    expect(await session.type('echo hi\r')).toBe('echo hi\r\nhi\r\n$ ')
    expect(await session.type('exit\r')).toBe('exit\r\nexit\r\n')
    expect(await session.ended).toEqual({ kind: 'exited', code: 0 })
  })
  test('Ctrl-D ends it', async () => {
    const session = new Session({ argv: ['-bash'] })
    await session.type('')
    expect(await session.type('\x04')).toBe('\r\nlogout\r\n')
  })
  test('Ctrl-C gives up a line', async () => {
    const session = new Session()
    await session.type('')
    expect(await session.type('abc\x03')).toBe('abc^C\r\n$ ')
    expect(await session.type('echo $?\r')).toBe('echo $?\r\n130\r\n$ ')
  })
  test('Ctrl-C stops a busy loop and a program', async () => {
    const session = new Session()
    await session.type('')
    await session.type('while :; do :; done\r')
    expect(await session.type('\x03')).toBe('\r\n$ ')
    await session.type('sleep 900000; echo no\r')
    expect(await session.type('\x03')).toBe('\r\n$ ')
    expect(await session.type('echo $?\r')).toContain('130')
  })
  test('job control', async () => {
    const session = new Session()
    await session.type('')
    expect(await session.type('sleep 900000\r')).toBe('sleep 900000\r\n')
    expect(await session.type('\x1a')).toBe('\r\n[1]+  Stopped                 sleep 900000\r\n$ ')
    expect(await session.type('jobs\r')).toBe('jobs\r\n[1]+  Stopped                 sleep 900000\r\n$ ')
    expect(await session.type('bg\r')).toBe('bg\r\n[1]+ sleep 900000 &\r\n$ ')
    expect(await session.type('kill %1; sleep 0.01\r', 250)).toContain(
      '[1]+  Terminated              sleep 900000\r\n$ ',
    )
    expect(await session.type('true &\r')).toMatch(/\[1\] \d+\r\n/)
    expect(await session.type('\r')).toContain('[1]+  Done                    true\r\n$ ')
  })
  test('lines that go on', async () => {
    const session = new Session()
    await session.type('')
    expect(await session.type('for i in 1 2\rdo echo $i\rdone\r')).toBe(
      'for i in 1 2\r\n> do echo $i\r\n> done\r\n1\r\n2\r\n$ ',
    )
    expect(await session.type('cat <<E\rx\rE\r')).toBe('cat <<E\r\n> x\r\n> E\r\nx\r\n$ ')
    expect(await session.type('f() {\recho in\r}\rf\r')).toContain('in\r\n$ ')
  })
  test('errors have no line numbers', async () => {
    const session = new Session()
    await session.type('')
    expect(await session.type('nosuch\r')).toBe('nosuch\r\nbash: nosuch: command not found\r\n$ ')
    expect(await session.type('echo )\r')).toBe(
      "echo )\r\nbash: syntax error near unexpected token `)'\r\n$ ",
    )
    expect(await session.type('echo 1 >> \r')).toBe(
      "echo 1 >> \r\nbash: syntax error near unexpected token `newline'\r\n$ ",
    )
  })
  test('history and search', async () => {
    const session = new Session()
    await session.type('')
    await session.type('echo one\r')
    await session.type('echo two\r')
    expect(await session.type('\x1b[A\x1b[A\r')).toContain('\r\none\r\n')
    expect(await session.type('\x12tw\r')).toContain('\r\ntwo\r\n')
    expect(await session.type('echo \x1b.\r')).toContain('echo two\r\ntwo\r\n')
    expect(await session.type('history 2\r')).toContain('    6  history 2')
    await session.type('exit\r')
    expect(new TextDecoder().decode(session.kernel.files.find('/root/.bash_history').bytes)).toMatch(
      /^echo one\necho two\n/,
    )
  })
  test('completion', async () => {
    const session = new Session()
    session.kernel.files.file('/work/a file.txt', 'text')
    session.kernel.files.file('/work/other', '')
    session.kernel.files.file('/work/otter', '')
    await session.type('')
    expect(await session.type('slee\t')).toBe('sleep ')
    expect(await session.type('\x15cat a\t\r')).toContain('cat a\\ file.txt \r\ntext')
    expect(await session.type('cd /wo\t\r')).toContain('cd /work/\r\n$ ')
    expect(await session.type('cat o\t')).toBe('cat o\x07t')
    expect(await session.type('\t\t')).toContain('other  otter\r\n$ cat ot')
  })
  test('pasted lines wait for Enter', async () => {
    const session = new Session()
    await session.type('')
    expect(await session.type('\x1b[200~echo a\necho b\x1b[201~')).toBe('\r\x1b[J$ echo a\r\necho b')
    expect(await session.type('\r')).toBe('\r\na\r\nb\r\n$ ')
  })
  test('prompt escapes', async () => {
    const session = new Session({ env: { PS1: '\\u@\\h:\\w\\$ ' } })
    expect(await session.type('')).toBe('root@host:/work# ')
    expect(await session.type('cd\r')).toBe('cd\r\nroot@host:~# ')
  })
})

test('ash edits without bracketed paste; its errors name it', async () => {
  const session = new Session({ dialect: 'ash', argv: ['sh'] })
  await session.type('')
  expect(session.tty.output).toBe('$ ')
  expect(await session.type('nosuch\r')).toBe('nosuch\r\nsh: nosuch: not found\r\n$ ')
  expect(await session.type('cd /nope\r')).toContain(
    "sh: cd: can't cd to /nope: No such file or directory\r\n",
  )
})

test('dash leaves the line to the terminal', async () => {
  const session = new Session({ dialect: 'dash', argv: ['sh'] })
  await session.type('')
  expect(await session.type('echo hi\n')).toBe('hi\r\n$ ')
  expect(await session.type('nosuch\n')).toBe('sh: 2: nosuch: not found\r\n$ ')
})
