import { describe, expect, it } from 'vitest'
import { createWorld } from '../../src/engine/world/create.ts'
import { readerWorld } from '../../src/engine/world/reader.ts'
import { Sitter } from './pc/sitter.ts'

describe("docker's units on a host that is simply up", () => {
  const visitor = new Sitter(createWorld(readerWorld({ clock: '2025-09-02T08:00:00Z', seed: 'units' })), 200)
  /** What a line prints. */
  const said = async (line: string): Promise<string> =>
    (await visitor.type(line)).replace(/^.*\n/, '').replace(/root@strata:~# $/, '')
  const NAMES = "docker ps -a --format '{{.Names}} {{.Status}}'"

  it('are up, and told of', async () => {
    await visitor.settle()
    expect(
      await said('systemctl is-active docker; systemctl is-enabled docker; systemctl status docker -n 1'),
    ).toBe(`active
enabled
● docker.service - Docker Application Container Engine
     Loaded: loaded (/lib/systemd/system/docker.service; enabled; preset: enabled)
     Active: active (running) since Tue 2025-09-02 08:00:00 UTC; 0ms ago
TriggeredBy: ● docker.socket
       Docs: https://docs.docker.com
   Main PID: 611 (dockerd)
      Tasks: 1 (limit: 1119)
     Memory: 0.4M
        CPU: 10ms
     CGroup: /system.slice/docker.service
             └─611 /usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock

Sep 02 08:00:00 strata systemd[1]: Started docker.service - Docker Application Container Engine.
`)
  })

  it('stop dockerd with its containers; its socket starts it again', async () => {
    await said(
      'docker run -d -p 8080:80 --restart always --name web nginx; docker run -d --name once busybox sleep 999',
    )
    expect(
      await said(
        'systemctl stop docker; systemctl is-active docker; pidof dockerd nginx; ls /run/docker.pid',
      ),
    ).toBe(`Warning: Stopping docker.service, but it can still be activated by:
  docker.socket
inactive
ls: cannot access '/run/docker.pid': No such file or directory
`)
    expect(await said(NAMES)).toMatch(/^once Exited \(137\) .* ago\nweb Up Less than a second\n$/)
    expect(await said('systemctl is-active docker; curl -sI localhost:8080 | head -1')).toBe(
      'active\nHTTP/1.1 200 OK\n',
    )
  })

  it('bring a dockerd back that was killed', async () => {
    expect(
      await said('kill -9 $(pidof dockerd); systemctl is-active docker; sleep 3; systemctl is-active docker'),
    ).toBe('activating\nactive\n')
    expect(await said(`docker start once; ${NAMES}; sleep 60`)).toMatch(/^once\nonce Up .*\nweb Up .*\n$/)
    expect(await said('journalctl -u docker -o cat -n 60 | grep -v ^time= | tail -6')).toBe(
      `docker.service: Main process exited, code=killed, status=9/KILL
docker.service: Failed with result 'signal'.
docker.service: Scheduled restart job, restart counter is at 1.
Stopped docker.service - Docker Application Container Engine.
Starting docker.service - Docker Application Container Engine...
Started docker.service - Docker Application Container Engine.
`,
    )
  })

  it('do not start with settings that dockerd does not know', async () => {
    expect(
      await said(`echo '{"registry-miror": []}' > /etc/docker/daemon.json; systemctl restart docker`),
    ).toBe(
      `Job for docker.service failed because the control process exited with error code.
See "systemctl status docker.service" and "journalctl -xeu docker.service" for details.
`,
    )
    expect(
      await said(
        'sleep 9; systemctl is-active docker docker.socket; journalctl -u docker -t dockerd -n 1 -o cat',
      ),
    ).toBe(`failed
failed
unable to configure the Docker daemon with file /etc/docker/daemon.json: the following directives don't match any configuration option: registry-miror
`)
    expect(
      await said(
        `rm /etc/docker/daemon.json; systemctl reset-failed docker; systemctl start docker; docker ps -q | wc -l`,
      ),
    ).toBe('1\n')
  })

  it('stay stopped with their socket', async () => {
    expect(await said('systemctl stop docker docker.socket; docker ps; systemctl reload docker')).toBe(
      `Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?
docker.service is not active, cannot reload.
`,
    )
    expect(
      await said('systemctl start docker; systemctl is-active docker.socket; docker ps -q | wc -l'),
    ).toBe('active\n1\n')
  })
})
