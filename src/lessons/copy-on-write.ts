import type { Facts } from '../engine/world.ts'
import type { Lesson } from './lessons.ts'

const MEGABYTE = 1_000_000

/** Bytes of the files in a container's writable layer that `docker diff` lists. */
const written = (facts: Facts, container: string): number =>
  facts
    .changes(container)
    .filter((line) => !line.startsWith('D'))
    .map((line) => facts.at(line.slice(2), { container }))
    .reduce((sum, file) => sum + (file?.kind === 'file' ? file.size : 0), 0)

const runs = (facts: Facts, name: string): boolean => facts.container(name)?.State.Running === true

/** Directories of an image's layers on the host. */
function layersOf(facts: Facts, reference: string): string[] {
  const data = facts.image(reference)?.GraphDriver.Data
  return [data?.UpperDir, data?.LowerDir].flatMap((paths) => paths?.split(':') ?? [])
}

export const copyOnWrite: Lesson = {
  chapter: 'copy-on-write',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'copy-on-write' },
  view: 'overlay',
  challenges: [
    {
      id: 'full-disk',
      start: [
        'docker pull -q busybox',
        'for n in web api; do docker run -d --name $n busybox sleep 100000; done',
        'docker run -d --name job --tmpfs /cache busybox sleep 100000',
        'docker exec api sh -c "mkdir /srv; echo 42 > /srv/orders; dd if=/dev/zero of=/var/dump bs=1M count=5 status=none"',
        'docker exec job dd if=/dev/zero of=/cache/index bs=1M count=2 status=none',
      ],
      goals: {
        running: (facts) => ['web', 'api', 'job'].every((name) => runs(facts, name)),
        small: (facts) => ['web', 'api', 'job'].every((name) => written(facts, name) < MEGABYTE),
        orders: (facts) => facts.at('/srv/orders', { container: 'api' })?.text() === '42\n',
      },
      solutions: [
        ['docker exec api rm /var/dump'],
        ['rm $(docker inspect -f "{{.GraphDriver.Data.UpperDir}}" api)/var/dump'],
        [
          'docker cp api:/srv/orders .',
          'docker rm -f api',
          'docker run -d --name api busybox sleep 100000',
          'docker exec api mkdir /srv',
          'docker cp orders api:/srv',
        ],
      ],
      nearMisses: [
        { lines: ['docker stop -t 0 api'], misses: ['running', 'small'] },
        { lines: ['docker exec job rm /cache/index'], misses: ['small'] },
        {
          lines: ['docker rm -f api', 'docker run -d --name api busybox sleep 100000'],
          misses: ['orders'],
        },
      ],
    },
    {
      id: 'undo-changes',
      start: [
        'docker pull -q debian',
        'docker run -d --name web debian sleep infinity',
        'docker exec web sh -c "echo broken > /etc/issue; rm /etc/motd; echo mine > /srv/note"',
      ],
      goals: {
        running: (facts) => runs(facts, 'web'),
        note: (facts) => facts.at('/srv/note', { container: 'web' })?.text() === 'mine\n',
        clean: (facts) => facts.changes('web').every((line) => line.slice(2).startsWith('/srv')),
      },
      solutions: [
        [
          'docker cp web:/srv/note .',
          'docker rm -f web',
          'docker run -d --name web debian sleep infinity',
          'docker cp note web:/srv',
        ],
        [
          'docker rename web old',
          'docker run -d --name web debian sleep infinity',
          'docker cp old:/srv/note - | docker cp - web:/srv',
        ],
        [
          'docker stop -t 0 web',
          'rm -r $(docker inspect -f "{{.GraphDriver.Data.UpperDir}}" web)/etc',
          'docker start web',
        ],
        [
          'docker create --name new debian',
          'for file in /etc/issue /etc/motd; do docker cp new:$file - | docker cp - web:/etc; done',
        ],
      ],
      nearMisses: [
        { lines: ['docker restart -t 0 web'], misses: ['clean'] },
        {
          lines: [
            'docker run --rm debian cat /etc/issue > issue',
            'docker exec -i web sh -c "cat > /etc/issue; : > /etc/motd" < issue',
          ],
          misses: ['clean'],
        },
        {
          lines: ['docker rm -f web', 'docker run -d --name web debian sleep infinity'],
          misses: ['note'],
        },
        {
          lines: [
            'docker cp web:/srv/note .',
            'docker rm -f web',
            'docker create --name web debian sleep infinity',
            'docker cp note web:/srv',
          ],
          misses: ['running'],
        },
      ],
    },
    {
      id: 'move-to-volume',
      start: [
        'docker pull -q busybox',
        'docker run -d --name db busybox sleep 100000',
        'docker exec db sh -c "mkdir /data; echo 42 > /data/rows"',
      ],
      goals: {
        mounted: (facts) =>
          runs(facts, 'db') &&
          (facts
            .container('db')
            ?.Mounts.some(
              ({ Type, Name, Destination }) =>
                Type === 'volume' && Name === 'rows' && Destination === '/data',
            ) ??
            false),
        rows: (facts) => facts.at('/rows', { volume: 'rows' })?.text() === '42\n',
        only: (facts) => facts.at('/data/rows', { container: 'db' }) === undefined,
      },
      solutions: [
        [
          'docker cp db:/data/rows .',
          'docker rm -f db',
          'docker run -d --name db -v rows:/data busybox sleep 100000',
          'docker cp rows db:/data',
        ],
        [
          'docker rename db old',
          'docker run -d --name db -v rows:/data busybox sleep 100000',
          'docker cp old:/data/. - | docker cp - db:/data',
        ],
        [
          'docker exec db cat /data/rows | docker run -i --rm -v rows:/data busybox sh -c "cat > /data/rows"',
          'docker rm -f db',
          'docker run -d --name db --mount type=volume,src=rows,dst=/data busybox sleep 100000',
        ],
      ],
      nearMisses: [
        {
          lines: ['docker rm -f db', 'docker run -d --name db -v rows:/data busybox sleep 100000'],
          misses: ['rows'],
        },
        {
          lines: ['docker commit db db:1', 'docker rm -f db', 'docker run -d --name db -v rows:/data db:1'],
          misses: ['only'],
        },
        {
          lines: [
            'docker volume create rows',
            'docker cp db:/data/rows /var/lib/docker/volumes/rows/_data',
            'docker exec db rm /data/rows',
          ],
          misses: ['mounted'],
        },
      ],
    },
    {
      id: 'slim-down',
      start: [
        'docker pull -q busybox',
        'printf \'FROM busybox\\nRUN dd if=/dev/zero of=/source.tar bs=1M count=5 status=none\\nRUN echo ready > /app\\nRUN rm /source.tar\\nCMD ["cat", "/app"]\\n\' > Dockerfile',
        'DOCKER_BUILDKIT=0 docker build -q -t app:1 .',
      ],
      goals: {
        app: (facts) =>
          layersOf(facts, 'app:2').some((directory) => facts.at(`${directory}/app`)?.text() === 'ready\n'),
        small: (facts) => {
          const [app, base] = [facts.image('app:2'), facts.image('busybox')]
          return app !== undefined && base !== undefined && app.Size < base.Size + MEGABYTE
        },
        command: (facts) => facts.image('app:2')?.Config.Cmd?.join(' ') === 'cat /app',
      },
      solutions: [
        [
          'printf \'FROM busybox\\nRUN dd if=/dev/zero of=/source.tar bs=1M count=5 && echo ready > /app && rm /source.tar\\nCMD ["cat", "/app"]\\n\' > Dockerfile',
          'DOCKER_BUILDKIT=0 docker build -q -t app:2 .',
        ],
        [
          'docker create --name flat app:1',
          'docker export flat | docker import -c \'CMD ["cat","/app"]\' - app:2',
        ],
        [
          'printf \'FROM app:1\\nFROM busybox\\nCOPY --from=0 /app /app\\nCMD ["cat", "/app"]\\n\' > Dockerfile',
          'DOCKER_BUILDKIT=0 docker build -q -t app:2 .',
        ],
        [
          'docker run --name new busybox sh -c "echo ready > /app"',
          'docker commit -c \'CMD ["cat","/app"]\' new app:2',
        ],
      ],
      nearMisses: [
        {
          lines: [
            "printf 'FROM app:1\\nRUN rm -f /source.tar\\n' > Dockerfile",
            'DOCKER_BUILDKIT=0 docker build -q -t app:2 .',
          ],
          misses: ['small'],
        },
        {
          lines: ['docker create --name flat app:1', 'docker export flat | docker import - app:2'],
          misses: ['command'],
        },
        {
          lines: [
            'printf \'FROM busybox\\nCMD ["cat", "/app"]\\n\' > Dockerfile',
            'DOCKER_BUILDKIT=0 docker build -q -t app:2 .',
          ],
          misses: ['app'],
        },
      ],
    },
  ],
}
