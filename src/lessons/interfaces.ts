import type { Facts, InterfaceFact } from '../engine/world.ts'
import type { Lesson } from './lessons.ts'

const BOX = 'busybox sleep 100000'

const running = (facts: Facts, name: string): boolean => facts.container(name)?.State.Running === true

const inside = (facts: Facts, container: string, name: string): InterfaceFact | undefined =>
  facts.interfaces({ container }).find((found) => found.name === name)

const outside = (facts: Facts, name: string): InterfaceFact | undefined =>
  facts.interfaces().find((found) => found.name === name)

/** The host's end of a container's eth0. */
const hostEnd = (facts: Facts, container: string): InterfaceFact | undefined =>
  facts.interfaces().find(({ ifindex }) => ifindex === inside(facts, container, 'eth0')?.iflink)

const countOf = (facts: Facts, prefix: string): number =>
  facts.interfaces().filter(({ name }) => name.startsWith(prefix)).length

/** Sets `name` to the host's end of `two`'s eth0. */
const FIND = [
  'n=$(docker exec two cat /sys/class/net/eth0/iflink)',
  'name=$(basename $(dirname $(grep -lx $n /sys/class/net/*/ifindex)))',
]

export const interfaces: Lesson = {
  chapter: 'interfaces',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'interfaces' },
  challenges: [
    {
      id: 'unplug',
      start: [
        'docker pull -q busybox',
        `for name in one two three; do docker run -d --name $name ${BOX}; done`,
      ],
      goals: {
        running: (facts) => ['one', 'two', 'three'].every((name) => running(facts, name)),
        cut: (facts) => inside(facts, 'two', 'eth0')?.up === true && hostEnd(facts, 'two')?.up === false,
        others: (facts) =>
          ['one', 'three'].every((name) => hostEnd(facts, name)?.carrier === true) &&
          outside(facts, 'docker0')?.up === true,
      },
      solutions: [
        [...FIND, 'ip link set $name down'],
        [...FIND, 'ifconfig $name down'],
        [
          'n=$(docker exec two cat /sys/class/net/eth0/iflink)',
          'ip link set dev $(ip -o link | sed -n "s/^$n: \\([^@]*\\)@.*/\\1/p") down',
        ],
      ],
      nearMisses: [
        { lines: ['docker stop -t 0 two'], misses: ['running', 'cut'] },
        { lines: ['docker network disconnect bridge two'], misses: ['cut'] },
        {
          lines: ['nsenter -t $(docker inspect -f "{{.State.Pid}}" two) -n ip link set eth0 down'],
          misses: ['cut'],
        },
        {
          lines: ['for i in /sys/class/net/veth*; do ip link set $(basename $i) down; done'],
          misses: ['others'],
        },
        { lines: ['ip link set docker0 down'], misses: ['cut', 'others'] },
      ],
    },
    {
      id: 'two-legs',
      start: ['docker pull -q busybox'],
      goals: {
        legs: (facts) =>
          running(facts, 'web') && ['eth0', 'eth1'].every((name) => inside(facts, 'web', name) !== undefined),
        bridge: (facts) => {
          const links = facts.interfaces({ container: 'web' }).map(({ iflink }) => iflink)
          return facts
            .interfaces()
            .some(({ master, ifindex }) => master === 'docker0' && links.includes(ifindex))
        },
        address: (facts) =>
          facts.interfaces({ container: 'web' }).some(({ addresses }) => addresses.includes('10.20.0.10/24')),
      },
      solutions: [
        [
          'docker network create --subnet 10.20.0.0/24 lan',
          `docker run -d --name web ${BOX}`,
          'docker network connect --ip 10.20.0.10 lan web',
        ],
        [
          'docker network create --subnet 10.20.0.0/24 lan',
          `docker run -d --name web --network lan --ip 10.20.0.10 ${BOX}`,
          'docker network connect bridge web',
        ],
        [
          'docker network create --subnet 10.20.0.0/24 --gateway 10.20.0.254 lan',
          `docker create --name web ${BOX}`,
          'docker network connect --ip 10.20.0.10 lan web',
          'docker start web',
        ],
      ],
      nearMisses: [
        {
          lines: [
            'docker network create lan',
            `docker run -d --name web ${BOX}`,
            'docker network connect lan web',
          ],
          misses: ['address'],
        },
        {
          lines: [
            'docker network create --subnet 10.20.0.0/24 lan',
            `docker run -d --name web --network lan --ip 10.20.0.10 ${BOX}`,
          ],
          misses: ['legs', 'bridge'],
        },
      ],
    },
    {
      id: 'no-pair',
      start: ['docker pull -q busybox', `docker run -d --name db ${BOX}`],
      goals: {
        alone: (facts) =>
          running(facts, 'alone') &&
          facts
            .interfaces({ container: 'alone' })
            .map(({ name }) => name)
            .join() === 'lo',
        twin: (facts) => {
          const [db, twin] = [inside(facts, 'db', 'eth0'), inside(facts, 'twin', 'eth0')]
          return running(facts, 'twin') && db !== undefined && db.iflink === twin?.iflink
        },
        one: (facts) => countOf(facts, 'veth') === 1,
      },
      solutions: [
        [
          `docker run -d --name alone --network none ${BOX}`,
          `docker run -d --name twin --network container:db ${BOX}`,
        ],
        [
          `docker run -d --name alone ${BOX}`,
          'docker network disconnect bridge alone',
          `docker create --name twin --net container:$(docker ps -q -f name=db) ${BOX}`,
          'docker start twin',
        ],
      ],
      nearMisses: [
        {
          lines: [
            `docker run -d --name alone --network host ${BOX}`,
            `docker run -d --name twin --network container:db ${BOX}`,
          ],
          misses: ['alone'],
        },
        {
          lines: [`docker run -d --name alone --network none ${BOX}`, `docker run -d --name twin ${BOX}`],
          misses: ['twin', 'one'],
        },
      ],
    },
    {
      id: 'leftovers',
      start: [
        'docker pull -q busybox',
        'for name in blog shop trial; do docker network create $name; done',
        `docker run -d --name app --network shop ${BOX}`,
      ],
      goals: {
        bridges: (facts) => countOf(facts, 'br-') === 1,
        networks: (facts) =>
          facts.networks().filter((name) => !['bridge', 'host', 'none'].includes(name)).length === 1,
        app: (facts) =>
          running(facts, 'app') && facts.container('app')?.NetworkSettings.Networks.shop !== undefined,
      },
      solutions: [
        ['docker network prune -f'],
        ['docker network rm blog trial'],
        ['docker network rm $(docker network ls -q -f dangling=true)'],
      ],
      nearMisses: [
        {
          lines: ['for name in blog trial; do ip link delete br-$(docker network ls -q -f name=$name); done'],
          misses: ['networks'],
        },
        {
          lines: ['docker rm -f app', 'docker network rm blog trial'],
          misses: ['app'],
        },
        { lines: ['docker network rm blog'], misses: ['bridges', 'networks'] },
      ],
    },
  ],
}
