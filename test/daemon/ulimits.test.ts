import { beforeEach, expect, it } from 'vitest'
import { type Host, openSmallHost } from './support/host.ts'

let host: Host
beforeEach(async () => {
  host = openSmallHost()
  await host.ok('docker pull -q busybox')
})

it('a container has the limits that it is given, in the order of their names', async () => {
  const flags = '--ulimit nproc=50 --ulimit nofile=100:200 --ulimit stack=1048576:-1'
  await host.ok(`docker run -d --name c1 ${flags} busybox sleep 1000`)
  expect(await host.ok(`docker inspect -f '{{json .HostConfig.Ulimits}}' c1`)).toBe(
    '[{"Name":"nofile","Hard":200,"Soft":100},{"Name":"nproc","Hard":50,"Soft":50},{"Name":"stack","Hard":-1,"Soft":1048576}]\n',
  )
  const rows = (await host.ok('docker exec c1 cat /proc/self/limits')).split('\n')
  expect(rows).toContain('Max stack size            1048576              unlimited            bytes     ')
  expect(rows).toContain('Max open files            100                  200                  files     ')
  expect(await host.ok('docker exec c1 sh -c "ulimit -n; ulimit -Hn; ulimit -s"')).toBe('100\n200\n1024\n')
})

it('a limit above what the kernel allows is refused by runc', async () => {
  const { stderr, exit } = await host.sh('docker run --rm --ulimit nofile=-1 busybox true')
  expect(stderr).toContain(
    'error during container init: error setting rlimits for ready process: error setting rlimit type 7: operation not permitted\n',
  )
  expect(exit).toBe(125)
})

it('ash lowers limits, and raises none without the capability', async () => {
  const script =
    'ulimit -n 150; ulimit -n; ulimit -n 500; ulimit -S -n 120; ulimit -n; ulimit -Hn; ulimit -n abc'
  const { stdout, stderr } = await host.sh(
    `docker run --rm --ulimit nofile=100:200 busybox sh -c '${script}'`,
  )
  expect(stdout).toBe('150\n120\n150\n')
  expect(stderr).toBe("sh: error setting limit: Operation not permitted\nsh: invalid number 'abc'\n")
  const table = await host.ok(`docker run --rm --ulimit nofile=100 busybox sh -c 'ulimit -a'`)
  expect(table).toContain('core file size (blocks)         (-c) unlimited\n')
  expect(table).toContain('open files                      (-n) 100\n')
})

it('bash shows and sets those of the host', async () => {
  expect((await host.ok('ulimit -a')).split('\n').slice(0, 5)).toEqual([
    'real-time non-blocking time  (microseconds, -R) unlimited',
    'core file size              (blocks, -c) 0',
    'data seg size               (kbytes, -d) unlimited',
    'scheduling priority                 (-e) 0',
    'file size                   (blocks, -f) unlimited',
  ])
  const { stdout, stderr } = await host.sh('ulimit -Sn hard; ulimit -n; ulimit -n 9999999; ulimit -n x')
  expect(stdout).toBe('524288\n')
  expect(stderr).toBe(
    'bash: line 1: ulimit: open files: cannot modify limit: Operation not permitted\nbash: line 1: ulimit: x: invalid number\n',
  )
})

it('a process opens no more files than it may', async () => {
  const script = 'exec 3</etc/passwd; exec 4</etc/passwd; (ulimit -n 5; exec 5</etc/passwd); echo $?'
  const { stdout, stderr } = await host.sh(`docker run --rm busybox sh -c '${script}'`)
  expect(stderr).toMatch(/Too many open files|Bad file descriptor/)
  expect(stdout).not.toBe('0\n')
})

it('a user has no more processes than it may', async () => {
  const { stderr } = await host.sh(
    `docker run --rm --ulimit nproc=2 -u 1000 busybox sh -c 'sleep 1 & sleep 1 & echo no'`,
  )
  expect(stderr).toContain('Resource temporarily unavailable')
  expect(await host.ok(`docker run --rm --ulimit nproc=2 busybox sh -c 'sleep 1 & sleep 1 & echo ok'`)).toBe(
    'ok\n',
  )
})
