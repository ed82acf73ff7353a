import { describe, expect, it } from 'vitest'
import { lessonWorld } from '../../../src/engine/world/lesson.ts'
import { Sitter } from './sitter.ts'

const LESSON = { clock: '2026-07-14T08:00:00Z', seed: 'docker', machine: { firmware: 'bios' } } as const
const RUN = 'docker run -d --restart'

/** Name → how it is. */
const states = ({ world }: Sitter): Record<string, string> =>
  Object.fromEntries(
    world
      .facts()
      .containers()
      .map(({ Name, State }) => [Name.slice(1), `${State.Status} ${State.ExitCode}`]),
  )

describe('Docker on a machine that boots', () => {
  it('is a service, whose containers come back as their restart policies say', async () => {
    const sitter = new Sitter(await lessonWorld(LESSON, [], {}))
    await sitter.settle()
    expect(
      await sitter.type('systemctl is-active docker containerd; stat -c "%a %G" /run/docker.sock'),
    ).toContain('\nactive\nactive\n660 docker\n')
    for (const line of [
      `${RUN} always --name always busybox sleep 9999`,
      `${RUN} unless-stopped --name unless busybox sh -c 'echo begun >> /log; sleep 9999'`,
      `${RUN} unless-stopped --name stopped busybox sleep 9999`,
      `${RUN} on-failure --name failing busybox sleep 9999`,
      'docker run -d --name plain busybox sleep 9999',
      'docker run -d --rm --name fleeting busybox sleep 9999',
      'docker stop -t 0 stopped',
    ])
      await sitter.type(line)
    await sitter.type('reboot')
    // What ends at the stop signal's timeout is killed; that is a failure like others.
    expect(states(sitter)).toEqual({
      always: 'running 0',
      unless: 'running 0',
      stopped: 'exited 137',
      failing: 'running 0',
      plain: 'exited 137',
    })
    expect(await sitter.type('docker exec unless cat /log; docker ps -q | wc -l')).toMatch(
      /\nbegun\nbegun\n3\n/,
    )
    await sitter.type('docker start plain')
    sitter.world.power!.press('reset')
    await sitter.settle()
    expect(states(sitter)).toMatchObject({ plain: 'exited 255', unless: 'running 0', stopped: 'exited 137' })
  }, 60_000)

  it('is stopped and started by systemctl, and by whoever calls its socket', async () => {
    const sitter = new Sitter(await lessonWorld({ ...LESSON, seed: 'socket' }, [], {}))
    await sitter.settle()
    await sitter.type('docker run -d --name web -p 8080:80 busybox httpd -f')
    await sitter.type('systemctl stop docker')
    expect(sitter.boot.active).not.toContain('docker.service')
    expect(states(sitter)).toEqual({ web: 'exited 137' })
    expect(await sitter.type('docker start web; docker ps --format {{.Ports}}')).toContain(
      '\nweb\n0.0.0.0:8080->80/tcp, [::]:8080->80/tcp\n',
    )
    expect(sitter.boot.active).toContain('docker.service')
    await sitter.type('systemctl stop docker.socket docker')
    expect(await sitter.type('docker ps')).toContain(
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    )
  }, 60_000)
})
