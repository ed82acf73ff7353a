import type { Facts } from '../engine/world.ts'
import type { Lesson } from './lessons.ts'

/** Names of the images in an archive of `docker save` that is below 1 MB, as it lies on the disk. */
function namesIn(facts: Facts, path: string): string[] {
  const text = facts.at(path)?.text() ?? ''
  return [...text.matchAll(/"RepoTags":\[([^\]]*)\]/g)].flatMap(([, tags]) => tags!.match(/[^",]+/g) ?? [])
}

const starts = (facts: Facts, name: string): string | undefined =>
  facts.image(name)?.Config.Cmd?.[0] ?? undefined

/** Where the host keeps the files of an image's layers, topmost first. */
function layersOf(facts: Facts, name: string): string[] {
  const { UpperDir, LowerDir } = facts.image(name)?.GraphDriver.Data ?? {}
  return [UpperDir, ...(LowerDir?.split(':') ?? [])].filter((path) => path !== undefined)
}

export const imageSaveLoad: Lesson = {
  chapter: 'image-save-load',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'image-save-load' },
  challenges: [
    {
      id: 'one-version',
      start: [
        'docker pull -q hello-world',
        'docker tag hello-world site:1',
        'docker tag hello-world site:2',
        'docker rmi hello-world',
      ],
      goals: {
        two: (facts) => namesIn(facts, '/root/site.tar').includes('site:2'),
        only: (facts) => namesIn(facts, '/root/site.tar').length === 1,
        private: (facts) => facts.at('/root/site.tar')?.mode === 0o600,
      },
      solutions: [
        ['docker save site:2 -o site.tar'],
        ['docker save site:2 > site.tar', 'chmod 600 site.tar'],
        ['docker rmi site:1', 'docker save -o site.tar site'],
      ],
      nearMisses: [
        { lines: ['docker save site -o site.tar'], misses: ['only'] },
        { lines: ['docker save site:2 > site.tar'], misses: ['private'] },
        { lines: ['docker save $(docker images -q site:2) -o site.tar'], misses: ['two', 'only'] },
        { lines: ['docker save site:1 -o site.tar'], misses: ['two'] },
      ],
    },
    {
      id: 'name-taken',
      start: [
        'docker pull -q hello-world',
        'docker tag hello-world app:1',
        'docker save app:1 -o /root/app.tar',
        'docker rmi app:1 hello-world',
        'docker pull -q busybox',
        'docker tag busybox app:1',
        'docker rmi busybox',
      ],
      goals: {
        arrived: (facts) => starts(facts, 'app:1') === '/hello',
        both: (facts) => facts.images().some(({ Config }) => Config.Cmd?.[0] === 'sh'),
        named: (facts) => facts.images().every(({ RepoTags }) => (RepoTags ?? []).length > 0),
      },
      solutions: [
        ['docker tag app:1 app:old', 'docker load -i app.tar'],
        ['docker load -q < app.tar', 'docker tag $(docker images -qf dangling=true) app:0'],
        [
          'docker save app:1 > mine.tar',
          'docker rmi app:1',
          'docker load -i mine.tar',
          'docker tag app:1 kept',
          'docker load -i app.tar',
        ],
      ],
      nearMisses: [
        { lines: ['docker load -i app.tar'], misses: ['named'] },
        { lines: ['docker rmi app:1', 'docker load -i app.tar'], misses: ['both'] },
        { lines: ['docker tag app:1 app:2'], misses: ['arrived'] },
      ],
    },
    {
      id: 'lighter',
      start: [
        'docker pull -q busybox',
        "docker run --name s1 busybox sh -c 'head -c 2000000 /dev/zero > /big; echo ready > /note'",
        `docker commit -c 'CMD ["cat","/note"]' s1 app:1`,
        'docker rm s1',
        'docker run --name s1 app:1 rm /big',
        `docker commit -c 'CMD ["cat","/note"]' s1 app:1`,
        'docker rm s1',
      ],
      goals: {
        light: (facts) => (facts.image('app:2')?.Size ?? Number.POSITIVE_INFINITY) < 5_000_000,
        files: (facts) =>
          layersOf(facts, 'app:2').some((layer) => facts.at(`${layer}/note`)?.text() === 'ready\n'),
        command: (facts) => facts.image('app:2')?.Config.Cmd?.join(' ').endsWith('cat /note') ?? false,
      },
      solutions: [
        [
          'docker create --name t1 app:1',
          `docker export t1 | docker import -c 'CMD ["cat","/note"]' - app:2`,
        ],
        [
          'docker run --name t1 app:1',
          'docker export -o t1.tar t1',
          `docker import -c 'CMD ["cat", "/note"]' t1.tar app:2`,
        ],
        [
          'docker run --name t1 busybox sh -c "echo ready > /note"',
          `docker commit -c 'CMD ["cat","/note"]' t1 app:2`,
        ],
      ],
      nearMisses: [
        {
          lines: ['docker create --name t1 app:1', 'docker export t1 | docker import - app:2'],
          misses: ['command'],
        },
        { lines: ['docker save app:1 | docker load', 'docker tag app:1 app:2'], misses: ['light'] },
        {
          lines: [
            `docker create --name t1 busybox`,
            `docker export t1 | docker import -c 'CMD ["cat","/note"]' - app:2`,
          ],
          misses: ['files'],
        },
      ],
    },
  ],
}
