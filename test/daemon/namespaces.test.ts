import { describe, expect, it } from 'vitest'
import { type Host, openSmallHost } from './support/host.ts'

async function opened(): Promise<Host> {
  const host = openSmallHost()
  await host.ok('docker pull -q busybox')
  return host
}

describe('what containers share and what they do not', () => {
  it('has namespaces of its own, and shares those that it is told to', async () => {
    const host = await opened()
    await host.ok('docker run -d --name aa -h hosta --ipc shareable busybox sleep 1000')
    const inA = async (kind: string): Promise<string> =>
      host.ok(`docker exec aa readlink /proc/self/ns/${kind}`)
    const own = (kind: string): Promise<string> => host.ok(`readlink /proc/self/ns/${kind}`)
    for (const kind of ['mnt', 'uts', 'ipc', 'pid', 'net', 'cgroup'])
      expect(await inA(kind), kind).not.toBe(await own(kind))
    expect(await inA('user')).toBe(await own('user'))
    const joined = async (flags: string, kind: string): Promise<string> =>
      host.ok(`docker run --rm ${flags} busybox readlink /proc/self/ns/${kind}`)
    expect(await joined('--pid container:aa', 'pid')).toBe(await inA('pid'))
    expect(await joined('--ipc container:aa', 'ipc')).toBe(await inA('ipc'))
    expect(await joined('--network container:aa', 'net')).toBe(await inA('net'))
    expect(await joined('--pid host', 'pid')).toBe(await own('pid'))
    expect(await joined('--ipc host', 'ipc')).toBe(await own('ipc'))
    expect(await joined('--uts host', 'uts')).toBe(await own('uts'))
    expect(await host.ok('docker run --rm --pid container:aa busybox ps')).toContain(
      '    1 root     sleep 1000\n',
    )
    expect(await host.ok('docker run --rm --pid host busybox ps')).toContain('/usr/bin/dockerd')
    expect(await host.ok('docker exec aa sh -c "touch /dev/shm/f"')).toBe('')
    expect(await host.ok('docker run --rm --ipc container:aa busybox ls /dev/shm')).toBe('f\n')
  })

  it('is refused what cannot be joined', async () => {
    const host = await opened()
    await host.ok('docker run -d --name aa busybox sleep 1000; docker create --name bb busybox true')
    const says = async (flags: string): Promise<string> => {
      const { stderr, exit } = await host.sh(`docker run --rm ${flags} busybox true`)
      expect(exit).toBe(125)
      return stderr
        .split('\n')
        .find((line) => line.includes('daemon:'))!
        .replace(/[0-9a-f]{64}/, 'ID')
    }
    const prefix = 'docker: Error response from daemon: '
    expect(await says('--pid container:bb')).toBe(
      `${prefix}failed to join PID namespace: container ID is not running`,
    )
    expect(await says('--ipc container:aa')).toBe(
      `${prefix}failed to join IPC namespace: container ID: non-shareable IPC (hint: use IpcMode:shareable for the donor container)`,
    )
    expect(await says('--network container:bb')).toBe(
      `${prefix}cannot join network namespace of a non running container: container bb is created`,
    )
    expect(await says('--cap-add foo')).toBe(`${prefix}invalid CapAdd: unknown capability: "CAP_FOO"`)
  })

  it('may not mount, unless it is given the right', async () => {
    const host = await opened()
    const script = 'mkdir /m; mount -t tmpfs -o size=1m none /m; df /m | tail -1; umount /m'
    const { stdout, stderr } = await host.sh(`docker run --rm busybox sh -c '${script}'`)
    expect(stderr).toBe(
      "mount: permission denied (are you root?)\numount: can't unmount /m: Operation not permitted\n",
    )
    expect(stdout).toMatch(/^overlay .* \/\n$/)
    for (const flag of ['--privileged', '--cap-add SYS_ADMIN'])
      expect(await host.ok(`docker run --rm ${flag} busybox sh -c '${script}'`)).toBe(
        'none                      1024         0      1024   0% /m\n',
      )
    const caps = async (flags: string): Promise<string> =>
      host.ok(`docker run --rm ${flags} busybox sed -n 's/^CapEff:\\t//p' /proc/self/status`)
    expect(await caps('')).toBe('00000000a80425fb\n')
    expect(await caps('--cap-drop ALL --cap-add CHOWN')).toBe('0000000000000001\n')
    expect(await caps('-u 1000')).toBe('0000000000000000\n')
  })

  it('has masked and read-only paths in /proc and /sys', async () => {
    const host = await opened()
    const inside = (script: string) => host.sh(`docker run --rm busybox sh -c '${script}'`)
    expect((await inside('echo x > /proc/sys/kernel/hostname')).stderr).toBe(
      "sh: can't create /proc/sys/kernel/hostname: Read-only file system\n",
    )
    expect((await inside('touch /sys/x')).stderr).toContain('Read-only file system')
    expect((await inside('ls /proc/acpi; cat /proc/keys')).stdout).toBe('')
    expect((await inside('grep -c " /proc/" /proc/mounts')).stdout).toBe('10\n')
    expect(await host.ok('docker run --rm --privileged busybox grep -c " /proc/" /proc/mounts || true')).toBe(
      '0\n',
    )
  })

  it('is a control group, whose limits it sees', async () => {
    const host = await opened()
    await host.ok('docker run -d --name aa -m 64m --pids-limit 20 busybox sleep 1000')
    expect(await host.ok('docker exec aa cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/pids.max')).toBe(
      '67108864\n20\n',
    )
    expect(await host.ok('docker exec aa cat /proc/self/cgroup')).toBe('0::/\n')
    const id = (await host.ok('docker inspect -f "{{.Id}}" aa')).trim()
    const pid = (await host.ok('docker inspect -f "{{.State.Pid}}" aa')).trim()
    expect(await host.ok(`cat /proc/${pid}/cgroup`)).toBe(`0::/system.slice/docker-${id}.scope\n`)
    expect(await host.ok(`cat /sys/fs/cgroup/system.slice/docker-${id}.scope/cgroup.procs`)).toBe(`${pid}\n`)
    await host.ok('docker rm -f aa')
    expect((await host.sh(`ls /sys/fs/cgroup/system.slice/docker-${id}.scope`)).exit).toBe(2)
  })

  it('has its terminal at /dev/console', async () => {
    const host = await opened()
    const script = 'grep console /proc/mounts; ls -l /dev/console; ls -1 /dev/pts; : > /dev/console'
    expect(
      (await host.ok(`docker run --rm -t busybox sh -c '${script}'`)).replace(
        /[A-Z][a-z]+ +[0-9]+ [0-9:]+/,
        'DATE',
      ),
    ).toBe(
      'devpts /dev/console devpts rw,nosuid,noexec,relatime,gid=5,mode=620,ptmxmode=666 0 0\r\n' +
        'crw--w----    1 root     5         136,   0 DATE /dev/console\r\n0\r\nptmx\r\n',
    )
    expect((await host.sh('docker run --rm busybox ls /dev/console')).exit).toBe(1)
  })

  it('cannot start more processes than it may have', async () => {
    const host = await opened()
    const { stderr, exit } = await host.sh(
      'docker run --rm --pids-limit 3 busybox sh -c "sleep 1 & sleep 1 & sleep 1 & sleep 1"',
    )
    expect([stderr, exit]).toEqual(["sh: can't fork: Resource temporarily unavailable\n", 2])
  })

  it('is entered from the host', async () => {
    const host = await opened()
    await host.ok('docker run -d --name aa -h inside busybox sleep 1000')
    const pid = (await host.ok('docker inspect -f "{{.State.Pid}}" aa')).trim()
    expect(await host.ok(`nsenter -t ${pid} -u hostname`)).toBe('inside\n')
    expect(await host.ok(`nsenter -t ${pid} -m -p /bin/sh -c "echo x > /made; ps | wc -l"`)).toBe('5\n')
    expect(await host.ok(`cat /proc/${pid}/root/made; docker diff aa`)).toBe('x\nA /made\n')
    expect(await host.ok(`lsns -n -t pid -p ${pid} | wc -l`)).toBe('1\n')
  })
})
