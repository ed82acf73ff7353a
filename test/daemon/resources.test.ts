import { beforeEach, describe, expect, it } from 'vitest'
import { LAB_MACHINE } from '../oracle/profile/lab-machine.ts'
import { type Host, openSmallHost } from './support/host.ts'

let host: Host
beforeEach(async () => {
  host = openSmallHost()
  await host.ok('docker pull -q busybox')
})
const INIT =
  'docker: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: '

describe('--sysctl', () => {
  it('sets what belongs to the namespaces of the container alone', async () => {
    const files = '/proc/sys/net/core/somaxconn /proc/sys/kernel/shmmax /proc/sys/kernel/sem'
    const flags = '--sysctl net.core.somaxconn=1024 --sysctl kernel.shmmax=12345'
    expect(await host.ok(`docker run --rm ${flags} busybox cat ${files}`)).toBe(
      '1024\n12345\n32000\t1024000000\t500\t32000\n',
    )
    expect(await host.ok('cat /proc/sys/net/core/somaxconn')).toBe('4096\n')
    const port = '/proc/sys/net/ipv4/ip_unprivileged_port_start'
    expect(await host.ok(`cat ${port}; docker run --rm busybox cat ${port}`)).toBe('1024\n0\n')
  })

  it('refuses what there is not, what is no number, and what is the host’s', async () => {
    const run = async (flags: string) => (await host.sh(`docker run --rm ${flags} busybox true`)).stderr
    expect(await run('--sysctl net.foo=1')).toContain(
      'error during container init: open sysctl net.foo file: unsafe procfs detected: openat2 fsmount:fscontext:proc/./sys/net/foo: no such file or directory\n',
    )
    expect(await run('--sysctl net.ipv4.ip_forward=abc')).toContain(
      'error during container init: failed to write sysctl net.ipv4.ip_forward = "abc": write fsmount:fscontext:proc/./sys/net/ipv4/ip_forward: invalid argument\n',
    )
    expect(await run('--network host --sysctl net.ipv4.ip_forward=1')).toContain(
      `${INIT}sysctl "net.ipv4.ip_forward" not allowed in host network namespace\n`,
    )
    expect(await run('--ipc host --sysctl kernel.shmmax=1')).toContain(
      `${INIT}sysctl "kernel.shmmax" is not allowed in the hosts ipc namespace\n`,
    )
  })
})

describe('limits of devices and processors', () => {
  it('are shown as they were given', async () => {
    const flags =
      "--device-cgroup-rule 'c 1:3 rwm' --device-read-bps /dev/sda:1mb --device-write-iops /dev/sda:200 --kernel-memory 10m"
    await host.ok(`docker create --name d1 ${flags} busybox true`)
    const format =
      '{{json .HostConfig.DeviceCgroupRules}} {{json .HostConfig.BlkioDeviceReadBps}} {{json .HostConfig.BlkioDeviceWriteIOps}} {{json .HostConfig.BlkioDeviceWriteBps}}'
    expect(await host.ok(`docker inspect -f '${format}' d1`)).toBe(
      '["c 1:3 rwm"] [{"Path":"/dev/sda","Rate":1048576}] [{"Path":"/dev/sda","Rate":200}] []\n',
    )
  })

  it('are refused at the start for what is no disk', async () => {
    const missing = await host.sh('docker run --rm --device-read-bps /dev/nosuch:1mb busybox true')
    expect(missing.stderr).toContain(
      'Error response from daemon: stat /dev/nosuch: no such file or directory\n',
    )
    expect(missing.exit).toBe(127)
    const wrong = '--device-read-bps /dev/null:1mb --pull always'
    expect((await host.sh(`docker run --rm ${wrong} busybox true`)).stderr).toMatch(
      /procHooks process: failed to write "1:3 rbps=1048576": write \/sys\/fs\/cgroup\/system.slice\/docker-[0-9a-f]{64}.scope\/io.max: no such device\n/,
    )
    const first = openSmallHost(LAB_MACHINE)
    expect((await first.sh(`docker run --rm ${wrong} busybox true`)).stderr).toMatch(
      /procHooks process: failed to write "1:3 1048576": write \/sys\/fs\/cgroup\/blkio\/docker\/[0-9a-f]{64}\/blkio.throttle.read_bps_device: no such device\n/,
    )
  })

  it('of real time are checked, and none can be given', async () => {
    const run = async (flags: string, on: Host) =>
      (await on.sh(`docker run --rm ${flags} busybox true`)).stderr
    expect(await run('--cpu-rt-period 1000', host)).toContain(
      'Error response from daemon: kernel does not support CPU real-time scheduler\n',
    )
    const first = openSmallHost(LAB_MACHINE)
    await first.ok('docker pull -q busybox; docker run --rm --cpu-rt-period 1000 busybox true')
    expect(await run('--cpu-rt-runtime 2000000 --cpu-rt-period 1000000', first)).toContain(
      'Error response from daemon: cpu real-time runtime cannot be higher than cpu real-time period\n',
    )
    expect(await run('--cpu-rt-runtime 95000', first)).toMatch(
      /unable to apply cgroup configuration: failed to write "95000": write \/sys\/fs\/cgroup\/cpu\/docker\/[0-9a-f]{64}\/cpu.rt_runtime_us: invalid argument\n/,
    )
  })

  it('by weight are discarded where the machine knows none', async () => {
    const weight = 'docker create --name d2 --blkio-weight-device /dev/null:300 busybox true'
    const shown = `docker inspect -f '{{json .HostConfig.BlkioWeightDevice}}' d2`
    await host.ok(weight)
    expect(await host.ok(shown)).toBe('[{"Path":"/dev/null","Weight":300}]\n')
    const first = openSmallHost(LAB_MACHINE)
    await first.ok('docker pull -q busybox')
    expect((await first.sh(weight)).stderr).toBe(
      'WARNING: Your kernel does not support Block I/O weight_device or the cgroup is not mounted. Weight-device discarded.\n',
    )
    expect(await first.ok(shown)).toBe('[]\n')
  })
})
