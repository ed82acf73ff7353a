import type { ImageInspect } from '../engine/daemon/api.ts'
import type { Lesson } from './lessons.ts'

const QUARTER = 90 * 24 * 3600e3
const NOW = '2025-09-02T08:00:00Z'

const old = ({ Created }: ImageInspect): boolean => Date.parse(Created) < Date.parse(NOW) - QUARTER

export const imageList: Lesson = {
  chapter: 'image-list',
  world: { clock: NOW, seed: 'image-list' },
  challenges: [
    {
      id: 'no-dangling',
      start: [
        'docker pull -q nginx@sha256:94ac0f58a22fecd6f979a665d393a309d7be3ef0de676a1d341f9b29e47716d6',
        'docker pull -q hello-world',
        'for n in 1 2 3; do mkdir -p tree; echo $n > tree/note; tar -C tree -c . | docker import - note; done',
        'rm -r tree',
      ],
      goals: {
        dangling: (facts) =>
          facts.images().every(({ RepoTags, RepoDigests }) => RepoTags.length + RepoDigests.length > 0),
        nginx: (facts) => facts.images().some(({ RepoDigests }) => RepoDigests[0]?.startsWith('nginx@')),
        others: (facts) => ['note', 'hello-world'].every((name) => facts.image(name) !== undefined),
      },
      solutions: [
        ['docker rmi $(docker images -q -f dangling=true)'],
        [
          'docker images --digests --format "{{.ID}} {{.Repository}}" | grep "<none>" | cut -d " " -f 1 | xargs docker rmi',
        ],
      ],
      nearMisses: [
        { lines: ['docker image prune -f'], misses: ['nginx'] },
        { lines: ['docker image prune -af'], misses: ['nginx', 'others'] },
        {
          lines: ['docker rmi $(docker images | grep "<none>" | tr -s " " | cut -d " " -f 3)'],
          misses: ['nginx'],
        },
        { lines: ['docker rmi note'], misses: ['dangling', 'others'] },
      ],
    },
    {
      id: 'old-ones',
      start: [
        'for name in redis hello-world mysql:8.0.27 redislabs/redisearch busybox; do docker pull -q $name; done',
      ],
      goals: {
        old: (facts) => facts.images().filter(old).length === 0,
        young: (facts) => ['redis', 'hello-world'].every((name) => facts.image(name) !== undefined),
      },
      solutions: [
        ['docker rmi $(docker images -q -f until=2160h)'],
        ['docker image prune -af --filter until=2160h', 'docker pull -q redis'],
        ['docker rmi mysql:8.0.27 redislabs/redisearch busybox'],
        ['docker rmi $(docker images -q -f before=hello-world)'],
      ],
      nearMisses: [
        { lines: ['docker rmi $(docker images -q -f before=busybox)'], misses: ['old'] },
        { lines: ['docker rmi $(docker images -q -f before=redis)'], misses: ['young'] },
        { lines: ['docker rmi $(docker images -q)'], misses: ['young'] },
      ],
    },
    {
      id: 'pinned-list',
      start: ['for name in redis redis:7.2-rc hello-world busybox; do docker pull -q $name; done'],
      goals: {
        exact: (facts) => {
          const lines = (facts.at('/root/images.txt')?.text() ?? '').split('\n').filter((line) => line !== '')
          const digests = new Set(facts.images().flatMap(({ RepoDigests }) => RepoDigests))
          return lines.length > 0 && lines.every((line) => digests.has(line))
        },
        all: (facts) => {
          const text = facts.at('/root/images.txt')?.text() ?? ''
          return facts
            .images()
            .every(({ RepoDigests }) => RepoDigests.some((name) => text.includes(name.split('@')[1]!)))
        },
        four: (facts) => facts.images().length === 4,
      },
      solutions: [
        ['docker images --digests --format "{{.Repository}}@{{.Digest}}" > images.txt'],
        ["docker image inspect -f '{{index .RepoDigests 0}}' $(docker images -q) > images.txt"],
        ['docker images --digests | tail -n +2 | tr -s " " | cut -d " " -f 1,3 | tr " " @ > images.txt'],
      ],
      nearMisses: [
        {
          lines: ['docker images --format "{{.Repository}}:{{.Tag}}" > images.txt'],
          misses: ['exact', 'all'],
        },
        { lines: ['docker images --digests > images.txt'], misses: ['exact'] },
        {
          lines: ['docker images --digests --format "{{.Repository}}@{{.Digest}}" redis > images.txt'],
          misses: ['all'],
        },
        {
          lines: [
            'docker rmi hello-world',
            'docker images --digests --format "{{.Repository}}@{{.Digest}}" > images.txt',
          ],
          misses: ['four'],
        },
      ],
    },
  ],
}
