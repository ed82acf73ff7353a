import { expect, it } from 'vitest'
import { openSmallHost } from './support/host.ts'

const serve = (name: string, address: string): string =>
  `docker run -d --name ${name} -p 8081:80 alice/app:v1 sh -c 'mkdir /w; echo ${name} > /w/index.html; httpd -f -p ${address} -h /w'; sleep 1`

it('reaches a container that has the address of one before it', async () => {
  const host = openSmallHost()
  await host.ok('docker pull -q alice/app:v1')
  await host.ok(serve('first', '80'))
  expect(await host.ok('curl -sS -m 3 http://127.0.0.1:8081/')).toBe('first\n')
  await host.ok('docker rm -f first')
  await host.ok(serve('second', '80'))
  expect(await host.ok('curl -sS -m 3 http://127.0.0.1:8081/')).toBe('second\n')
})

it('resets those who come to a published port that nobody in the container listens on', async () => {
  const host = openSmallHost()
  await host.ok('docker pull -q alice/app:v1')
  await host.ok(serve('inside', '127.0.0.1:80'))
  expect(await host.ok('curl -sS -m 3 http://127.0.0.1:8081/ 2>&1 || true')).toBe(
    'curl: (56) Recv failure: Connection reset by peer\n',
  )
})
