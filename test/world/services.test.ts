import { describe, expect, it } from 'vitest'
import { openHost } from '../daemon/support/host.ts'

describe('the journal', () => {
  it('tells how the daemon started', async () => {
    const lines = (await openHost().ok('journalctl -u docker')).trimEnd().split('\n')
    expect(lines[0]).toBe(
      'Sep 02 08:00:00 strata systemd[1]: Starting docker.service - Docker Application Container Engine...',
    )
    expect(lines[1]).toBe(
      'Sep 02 08:00:00 strata dockerd[611]: time="2025-09-02T08:00:00.000000000Z" level=info msg="Starting up"',
    )
    expect(lines.at(-2)).toContain('level=info msg="API listen on /run/docker.sock"')
    expect(lines.at(-1)).toContain('systemd[1]: Started docker.service')
  })

  it('tells of containers, each service what is its own', async () => {
    const host = openHost()
    const id = (await host.ok('docker pull -q busybox >/dev/null; docker run -d busybox true')).trim()
    await host.ok(`docker wait ${id}`)
    expect(await host.ok('journalctl -u docker -n 1 -o cat')).toMatch(
      new RegExp(
        `^time="2025-[^"]*" level=info msg="ignoring event" container=${id} module=libcontainerd namespace=moby topic=/tasks/delete type="\\*events.TaskDelete"\\n$`,
      ),
    )
    const shim = (await host.ok('journalctl -u containerd -o cat | grep shim')).trimEnd().split('\n')
    expect(shim.map((line) => /msg="([^"]*)"/.exec(line)![1])).toEqual([
      `connecting to shim ${id}`,
      'shim disconnected',
      'cleaning up after shim disconnected',
      'cleaning up dead shim',
    ])
  })

  it('chooses and shows as asked', async () => {
    const host = openHost()
    expect(await host.ok('journalctl -n 1 -o short-iso')).toBe(
      '2025-09-02T08:00:00+0000 strata systemd[1]: Started docker.service - Docker Application Container Engine.\n',
    )
    expect(await host.ok('journalctl -t systemd -r -o cat | head -1')).toContain('Started docker.service')
    expect(await host.ok('journalctl --since "2025-09-02 09:00:00"')).toBe('-- No entries --\n')
    expect(await host.ok('journalctl -qp err')).toBe('')
    expect(await host.ok('journalctl _PID=611 -g buildkit -o cat | wc -l')).toBe('2\n')
    expect(await host.ok('journalctl -n1 -o json | jq -r ._SYSTEMD_UNIT')).toBe('init.scope\n')
    expect((await host.sh('journalctl -o nice')).stderr).toBe("Unknown output format 'nice'.\n")
    expect((await host.sh('journalctl --disk-usage')).exit).toBe(1)
  })

  it('follows', async () => {
    const host = openHost()
    const out = await host.ok(
      'docker pull -q busybox >/dev/null; journalctl -fu docker -o cat -n 0 > /tmp/j & sleep 1; docker run --rm busybox true; sleep 1; kill %1; cat /tmp/j',
    )
    expect(out).toMatch(/^time=.* msg="ignoring event" .*\n$/)
  })

  it('is not for everybody', async () => {
    const host = openHost()
    expect(
      await host.ok(
        'stat -c "%A %U %G" /var/log/journal/$(cat /etc/machine-id) /var/log/journal/*/system.journal',
      ),
    ).toBe('drwxr-sr-x root systemd-journal\n-rw-r----- root systemd-journal\n')
  })
})

describe('the files of the packages', () => {
  it('are where they belong', async () => {
    const host = openHost()
    expect(
      await host.ok(`grep ^ExecStart= /lib/systemd/system/docker.service
readlink /etc/systemd/system/multi-user.target.wants/docker.service
stat -c '%A %U:%G %n' /run/docker.sock /run/docker.pid /run/docker /run/containerd/containerd.sock /usr/bin/docker /etc/docker
cat /proc/$(pidof dockerd)/comm; which docker; ls /etc/docker | wc -l; stat -c %y / | cut -c1-4`),
    ).toBe(`ExecStart=/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock
/lib/systemd/system/docker.service
srw-rw---- root:docker /run/docker.sock
-rw-r--r-- root:root /run/docker.pid
drwx------ root:root /run/docker
srw-rw---- root:root /run/containerd/containerd.sock
-rwxr-xr-x root:root /usr/bin/docker
drwx------ root:root /etc/docker
dockerd
/usr/bin/docker
0
2025
`)
    expect((await host.sh('ls /var/log/docker')).stderr).toContain('No such file or directory')
  })
})

describe('services in containers', () => {
  it('write a title of their own over their arguments', async () => {
    const host = openHost()
    await host.ok('docker run -d --name cache redis; docker run -d --name web nginx; sleep 1')
    const commands = (name: string): Promise<string> =>
      host.ok(`docker top ${name} -o pid,args | tail -n +2 | sed -E 's/^[0-9]+ +//'`)
    expect(await commands('cache')).toBe('redis-server *:6379\n')
    expect((await commands('web')).split('\n')).toEqual([
      'nginx: master process nginx -g daemon off;',
      'nginx: worker process',
      'nginx: worker process',
      '',
    ])
  })

  it('work as the user whom their image has for them', async () => {
    const host = openHost()
    await host.ok('docker run -d --name web nginx; sleep 1')
    expect((await host.ok('docker top web -o pid,uid | tail -n +2')).match(/\d+$/gm)).toEqual([
      '0',
      '101',
      '101',
    ])
  })
})
