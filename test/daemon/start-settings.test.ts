import { beforeAll, expect, it } from 'vitest'
import { type Host, openSmallHost } from './support/host.ts'

let host: Host
beforeAll(async () => {
  host = openSmallHost()
  await host.ok('docker pull -q busybox')
})

it('hands the environment on in the order of the shell’s table of variables', async () => {
  const names = await host.ok(
    `docker run --rm -e http_proxy=p busybox sh -c 'env' | cut -d= -f1 | tr '\\n' ' '`,
  )
  expect(names).toBe('HOSTNAME SHLVL HOME http_proxy PATH PWD ')
})

it('scores a container’s processes as it was told to', async () => {
  const file = '/proc/self/oom_score_adj'
  expect(await host.ok(`docker run --rm --oom-score-adj 500 busybox cat ${file}`)).toBe('500\n')
})

it('takes real-time signals by name, and any number for the signal to stop by', async () => {
  await host.ok('docker run -d --name rt --stop-signal SIGRTMIN+3 busybox sleep 1000')
  expect(await host.ok('docker kill -s RTMIN+3 rt')).toBe('rt\n')
  expect((await host.sh('docker create --stop-signal 99 busybox')).exit).toBe(0)
  expect((await host.sh('docker create --stop-signal NOPE busybox')).exit).toBe(1)
})

it('keeps the names of capabilities whole, once and in order', async () => {
  await host.ok('docker create --name cap --cap-add sys_time --cap-add net_admin --cap-add SYS_TIME busybox')
  expect(await host.ok(`docker inspect -f '{{.HostConfig.CapAdd}}' cap`)).toBe(
    '[CAP_NET_ADMIN CAP_SYS_TIME]\n',
  )
})

it('gives a further interface its link-local address', async () => {
  await host.ok('docker run -d --name ll --link-local-ip 169.254.9.9 busybox sleep 1000')
  expect(await host.ok('docker exec ll ip addr show eth0 | grep -c 169.254.9.9/16')).toBe('1\n')
})
