import { beforeEach, describe, expect, it } from 'vitest'
import { type Host, openSmallHost } from './support/host.ts'

let host: Host
beforeEach(async () => {
  host = openSmallHost()
  await host.ok('docker pull -q busybox')
})
const hostConfig = async (name: string) =>
  (await host.api('GET /containers/{id}/json', { params: { id: name }, query: {} })).HostConfig

describe('a limit of memory', () => {
  it('kills the process that passes it', async () => {
    const dd = 'dd if=/dev/zero of=/dev/null bs=64M count=1'
    expect((await host.sh(`docker run --name c1 -m 8m busybox ${dd}`)).exit).toBe(137)
    expect(await host.ok(`docker inspect -f '{{.State.OOMKilled}} {{.HostConfig.Memory}}' c1`)).toBe(
      'true 8388608\n',
    )
    expect((await host.sh(`docker run --rm -m 100m busybox ${dd}`)).exit).toBe(0)
    const inner = await host.ok(`docker run --name c2 -m 8m busybox sh -c '${dd}; echo $?'`)
    expect(inner).toBe('137\n')
    expect(
      await host.ok(
        `sleep 1; docker events --since 1h --until 0s --filter event=oom --format '{{.Actor.Attributes.name}}'`,
      ),
    ).toBe('c1\nc2\n')
  })

  it('is told by stats, with the number of processes', async () => {
    await host.ok(
      'docker run -d --name c1 -m 64m busybox sleep 1000; docker exec -d c1 sleep 900; docker create --name c2 busybox',
    )
    const rows = await host.ok(`docker stats --no-stream --format '{{.Name}} {{.PIDs}} {{.MemUsage}}' c1 c2`)
    expect(rows).toBe('c1 2 768KiB / 64MiB\nc2 0 0B / 0B\n')
    expect((await host.ok('docker stats --no-stream')).split('\n')).toHaveLength(3)
    expect((await host.ok('docker stats --no-stream -a')).split('\n')[0]).toBe(
      'CONTAINER ID   NAME      CPU %     MEM USAGE / LIMIT   MEM %     NET I/O   BLOCK I/O   PIDS',
    )
    expect((await host.sh('docker stats --no-stream nosuch c1')).stderr).toBe(
      'Error response from daemon: No such container: nosuch\n',
    )
  })
})

it('a limit of processes stops a fork', async () => {
  expect(await host.ok('docker run --rm --pids-limit 3 busybox sh -c "sleep 1 & echo ok"')).toBe('ok\n')
  const { stdout, stderr } = await host.sh(
    'docker run --rm --pids-limit 2 busybox sh -c "sleep 1 & sleep 1 & echo no"',
  )
  expect(stdout).toBe('')
  expect(stderr).toContain('Resource temporarily unavailable')
})

describe('update', () => {
  it('changes limits and the restart policy of a container', async () => {
    await host.ok('docker run -d --name c1 busybox sleep 1000')
    expect(await host.ok('docker update -m 64m --memory-swap 128m --cpus 1 --restart on-failure:3 c1')).toBe(
      'c1\n',
    )
    expect(await hostConfig('c1')).toMatchObject({
      Memory: 67108864,
      MemorySwap: 134217728,
      NanoCpus: 1e9,
      RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 },
    })
    expect(await host.ok(`docker stats --no-stream --format '{{.MemUsage}}' c1`)).toContain('/ 64MiB')
  })

  it('refuses what does not go together', async () => {
    await host.ok('docker run -d --rm --name c1 busybox sleep 1000; docker update --cpus 1 c1')
    const { stderr, stdout } = await host.sh(
      'docker update -m 1 c1; docker update -m 64m c1; docker update --cpu-quota 50000 c1; docker update --restart always c1; docker update --restart bogus c1; docker update --cpus 99 c1; docker update --cpuset-cpus 9 c1; docker update --cpu-shares 512 c1 nosuch',
    )
    const said = stderr
      .replace(/[0-9a-f]{64}/g, 'ID')
      .trimEnd()
      .split('\n')
    expect(said).toEqual([
      'Error response from daemon: Minimum memory limit allowed is 6MB',
      'Error response from daemon: Cannot update container ID: Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time',
      'Error response from daemon: Cannot update container ID: Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been set',
      'Error response from daemon: Cannot update container ID: Restart policy cannot be updated because AutoRemove is enabled for the container',
      "Error response from daemon: invalid restart policy: unknown policy 'bogus'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'",
      'Error response from daemon: range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available',
      'Error response from daemon: Requested CPUs are not available - requested 9, available: 0-1',
      'Error response from daemon: No such container: nosuch',
    ])
    expect(stdout).toBe('c1\n')
  })
})

describe('--init', () => {
  it('runs the command below an init that hands signals on', async () => {
    const first = await host.ok(
      `docker run --name c1 --init busybox sh -c 'cat /proc/1/cmdline | tr "\\0" " "; ls /sbin'`,
    )
    expect(first).toMatch(/^\/sbin\/docker-init -- sh -c .*docker-init\n$/s)
    expect(await host.ok('docker diff c1')).toBe('A /sbin\nA /sbin/docker-init\n')
    expect(
      (await host.sh('docker run --rm --init busybox sh -c "kill -TERM 1; sleep 1; echo no"')).exit,
    ).toBe(143)
    const lost = await host.sh('docker run --rm --init busybox nosuch')
    expect(lost).toMatchObject({
      exit: 127,
      stderr: '[FATAL tini (2)] exec nosuch failed: No such file or directory\n',
    })
    await host.ok('docker run -d --name c2 --init busybox sleep 1000')
    expect(await host.ok('docker stop c2; docker inspect -f "{{.State.ExitCode}}" c2')).toBe('c2\n143\n')
  })
})

it('ps filters by network and task', async () => {
  await host.ok(
    'docker run -d --name c1 busybox sleep 1000; docker run -d --name c2 --network none busybox sleep 1000',
  )
  const names = (filter: string) => host.ok(`docker ps --filter ${filter} --format '{{.Names}}'`)
  expect(await names('network=none')).toBe('c2\n')
  expect(
    await names('network=$(docker inspect -f "{{.NetworkSettings.Networks.bridge.NetworkID}}" c1)'),
  ).toBe('c1\n')
  expect(await names('is-task=true')).toBe('')
  expect(await names('is-task=false')).toBe('c2\nc1\n')
  expect((await host.sh('docker ps --filter is-task=x')).stderr).toBe(
    "Error response from daemon: invalid filter 'is-task=[x]'\n",
  )
})

it('tells of commands that run in a container', async () => {
  await host.ok('docker run -d --name c1 busybox sleep 1000; docker exec c1 sh -c "exit 3"; sleep 1')
  const lines = await host.ok(
    `docker events --since 1h --until 0s --filter container=c1 --format '{{.Action}} {{.Actor.Attributes.exitCode}}'`,
  )
  expect(lines.split('\n').slice(-4)).toEqual([
    'exec_create: sh -c exit 3 <no value>',
    'exec_start: sh -c exit 3 <no value>',
    'exec_die 3',
    '',
  ])
})
