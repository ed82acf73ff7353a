import { expect, it } from 'vitest'
import { openHost } from '../daemon/support/host.ts'

it('is a server to read, which sends back what comes', async () => {
  const { stdout } = await openHost('echo').sh(`exec 2>&1
python3 /usr/share/doc/strata/echo-server.py 7000 > /tmp/log & sleep .5
printf 'one\\ntwo\\n' | nc -N 127.0.0.1 7000; ss -Htln sport = :7000; kill %1; sed 's/ [0-9]* is/ N is/' /tmp/log
grep -c 'connection.sendall(data)' /usr/share/doc/strata/echo-server.py`)
  expect(stdout).toBe(`one
two
LISTEN 0      5      0.0.0.0:7000 0.0.0.0:*
listening on port 7000
127.0.0.1 N is here
127.0.0.1 N is gone
1
`)
})
