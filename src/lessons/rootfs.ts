import { layerCount, layersOf } from './image-files.ts'
import type { Lesson } from './lessons.ts'

const CMD = '-c \'CMD ["cat","/srv/app"]\''

export const rootfs: Lesson = {
  chapter: 'rootfs',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'rootfs' },
  challenges: [
    {
      id: 'known-host',
      start: ['docker pull -q busybox'],
      goals: {
        running: (facts) => facts.container('web')?.State.Running === true,
        stock: (facts) =>
          facts.container('web') !== undefined &&
          facts.container('web')?.Image === facts.image('busybox')?.Id,
        known: (facts) => {
          const web = facts.container('web')
          const own = web?.Mounts.find(({ Destination }) => Destination === '/etc/hosts')?.Source
          return (
            (web?.HostConfig.ExtraHosts ?? []).includes('db:10.0.0.5') ||
            /^10\.0\.0\.5\s(.*\s)?db\s/m.test((own && facts.at(own)?.text()) ?? '')
          )
        },
      },
      solutions: [
        ['docker run -d --name web --add-host db:10.0.0.5 busybox sleep 100000'],
        [
          'echo 10.0.0.5 db > hosts',
          'docker run -d --name web -v $PWD/hosts:/etc/hosts busybox sleep 100000',
        ],
        [
          'printf "127.0.0.1 localhost\\n10.0.0.5 db\\n" > hosts',
          'docker create --name web --mount type=bind,src=/root/hosts,dst=/etc/hosts,readonly busybox sleep 100000',
          'docker start web',
        ],
      ],
      nearMisses: [
        {
          lines: [
            "printf 'FROM busybox\\nRUN echo 10.0.0.5 db >> /etc/hosts\\n' > Dockerfile",
            'DOCKER_BUILDKIT=0 docker build -q -t mine .',
            'docker run -d --name web mine sleep 100000',
          ],
          misses: ['stock', 'known'],
        },
        {
          lines: [
            'docker run -d --name web busybox sleep 100000',
            'docker exec web sh -c "echo 10.0.0.5 db >> /etc/hosts"',
          ],
          misses: ['known'],
        },
        {
          lines: ['docker create --name web --add-host db:10.0.0.5 busybox sleep 100000'],
          misses: ['running'],
        },
      ],
    },
    {
      id: 'from-tar',
      start: [
        'docker pull -q busybox:musl; docker create --name tools busybox:musl',
        'mkdir -p tree/bin tree/etc; docker cp tools:/bin/busybox tree/bin',
        'for name in sh ls cat; do ln -s busybox tree/bin/$name; done',
        'echo \'PRETTY_NAME="My own Linux 1"\' > tree/etc/os-release',
        'tar -C tree -cf tree.tar .; rm -r tree; docker rm tools; docker rmi busybox:musl',
      ],
      goals: {
        one: (facts) => layerCount(facts, 'mini:1') === 1,
        tree: (facts) =>
          layersOf(facts, 'mini:1').some((directory) => facts.at(`${directory}/bin/sh`)?.kind === 'file'),
        command: (facts) => (facts.image('mini:1')?.Config.Cmd ?? []).length > 0,
        ran: (facts) => {
          const box = facts.container('hi')
          return (
            box !== undefined &&
            box.Image === facts.image('mini:1')?.Id &&
            box.State.Status === 'exited' &&
            box.State.ExitCode === 0 &&
            facts.log('hi').includes('My own Linux 1')
          )
        },
      },
      solutions: [
        ['docker import -c \'CMD ["cat","/etc/os-release"]\' tree.tar mini:1', 'docker run --name hi mini:1'],
        [
          'printf \'FROM scratch\\nADD tree.tar /\\nCMD ["cat", "/etc/os-release"]\\n\' > Dockerfile',
          'DOCKER_BUILDKIT=0 docker build -q -t mini:1 .',
          'docker run --name hi mini:1',
        ],
        [
          'cat tree.tar | docker import -c "CMD sh" - mini:1',
          'docker run --name hi mini:1 cat /etc/os-release',
        ],
      ],
      nearMisses: [
        {
          lines: ['docker import tree.tar mini:1', 'docker run --name hi mini:1 cat /etc/os-release'],
          misses: ['command'],
        },
        {
          lines: [
            'docker pull -q alpine',
            'printf \'FROM alpine\\nADD tree.tar /\\nCMD ["cat", "/etc/os-release"]\\n\' > Dockerfile',
            'DOCKER_BUILDKIT=0 docker build -q -t mini:1 .',
            'docker run --name hi mini:1',
          ],
          misses: ['one'],
        },
        {
          lines: ['docker import -c "CMD /bin/sh" tree.tar mini:1', 'docker run --name hi mini:1'],
          misses: ['ran'],
        },
        {
          lines: [
            'printf \'FROM scratch\\nCOPY tree.tar /\\nCMD ["cat", "/etc/os-release"]\\n\' > Dockerfile',
            'DOCKER_BUILDKIT=0 docker build -q -t mini:1 .',
            'docker run --name hi mini:1',
          ],
          misses: ['tree', 'ran'],
        },
      ],
    },
    {
      id: 'one-layer',
      start: [
        'docker pull -q alpine',
        'printf \'FROM alpine\\nENV MODE=prod\\nWORKDIR /srv\\nRUN echo one > app\\nRUN echo two > app\\nCMD ["cat", "/srv/app"]\\n\' > Dockerfile',
        'DOCKER_BUILDKIT=0 docker build -q -t app:1 .; rm Dockerfile',
      ],
      goals: {
        one: (facts) => layerCount(facts, 'app:flat') === 1,
        files: (facts) => {
          const layers = layersOf(facts, 'app:flat')
          return (
            layers.some((directory) => facts.at(`${directory}/srv/app`)?.text() === 'two\n') &&
            layers.some((directory) => facts.at(`${directory}/etc/alpine-release`) !== undefined)
          )
        },
        command: (facts) => facts.image('app:flat')?.Config.Cmd?.join(' ') === 'cat /srv/app',
        settings: (facts) => {
          const config = facts.image('app:flat')?.Config
          return (config?.Env ?? []).includes('MODE=prod') && config?.WorkingDir === '/srv'
        },
      },
      solutions: [
        [
          'docker create --name box app:1',
          `docker export box | docker import ${CMD} -c 'ENV MODE=prod' -c 'WORKDIR /srv' - app:flat`,
        ],
        [
          'printf \'FROM app:1\\nFROM scratch\\nCOPY --from=0 / /\\nENV MODE=prod\\nWORKDIR /srv\\nCMD ["cat", "/srv/app"]\\n\' > Dockerfile',
          'DOCKER_BUILDKIT=0 docker build -q -t app:flat .',
        ],
        [
          'docker create --name box app:1',
          'docker export box > root.tar',
          'printf \'FROM scratch\\nADD root.tar /\\nENV MODE=prod\\nWORKDIR /srv\\nCMD ["cat", "/srv/app"]\\n\' > Dockerfile',
          'DOCKER_BUILDKIT=0 docker build -q -t app:flat .',
        ],
      ],
      nearMisses: [
        { lines: ['docker tag app:1 app:flat'], misses: ['one'] },
        {
          lines: ['docker create --name box app:1', 'docker export box | docker import - app:flat'],
          misses: ['command', 'settings'],
        },
        {
          lines: [
            'docker create --name box app:1',
            'docker cp box:/srv/app . ; mkdir -p tree/srv; mv app tree/srv',
            `tar -C tree -c . | docker import ${CMD} -c 'ENV MODE=prod' -c 'WORKDIR /srv' - app:flat`,
          ],
          misses: ['files'],
        },
      ],
    },
  ],
}
