import type { Facts, SocketFact } from '../engine/world.ts'
import type { Lesson } from './lessons.ts'

const EVERYWHERE = ['0.0.0.0', '::', '*']

const listeners = (facts: Facts, port: number): readonly SocketFact[] =>
  facts
    .sockets()
    .filter(({ protocol, state, local }) => protocol === 'tcp' && state === 'LISTEN' && local.port === port)

/** The server's ends of the connections to a port. */
const served = (facts: Facts, port: number): readonly SocketFact[] =>
  facts
    .sockets()
    .filter(
      ({ protocol, state, local }) => protocol === 'tcp' && state === 'ESTABLISHED' && local.port === port,
    )

const KEEPER = [
  "cat > keeper.py <<'X'",
  'import socket',
  "s = socket.create_server(('0.0.0.0', 7200))",
  'held = []',
  'while True:',
  '    held.append(s.accept())',
  'X',
].join('\n')

export const listening: Lesson = {
  chapter: 'listening',
  view: 'ports',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'listening' },
  challenges: [
    {
      id: 'open',
      start: [],
      goals: {
        listens: (facts) => listeners(facts, 7000).length > 0,
        all: (facts) => listeners(facts, 7000).some(({ local }) => EVERYWHERE.includes(local.host)),
      },
      solutions: [
        ['python3 -m http.server 7000 > log 2>&1 &'],
        ['sleep 1000 | nc -l -k -p 7000 &'],
        ['python3 -c "import socket, time; s = socket.create_server((\'\', 7000)); time.sleep(1000)" &'],
      ],
      nearMisses: [
        { lines: ['python3 -m http.server 7000 --bind 127.0.0.1 > log 2>&1 &'], misses: ['all'] },
        { lines: ['sleep 1000 | nc -u -l -p 7000 &'], misses: ['listens', 'all'] },
      ],
    },
    {
      id: 'local',
      start: ['python3 -m http.server 7100 > log 2>&1 &'],
      goals: {
        listens: (facts) => listeners(facts, 7100).length > 0,
        local: (facts) => listeners(facts, 7100).every(({ local }) => local.host === '127.0.0.1'),
      },
      solutions: [
        ['pkill python3', 'sleep 1', 'python3 -m http.server 7100 --bind 127.0.0.1 > log 2>&1 &'],
        ['pkill python3', 'sleep 1', 'sleep 1000 | nc -l -k 127.0.0.1 7100 &'],
      ],
      nearMisses: [
        { lines: ['pkill python3', 'sleep 1'], misses: ['listens'] },
        {
          lines: ['python3 -m http.server 7100 --bind 127.0.0.1 > log 2>&1 &', 'sleep 1'],
          misses: ['local'],
        },
      ],
    },
    {
      id: 'taken',
      start: ['docker pull -q busybox', 'python3 -m http.server 8080 > log 2>&1 &'],
      goals: {
        running: (facts) => facts.container('web')?.State.Running === true,
        published: (facts) =>
          (facts.container('web')?.NetworkSettings.Ports?.['80/tcp'] ?? []).some(
            ({ HostPort }) => HostPort === '8080',
          ),
      },
      solutions: [
        ['pkill python3', 'sleep 1', 'docker run -d --name web -p 8080:80 busybox sleep 100000'],
        [
          'docker run -d --name web -p 8080:80 busybox sleep 100000',
          'pkill python3',
          'sleep 1',
          'docker start web',
        ],
      ],
      nearMisses: [
        {
          lines: ['docker run -d --name web -p 8080:80 busybox sleep 100000'],
          misses: ['running', 'published'],
        },
        {
          lines: ['docker run -d --name web -p 8088:80 busybox sleep 100000'],
          misses: ['published'],
        },
      ],
    },
    {
      id: 'three',
      start: [KEEPER, 'python3 keeper.py > log 2>&1 &'],
      goals: {
        two: (facts) => served(facts, 7200).length >= 2,
        same: (facts) => listeners(facts, 7200).length === 1 && served(facts, 7200).length > 0,
      },
      solutions: [
        ['sleep 1000 | nc 127.0.0.1 7200 &', 'sleep 1000 | nc 127.0.0.1 7200 &', 'sleep 1'],
        ['exec 5<>/dev/tcp/127.0.0.1/7200', 'exec 6<>/dev/tcp/127.0.0.1/7200'],
      ],
      nearMisses: [
        { lines: ['sleep 1000 | nc 127.0.0.1 7200 &', 'sleep 1'], misses: ['two'] },
        { lines: ['nc -zv 127.0.0.1 7200', 'nc -zv 127.0.0.1 7200', 'sleep 1'], misses: ['two', 'same'] },
      ],
    },
  ],
}
