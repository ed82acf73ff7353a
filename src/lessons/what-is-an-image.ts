import type { Facts } from '../engine/world.ts'
import type { Lesson } from './lessons.ts'

/** IDs of running containers with a `/note`, and of those without one. */
const notes = (facts: Facts, present: boolean): string[] =>
  facts
    .containers()
    .filter(
      ({ Id, State }) => State.Running && (facts.at('/note', { container: Id }) !== undefined) === present,
    )
    .map(({ Image }) => Image)

export const whatIsAnImage: Lesson = {
  chapter: 'what-is-an-image',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'what-is-an-image' },
  challenges: [
    {
      id: 'one-of-two',
      start: ['docker pull -q busybox'],
      goals: {
        with: (facts) => notes(facts, true).length === 1,
        without: (facts) => notes(facts, false).length === 1,
        same: (facts) => {
          const used = [...notes(facts, true), ...notes(facts, false)]
          return used.length === 2 && used[0] === used[1]
        },
      },
      solutions: [
        [
          'docker run -d --name one busybox sleep 100000',
          'docker run -d --name two busybox sleep 100000',
          'docker exec one touch /note',
        ],
        [
          'docker run -d busybox sh -c "echo mine > /note; sleep 100000"',
          'docker run -d busybox sleep 100000',
        ],
        [
          'touch note; docker create --name one busybox sleep 100000; docker cp note one:/',
          'docker run -d --name two busybox sleep 100000; docker start one',
        ],
      ],
      nearMisses: [
        { lines: ['docker run -d busybox sh -c "touch /note; sleep 100000"'], misses: ['without', 'same'] },
        {
          lines: ['for n in 1 2; do docker run -d busybox sh -c "touch /note; sleep 100000"; done'],
          misses: ['with', 'without'],
        },
        {
          lines: [
            'docker pull -q alpine',
            'docker run -d alpine sh -c "touch /note; sleep 100000"',
            'docker run -d busybox sleep 100000',
          ],
          misses: ['same'],
        },
      ],
    },
    {
      id: 'only-the-version',
      start: ['docker pull -q redis'],
      goals: {
        image: (facts) =>
          facts.container('ver') !== undefined && facts.container('ver')?.Image === facts.image('redis')?.Id,
        version: (facts) => /v=\d+\.\d+\.\d+/.test(facts.log('ver')),
        ended: (facts) => {
          const state = facts.container('ver')?.State
          return state?.Status === 'exited' && state.ExitCode === 0
        },
      },
      solutions: [
        ['docker run --name ver redis redis-server --version'],
        ['docker run --name ver --entrypoint redis-server redis -v'],
        ['docker create --name ver redis redis-server -v', 'docker start -a ver'],
      ],
      nearMisses: [
        { lines: ['docker run -d --name ver redis'], misses: ['version', 'ended'] },
        {
          lines: ['docker pull -q redis:7', 'docker run --name ver redis:7 redis-server --version'],
          misses: ['image'],
        },
        { lines: ['docker run --name ver redis sh -c "echo \\$REDIS_VERSION"'], misses: ['version'] },
      ],
    },
    {
      id: 'with-bash',
      start: [
        'for name in alpine debian busybox; do docker pull -q $name; done',
        'docker tag alpine team/a; docker tag debian team/b; docker tag busybox team/c',
        'docker rmi alpine debian busybox',
      ],
      goals: {
        bash: (facts) => {
          const tools = facts.image('tools:bash')
          return tools !== undefined && tools.Id === facts.image('team/b')?.Id
        },
        three: (facts) => ['team/a', 'team/b', 'team/c'].every((name) => facts.image(name) !== undefined),
        clean: (facts) => facts.containers().length === 0,
      },
      solutions: [
        ['for n in a b c; do docker run --rm team/$n ls /bin/bash && docker tag team/$n tools:bash; done'],
        ['docker tag $(docker images -q team/b) tools:bash'],
        ['docker run --rm team/b bash --version', 'docker tag team/b:latest docker.io/library/tools:bash'],
      ],
      nearMisses: [
        { lines: ['docker tag team/a tools:bash'], misses: ['bash'] },
        { lines: ['docker run team/b ls /bin/bash', 'docker tag team/b tools:bash'], misses: ['clean'] },
        { lines: ['docker tag team/b tools:bash', 'docker rmi team/c'], misses: ['three'] },
      ],
    },
    {
      id: 'moved-tag',
      start: [
        'docker pull -q busybox; docker pull -q hello-world',
        'docker tag busybox demo:2; docker tag hello-world demo',
        'docker rmi busybox hello-world',
      ],
      goals: {
        latest: (facts) => {
          const [latest, two] = [facts.image('demo:latest'), facts.image('demo:2')]
          return latest !== undefined && latest.Id === two?.Id
        },
        bad: (facts) => facts.image('demo:bad')?.Config.Cmd?.join(' ') === '/hello',
        two: (facts) => facts.images().length === 2,
      },
      solutions: [
        ['docker tag demo demo:bad', 'docker tag demo:2 demo'],
        ['bad=$(docker images -q demo:latest)', 'docker tag demo:2 demo:latest', 'docker tag $bad demo:bad'],
        ['docker tag demo:latest demo:bad', 'docker rmi demo:latest', 'docker tag demo:2 demo:latest'],
      ],
      nearMisses: [
        { lines: ['docker tag demo:2 demo', 'docker tag demo demo:bad'], misses: ['bad'] },
        { lines: ['docker tag demo demo:bad'], misses: ['latest'] },
        {
          lines: ['docker rmi demo:latest', 'docker tag demo:2 demo:latest'],
          misses: ['bad', 'two'],
        },
      ],
    },
  ],
}
