import type { Facts } from '../engine/world.ts'
import type { Lesson } from './lessons.ts'

const BOX = 'localhost:5000/mine/box'
const BASE = 'localhost:5000/base/redis:7'

const tagged = (facts: Facts): string[] => facts.images().flatMap(({ RepoTags }) => RepoTags)

export const imagePull: Lesson = {
  chapter: 'image-pull',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'image-pull' },
  challenges: [
    {
      id: 'wrong-names',
      start: [
        "printf 'docker pull -q Redis:7.2-rc\\ndocker pull -q nginx:lastest\\ndocker pull -q --platform linux/adm64 busybox\\n' > pull.sh",
      ],
      goals: {
        redis: (facts) => facts.image('redis:7.2-rc') !== undefined,
        nginx: (facts) => facts.image('nginx:latest') !== undefined,
        busybox: (facts) => facts.image('busybox:latest')?.Architecture === 'amd64',
      },
      solutions: [
        ['docker pull redis:7.2-rc', 'docker pull nginx', 'docker pull busybox'],
        ['sed -i "s/Redis/redis/; s/lastest/latest/; s/adm64/amd64/" pull.sh', 'bash pull.sh'],
        ['for name in redis:7.2-rc nginx:latest docker.io/library/busybox; do docker pull -q $name; done'],
      ],
      nearMisses: [
        { lines: ['bash pull.sh'], misses: ['redis', 'nginx', 'busybox'] },
        { lines: ['for name in redis nginx busybox; do docker pull -q $name; done'], misses: ['redis'] },
        {
          lines: [
            'docker pull -q redis:7.2-rc',
            'docker pull -q nginx',
            'docker pull -q --platform linux/arm64 busybox',
          ],
          misses: ['busybox'],
        },
      ],
    },
    {
      id: 'the-same-image',
      start: [
        'docker pull -q redis:7.2-rc',
        "docker image inspect -f '{{index .RepoDigests 0}}' redis:7.2-rc > image.txt",
        'docker rmi redis:7.2-rc',
      ],
      goals: {
        exact: (facts) => {
          const wanted = facts.image(facts.at('/root/image.txt')?.text().trim() ?? '')
          return wanted !== undefined && wanted.Id === facts.image('redis:prod')?.Id
        },
        named: (facts) => tagged(facts).join() === 'redis:prod',
        one: (facts) => facts.images().length === 1,
      },
      solutions: [
        ['docker pull $(cat image.txt)', 'docker tag $(cat image.txt) redis:prod'],
        [
          'docker pull -q redis:7.2-rc',
          'docker images --digests; cat image.txt',
          'docker tag redis:7.2-rc redis:prod',
          'docker rmi redis:7.2-rc',
        ],
        ['docker pull -q redis:prod@$(cut -d @ -f 2 image.txt)', 'docker tag $(docker images -q) redis:prod'],
      ],
      nearMisses: [
        { lines: ['docker pull -q $(cat image.txt)'], misses: ['exact', 'named'] },
        {
          lines: ['docker pull -q redis', 'docker tag redis redis:prod', 'docker rmi redis:latest'],
          misses: ['exact'],
        },
        {
          lines: [
            'docker pull -q $(cat image.txt)',
            'docker tag $(cat image.txt) redis:prod',
            'docker pull -q redis',
          ],
          misses: ['named', 'one'],
        },
      ],
    },
    {
      id: 'every-tag',
      start: [
        'docker pull -q busybox; docker pull -q busybox:musl',
        `docker tag busybox ${BOX}:stable; docker tag busybox:musl ${BOX}:2025-08`,
        `docker push -q ${BOX}:stable; docker push -q ${BOX}:2025-08`,
        'docker rmi $(docker images -q) --force',
      ],
      goals: {
        all: (facts) =>
          [`${BOX}:stable`, `${BOX}:2025-08`].every(
            (name) => facts.image(name)?.Id === facts.pushed(name)?.imageID,
          ),
        only: (facts) => tagged(facts).every((name) => name.startsWith(`${BOX}:`)),
      },
      solutions: [
        [`docker pull -a ${BOX}`],
        [
          'curl -s localhost:5000/v2/mine/box/tags/list',
          `docker pull -q ${BOX}:stable`,
          `docker pull -q ${BOX}:2025-08`,
        ],
      ],
      nearMisses: [
        { lines: [`docker pull ${BOX}`], misses: ['all'] },
        { lines: [`docker pull -q ${BOX}:stable`], misses: ['all'] },
        { lines: [`docker pull -aq ${BOX}`, 'docker pull -q busybox'], misses: ['only'] },
        {
          lines: [
            'docker pull -q busybox',
            `docker tag busybox ${BOX}:stable`,
            `docker tag busybox ${BOX}:2025-08`,
          ],
          misses: ['all', 'only'],
        },
      ],
    },
    {
      id: 'own-registry',
      start: [],
      goals: {
        named: (facts) =>
          facts.image(BASE)?.Config.Env?.some((line) => line.startsWith('REDIS_VERSION=7.2')) ?? false,
        pushed: (facts) =>
          facts.pushed(BASE) !== undefined && facts.pushed(BASE)?.imageID === facts.image(BASE)?.Id,
        only: (facts) => tagged(facts).every((name) => name.startsWith('localhost:5000/')),
      },
      solutions: [
        [
          'docker pull -q redis:7.2-rc',
          `docker tag redis:7.2-rc ${BASE}`,
          `docker push ${BASE}`,
          'docker rmi redis:7.2-rc',
        ],
        [
          'docker pull -q redis:7.2-rc',
          `docker tag redis:7.2-rc ${BASE}`,
          `docker push -q ${BASE}`,
          'docker rmi -f $(docker images -q)',
          `docker pull -q ${BASE}`,
        ],
      ],
      nearMisses: [
        {
          lines: [
            'docker pull -q redis:7.2-rc',
            `docker tag redis:7.2-rc ${BASE}`,
            'docker rmi redis:7.2-rc',
          ],
          misses: ['pushed'],
        },
        {
          lines: ['docker pull -q redis:7.2-rc', `docker tag redis:7.2-rc ${BASE}`, `docker push -q ${BASE}`],
          misses: ['only'],
        },
        {
          lines: [
            'docker pull -q redis',
            `docker tag redis ${BASE}`,
            `docker push -q ${BASE}`,
            'docker rmi redis',
          ],
          misses: ['named'],
        },
      ],
    },
  ],
}
