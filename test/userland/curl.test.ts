import { describe, expect, it } from 'vitest'
import { openSmallHost } from '../daemon/support/host.ts'

/** Held against curl 7.88.1, which answered so. */
describe('curl', () => {
  const host = openSmallHost()
  const METER =
    '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
    '                                 Dload  Upload   Total   Spent    Left  Speed\n' +
    '\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0'
  const TRY = "curl: try 'curl --help' or 'curl --manual' for more information\n"

  it.each([
    ['curl -s localhost:5000/v2', '<a href="/v2/">Moved Permanently</a>.\n\n', '', 0],
    ['curl -L -s localhost:5000/v2', '{}', '', 0],
    ['curl -s http://127.0.0.1:5000/v2/ localhost:5000/v2/_catalog', '{}{"repositories":[]}\n', '', 0],
    ['curl -sw "%{http_code}\\n" localhost:5000/v2/', '{}200\n', '', 0],
    ['curl -so o localhost:5000/v2/ && cat o', '{}', '', 0],
    ['curl -s localhost:5999', '', '', 7],
    ['curl -sf localhost:5000/v2/nope/tags/list', '', '', 22],
    [
      'curl -sSf localhost:5000/v2/nope/tags/list',
      '',
      'curl: (22) The requested URL returned error: 404\n',
      22,
    ],
    [
      'curl -sS localhost:5999',
      '',
      "curl: (7) Failed to connect to localhost port 5999 after 0 ms: Couldn't connect to server\n",
      7,
    ],
    ['curl -sS http://registry.invalid/', '', 'curl: (6) Could not resolve host: registry.invalid\n', 6],
    [
      'curl -sS https://localhost:5000/v2/',
      '',
      'curl: (35) OpenSSL/3.0.19: error:0A00010B:SSL routines::wrong version number\n',
      35,
    ],
    ['curl', '', TRY, 2],
    ['curl -s', '', `curl: no URL specified!\n${TRY}`, 2],
    ['curl --nope x', '', `curl: option --nope: is unknown\n${TRY}`, 2],
    ['curl -X', '', `curl: option -X: requires parameter\n${TRY}`, 2],
    ['curl --cookie a x', '', 'curl: option --cookie: not part of this simulation\n', 2],
    [
      'curl -sS -o /nosuch/x localhost:5000/v2/',
      '',
      'curl: (23) Failure writing output to destination\n',
      23,
    ],
  ])('%s', async (line, stdout, stderr, exit) => {
    expect(await host.sh(line)).toEqual({ stdout, stderr, exit })
  })

  it('shows the header on request', async () => {
    const { stdout } = await host.sh('curl -sI localhost:5000/v2/')
    expect(stdout.replace(/Date: .*\r/, 'Date\r')).toBe(
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json; charset=utf-8\r\n' +
        'Docker-Distribution-Api-Version: registry/2.0\r\nDate\r\n\r\n',
    )
  })

  it('shows a meter where the output goes elsewhere', async () => {
    const { stderr } = await host.sh('curl localhost:5000/v2/nope/tags/list')
    expect(stderr.startsWith(`${METER}\r100   112  100   112`)).toBe(true)
  })

  it('tells what goes over the wire', async () => {
    const { stderr } = await host.sh('curl -sv -H "Accept: text/plain" -d a=b localhost:5000/v2/')
    expect(stderr).toContain(
      '> POST /v2/ HTTP/1.1\r\n> Host: localhost:5000\r\n> User-Agent: curl/7.88.1\r\n',
    )
    expect(stderr).toContain('> Accept: text/plain\r\n> Content-Length: 3\r\n')
    expect(stderr).toContain('< HTTP/1.1 200 OK\r\n')
    expect(stderr.endsWith('{ [2 bytes data]\n* Connection #0 to host localhost left intact\n')).toBe(true)
  })
})
