import type { Facts } from '../engine/world.ts'
import type { Lesson } from './lessons.ts'

/** The config of an image, as the daemon keeps it. */
function configOf(facts: Facts, name: string): string | undefined {
  const id = facts.image(name)?.Id.slice('sha256:'.length)
  return id && facts.at(`/var/lib/docker/image/overlay2/imagedb/content/sha256/${id}`)?.text()
}

const SECRET = 'swordfish\n'

export const storage: Lesson = {
  chapter: 'storage',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'storage' },
  challenges: [
    {
      id: 'config',
      start: ['docker pull -q busybox', 'docker pull -q hello-world'],
      goals: {
        there: (facts) => facts.at('/root/config.json')?.kind === 'file',
        same: (facts) => {
          const config = configOf(facts, 'busybox')
          return config !== undefined && facts.at('/root/config.json')?.text() === config
        },
      },
      solutions: [
        [
          'id=$(docker image inspect -f {{.Id}} busybox | cut -d: -f2)',
          'cp /var/lib/docker/image/overlay2/imagedb/content/sha256/$id config.json',
        ],
        [
          'docker save busybox -o box.tar',
          "tar -xOf box.tar $(tar -xOf box.tar manifest.json | jq -r '.[0].Config') > config.json",
        ],
        [`cat $(grep -l '"sh"' /var/lib/docker/image/overlay2/imagedb/content/sha256/*) > config.json`],
      ],
      nearMisses: [
        { lines: ['docker image inspect busybox > config.json'], misses: ['same'] },
        {
          lines: [
            'id=$(docker images -q --no-trunc busybox)',
            'cp /var/lib/docker/image/overlay2/imagedb/content/sha256/$id config.json',
          ],
          misses: ['there', 'same'],
        },
        {
          lines: [
            'id=$(docker images -q --no-trunc hello-world | cut -d: -f2)',
            'cp /var/lib/docker/image/overlay2/imagedb/content/sha256/$id config.json',
          ],
          misses: ['same'],
        },
      ],
    },
    {
      id: 'no-start',
      start: ['docker pull -q busybox', 'docker create --name job busybox cat /note'],
      goals: {
        inside: (facts) => facts.at('/note', { container: 'job' })?.text() === 'hello\n',
        never: (facts) => facts.container('job')?.State.Status === 'created',
        base: (facts) => facts.container('job')?.Image === facts.image('busybox')?.Id,
      },
      solutions: [
        ["echo hello > $(docker inspect -f '{{.GraphDriver.Data.UpperDir}}' job)/note"],
        ['echo hello > note', 'docker cp note job:/'],
        [
          'docker rm job',
          'docker create --name job busybox cat /note',
          'echo hello | tee note',
          'tar -c note | docker cp - job:/',
        ],
      ],
      nearMisses: [
        { lines: ['echo hello > /note'], misses: ['inside'] },
        {
          lines: ['docker rm job', 'docker run --name job busybox sh -c "echo hello > /note"'],
          misses: ['never'],
        },
        {
          lines: [
            'docker run --name t1 busybox sh -c "echo hello > /note"',
            'docker commit t1 mine',
            'docker rm job',
            'docker create --name job mine cat /note',
          ],
          misses: ['base'],
        },
      ],
    },
    {
      id: 'deleted-file',
      start: [
        'docker pull -q busybox',
        "docker run --name s1 busybox sh -c 'echo swordfish > /etc/password'",
        'docker commit s1 site:1',
        'docker rm s1',
        'docker run --name s1 site:1 rm /etc/password',
        'docker commit s1 site:1',
        'docker rm s1',
      ],
      goals: {
        back: (facts) => facts.at('/root/password')?.text() === SECRET,
        private: (facts) => {
          const file = facts.at('/root/password')
          return file !== undefined && file.mode % 0o100 === 0
        },
        image: (facts) => facts.image('site:1')?.RootFS.Layers.length === 3,
      },
      solutions: [
        [
          'cp $(find /var/lib/docker/overlay2 -path "*/diff/etc/password" -type f) /root',
          'chmod 600 password',
        ],
        [
          'umask 077',
          'docker save site:1 -o site.tar',
          "tar -xOf site.tar $(tar -xOf site.tar manifest.json | jq -r '.[0].Layers[1]') | tar -xO etc/password > password",
        ],
        [
          "lower=$(docker image inspect -f '{{.GraphDriver.Data.LowerDir}}' site:1)",
          'cat $(echo $lower | cut -d: -f1)/etc/password > password; chmod go= password',
        ],
      ],
      nearMisses: [
        { lines: ['cp $(find /var/lib/docker/overlay2 -name password -type f) /root'], misses: ['private'] },
        {
          lines: ['docker run --rm site:1 cat /etc/password > password', 'chmod 600 password'],
          misses: ['back'],
        },
        {
          lines: [
            'cp $(find /var/lib/docker/overlay2 -name password -type f) /root',
            'chmod 600 password',
            'docker rmi site:1',
          ],
          misses: ['image'],
        },
      ],
    },
  ],
}
