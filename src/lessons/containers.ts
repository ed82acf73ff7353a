import type { Facts } from '../engine/world.ts'
import type { Lesson } from './lessons.ts'

const runs = (facts: Facts, name: string): boolean => facts.container(name)?.State.Running === true

/** The script of `web`: it fails when it is started for the first time, and runs on after that. */
const FRAGILE = '[ -e /ready ] && exec sleep 100000; touch /ready; echo no cache yet; exit 1'

const commandOf = (facts: Facts, name: string): string => {
  const container = facts.container(name)
  return container ? [container.Path, ...container.Args].join(' ') : ''
}

export const containers: Lesson = {
  chapter: 'containers',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'containers' },
  view: 'processes',
  challenges: [
    {
      id: 'last-words',
      start: [
        'docker pull -q busybox',
        'docker run --name job busybox sh -c "mkdir /out; echo total=42 > /out/report; echo disk quota exceeded >&2; exit 3" || true',
      ],
      goals: {
        report: (facts) => facts.at('/root/report')?.text() === 'total=42\n',
        reason: (facts) => facts.at('/root/job.log')?.text().includes('disk quota exceeded') ?? false,
        gone: (facts) => facts.containers().length === 0,
        image: (facts) => facts.image('busybox') !== undefined,
      },
      solutions: [
        ['docker cp job:/out/report .', 'docker logs job > job.log 2>&1', 'docker rm job'],
        [
          'cp $(docker inspect -f "{{.GraphDriver.Data.UpperDir}}" job)/out/report .',
          'docker logs job 2> job.log',
          'docker container prune -f',
        ],
        [
          'docker export job | tar -xO out/report > report',
          'cp $(docker inspect -f "{{.LogPath}}" job) job.log',
          'docker rm -f $(docker ps -aq)',
        ],
      ],
      nearMisses: [
        {
          lines: ['docker cp job:/out/report .', 'docker logs job > job.log', 'docker rm job'],
          misses: ['reason'],
        },
        { lines: ['docker rm job'], misses: ['report', 'reason'] },
        { lines: ['docker cp job:/out/report .', 'docker logs job 2> job.log'], misses: ['gone'] },
        {
          lines: ['docker cp job:/out/report .', 'docker logs job 2> job.log', 'docker system prune -af'],
          misses: ['image'],
        },
      ],
    },
    {
      id: 'polite-stop',
      start: ['docker pull -q busybox', 'docker run -d --name job busybox sleep 1000'],
      goals: {
        stopped: (facts) => facts.container('job')?.State.Status === 'exited',
        polite: (facts) => facts.container('job')?.State.ExitCode === 143,
        sleep: (facts) => commandOf(facts, 'job').includes('sleep 1000'),
      },
      solutions: [
        ['docker rm -f job', 'docker run -d --init --name job busybox sleep 1000', 'docker stop job'],
        [
          'docker rm -f job',
          'docker run -d --name job busybox sh -c \'trap "exit 143" TERM; sleep 1000 & wait\'',
          'docker kill -s TERM job',
          'docker wait job',
        ],
        ['docker rm -f job', 'docker run -d --pid host --name job busybox sleep 1000', 'docker stop job'],
      ],
      nearMisses: [
        { lines: ['docker stop job'], misses: ['polite'] },
        { lines: ['docker kill -s TERM job'], misses: ['stopped', 'polite'] },
        {
          lines: ['docker rm -f job', 'docker run --name job busybox sh -c "exit 143"'],
          misses: ['sleep'],
        },
      ],
    },
    {
      id: 'stray',
      start: [
        'docker pull -q busybox',
        'for name in api web job; do docker run -d --name $name busybox sleep 100000; done',
        'docker exec -d web sleep 4242',
      ],
      goals: {
        ended: (facts) => facts.processes().every(({ argv }) => argv.join(' ') !== 'sleep 4242'),
        running: (facts) => ['api', 'web', 'job'].every((name) => runs(facts, name)),
        three: (facts) => facts.containers().length === 3,
      },
      solutions: [
        ['docker exec web kill 2'],
        ['kill $(ps -e -o pid,args | grep "[s]leep 4242" | cut -c 1-7)'],
        ['docker restart -t 0 web'],
      ],
      nearMisses: [
        { lines: ['docker stop -t 0 web'], misses: ['running'] },
        { lines: ['docker restart -t 0 api'], misses: ['ended'] },
        { lines: ['docker rm -f web'], misses: ['running', 'three'] },
      ],
    },
    {
      id: 'self-heal',
      start: ['docker pull -q busybox', `docker run --name web busybox sh -c '${FRAGILE}' || true`],
      goals: {
        running: (facts) => runs(facts, 'web'),
        policy: (facts) => {
          const policy = facts.container('web')?.HostConfig.RestartPolicy
          return (
            policy?.Name === 'on-failure' && policy.MaximumRetryCount >= 1 && policy.MaximumRetryCount <= 5
          )
        },
        command: (facts) => commandOf(facts, 'web').endsWith(FRAGILE),
      },
      solutions: [
        ['docker update --restart on-failure:3 web', 'docker start web'],
        ['docker start web', 'docker update --restart on-failure:5 web'],
        [
          'command=$(docker inspect -f "{{index .Args 1}}" web)',
          'docker rm web',
          'docker run -d --name web --restart on-failure:1 busybox sh -c "$command"',
          'sleep 2',
        ],
      ],
      nearMisses: [
        { lines: ['docker start web'], misses: ['policy'] },
        { lines: ['docker update --restart on-failure:3 web'], misses: ['running'] },
        {
          lines: ['docker update --restart unless-stopped web', 'docker start web'],
          misses: ['policy'],
        },
        {
          lines: ['docker rm web', 'docker run -d --name web --restart on-failure:3 busybox sleep 100000'],
          misses: ['command'],
        },
      ],
    },
  ],
}
