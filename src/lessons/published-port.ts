import type { Facts } from '../engine/world.ts'
import type { Lesson } from './lessons.ts'

const running = (facts: Facts, name: string): boolean => facts.container(name)?.State.Running === true

/** Where a container's port is published: address and port of the host. */
const bindings = (facts: Facts, name: string, port = '80/tcp') =>
  facts.container(name)?.NetworkSettings.Ports?.[port] ?? []

const publishedOn = (facts: Facts, name: string, hostPort: string): boolean =>
  running(facts, name) && bindings(facts, name).some(({ HostPort }) => HostPort === hostPort)

const PREDEFINED = ['bridge', 'host', 'none']
const joined = (facts: Facts, name: string): string[] =>
  Object.keys(facts.container(name)?.NetworkSettings.Networks ?? {})

const SLEEP = 'busybox sleep 100000'
const SERVER = 'busybox httpd -f -p 80 -h /etc'

export const publishedPort: Lesson = {
  chapter: 'published-port',
  view: 'ports',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'published-port' },
  challenges: [
    {
      id: 'this-machine',
      start: ['docker pull -q nginx', 'docker run -d --name web -p 8080:80 nginx'],
      goals: {
        published: (facts) => publishedOn(facts, 'web', '8080'),
        local: (facts) =>
          running(facts, 'web') &&
          bindings(facts, 'web').length > 0 &&
          bindings(facts, 'web').every(({ HostIp }) => HostIp === '127.0.0.1'),
      },
      solutions: [
        ['docker rm -f web', 'docker run -d --name web -p 127.0.0.1:8080:80 nginx'],
        [
          'docker stop web',
          'docker rename web before',
          'docker create --name web --publish 127.0.0.1:8080:80/tcp nginx',
          'docker start web',
        ],
      ],
      nearMisses: [
        {
          lines: ['docker rm -f web', 'docker run -d --name web -p 127.0.0.1:80:80 nginx'],
          misses: ['published'],
        },
        {
          lines: ['docker rm -f web', 'docker run -d --name web -p 192.168.244.128:8080:80 nginx'],
          misses: ['local'],
        },
        { lines: ['docker rm -f web', 'docker run -d --name web nginx'], misses: ['published', 'local'] },
      ],
    },
    {
      id: 'deaf',
      start: [
        'docker pull -q busybox',
        'docker run -d --name web -p 8080:80 busybox httpd -f -p 127.0.0.1:80 -h /etc',
      ],
      goals: {
        published: (facts) => publishedOn(facts, 'web', '8080'),
        heard: (facts) =>
          facts
            .sockets({ container: 'web' })
            .some(
              ({ state, local }) => state === 'LISTEN' && local.port === 80 && !local.host.startsWith('127.'),
            ),
      },
      solutions: [
        ['docker rm -f web', `docker run -d --name web -p 8080:80 ${SERVER}`, 'sleep 1'],
        ['docker exec -d web httpd -f -p 172.17.0.2:80 -h /etc', 'sleep 1'],
      ],
      nearMisses: [
        { lines: ['docker restart -t 0 web', 'sleep 1'], misses: ['heard'] },
        {
          lines: ['docker rm -f web', `docker run -d --name web --expose 80 ${SERVER}`, 'sleep 1'],
          misses: ['published'],
        },
        {
          lines: [
            'docker rm -f web',
            'docker run -d --name web -p 8080:80 busybox httpd -f -p 8080 -h /etc',
            'sleep 1',
          ],
          misses: ['heard'],
        },
      ],
    },
    {
      id: 'by-name',
      start: [
        'docker pull -q busybox',
        `docker run -d --name app ${SLEEP}`,
        `docker run -d --name db -p 5432:80 ${SERVER}`,
      ],
      goals: {
        running: (facts) => running(facts, 'app') && running(facts, 'db'),
        names: (facts) =>
          joined(facts, 'app').some(
            (network) => !PREDEFINED.includes(network) && joined(facts, 'db').includes(network),
          ),
        closed: (facts) =>
          running(facts, 'db') &&
          Object.values(facts.container('db')?.NetworkSettings.Ports ?? {}).every(
            (found) => (found ?? []).length === 0,
          ),
      },
      solutions: [
        [
          'docker network create lan',
          'docker network connect lan app',
          'docker rm -f db',
          `docker run -d --name db --network lan ${SERVER}`,
        ],
        [
          'docker network create lan',
          'docker rm -f app db',
          `docker run -d --name db --network lan ${SERVER}`,
          `docker run -d --name app --network lan ${SLEEP}`,
        ],
        [
          'docker network create --internal back',
          'for name in app db; do docker rm -f $name; done',
          `docker create --name db --net back ${SERVER}`,
          `docker create --name app --net back ${SLEEP}`,
          'docker start db app',
        ],
      ],
      nearMisses: [
        {
          lines: [
            'docker network create lan',
            'docker network connect lan app',
            'docker network connect lan db',
          ],
          misses: ['closed'],
        },
        { lines: ['docker rm -f db', `docker run -d --name db ${SERVER}`], misses: ['names'] },
        {
          lines: [
            'docker network create lan',
            'docker rm -f db',
            `docker create --name db --network lan ${SERVER}`,
            'docker network connect lan app',
          ],
          misses: ['running', 'closed'],
        },
      ],
    },
    {
      id: 'swap',
      start: [
        'docker pull -q busybox',
        `docker run -d --name old -p 8080:80 ${SERVER}`,
        `docker create --name new -p 8080:80 ${SERVER}`,
      ],
      goals: {
        new: (facts) => publishedOn(facts, 'new', '8080'),
        old: (facts) => publishedOn(facts, 'old', '8081'),
      },
      solutions: [
        ['docker rm -f old', `docker run -d --name old -p 8081:80 ${SERVER}`, 'docker start new'],
        [
          'docker stop -t 0 old',
          'docker start new',
          'docker rm old',
          `docker run -d --name old -p 8081:80 ${SERVER}`,
        ],
      ],
      nearMisses: [
        { lines: ['docker start new'], misses: ['new', 'old'] },
        { lines: ['docker stop -t 0 old', 'docker start new'], misses: ['old'] },
        {
          lines: [
            'docker rm -f old new',
            `docker run -d --name old -p 8081:80 ${SERVER}`,
            `docker run -d --name new -p 8082:80 ${SERVER}`,
          ],
          misses: ['new'],
        },
      ],
    },
  ],
}
