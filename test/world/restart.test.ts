import { describe, expect, it } from 'vitest'
import { encode } from '../../src/engine/base/text.ts'
import { createWorld } from '../../src/engine/world/create.ts'
import { readerWorld } from '../../src/engine/world/reader.ts'
import { Sitter } from './pc/sitter.ts'

/** A person at a terminal of the readers' host. */
const visit = (): Sitter =>
  new Sitter(createWorld(readerWorld({ clock: '2025-09-02T08:00:00Z', seed: 'restart' })), 120)

const CLOSED = `Connection to strata closed by remote host.
Connection to strata closed.
`
const ADDRESSES = `ens33            UP             192.168.244.128/24 
virbr0           DOWN           192.168.122.1/24 
`

describe('a host that is simply up', () => {
  it('restarts when it is asked to: its disk and containers stay, all else begins anew', async () => {
    const visitor = visit()
    await visitor.settle()
    const { world } = visitor
    for (const line of [
      'docker run -d -p 8080:80 --restart always --name web busybox httpd -f',
      'docker run -d --name plain busybox sleep 999',
      'docker volume create kept; docker network create own',
      'touch /tmp/x /run/x /root/x; ip addr add 10.9.9.9/24 dev ens33; cd /etc; sleep 500 &',
    ])
      await visitor.type(line)
    const { steps } = world
    const moment = world.moment()
    expect(await visitor.type('reboot')).toBe(`reboot

Broadcast message from root@strata on pts/0 (Tue 2025-09-02 08:00:00 UTC):

The system will reboot now!

${CLOSED}root@strata:~# `)
    expect(world.steps).toBeGreaterThan(steps)
    expect(world.differences(moment, world.moment())).toContainEqual({
      what: 'boot',
      how: 'added',
      name: '2',
    })
    expect(await visitor.type("docker ps -a --format '{{.Names}} {{.Status}}'; ls /tmp /root")).toContain(`
plain Exited (137) 15 seconds ago
web Up Less than a second
/root:
x

/tmp:
root@`)
    expect(await visitor.type('uptime | cut -c1-18; ls /run/x; ip -br -4 a show up; pidof sleep')).toContain(`
 08:00:25 up 0 min
ls: cannot access '/run/x': No such file or directory
lo               UNKNOWN        127.0.0.1/8 
${ADDRESSES}`)
    expect(
      await visitor.type(
        'docker volume ls -q; docker network ls -qf name=own | wc -l; strata client curl -sI 192.168.244.128:8080 | head -1; curl -s localhost:5000/v2/_catalog',
      ),
    ).toContain('\nkept\n1\nHTTP/1.1 404 Not Found\n{"repositories":[]}\n')
  })

  it('is off until somebody switches it on', async () => {
    const visitor = visit()
    await visitor.settle()
    await visitor.type('docker run -d --name plain busybox sleep 999')
    expect(await visitor.type('shutdown -h now')).toMatch(
      /The system will power off now!\n\n[\s\S]*closed\.\nstrata: the host is off\. Press Enter to switch it on\.\n$/,
    )
    visitor.console.input(encode('ls'))
    expect([await visitor.settle(), visitor.console.atPrompt, visitor.console.over]).toEqual([
      '',
      false,
      false,
    ])
    expect(await visitor.type('')).toBe('root@strata:~# ')
    await visitor.type('docker start plain')
    expect(await visitor.type('reboot -f')).toBe(`reboot -f\n\n${CLOSED}root@strata:~# `)
    expect(await visitor.type("docker ps -a --format '{{.Status}}'")).toContain('\nExited (255) ')
    expect(await visitor.type('systemctl status ssh')).toContain(
      'on this host; the PC of the chapter "How Linux boots" has all of systemd\n',
    )
    expect(await visitor.type('rm /usr/bin/dockerd; halt')).toContain('The system will halt now!')
    expect(await visitor.type('')).toBe(
      'strata: the host does not start any more: /usr/bin/dockerd is missing.\n',
    )
  })

  it('comes to the same state by the same way', async () => {
    const hashes: string[] = []
    for (let i = 0; i < 2; i++) {
      const visitor = visit()
      await visitor.settle()
      await visitor.type('docker run -d --restart always busybox sleep 99')
      await visitor.type('systemctl reboot')
      await visitor.type('docker run -d busybox sleep 99')
      hashes.push(visitor.world.stateHash())
    }
    expect(hashes[0]).toBe(hashes[1])
  })
})
