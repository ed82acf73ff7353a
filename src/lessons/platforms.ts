import type { Facts } from '../engine/world.ts'
import type { Lesson } from './lessons.ts'

const HELLO = 'localhost:5000/demo/hello'

const lists = (facts: Facts, platform: string): boolean =>
  facts.pushed(`${HELLO}:1`)?.platforms?.some((one) => one.startsWith(platform)) ?? false

export const platforms: Lesson = {
  chapter: 'platforms',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'platforms' },
  challenges: [
    {
      id: 'arm-too',
      start: ['docker pull -q hello-world'],
      goals: {
        arm: (facts) => facts.image('hello:arm')?.Architecture === 'arm64',
        hello: (facts) => facts.image('hello:arm')?.Config.Cmd?.[0] === '/hello',
        amd: (facts) => facts.image('hello-world')?.Architecture === 'amd64',
      },
      solutions: [
        [
          'docker pull -q --platform linux/arm64 hello-world',
          'docker tag hello-world hello:arm',
          'docker pull -q hello-world',
        ],
        [
          'docker tag hello-world hello:amd',
          'docker pull -q --platform linux/arm64/v8 hello-world',
          'docker tag hello-world hello:arm',
          'docker tag hello:amd hello-world',
        ],
        [
          'docker manifest inspect hello-world | grep -B 4 arm64',
          `digest=$(docker manifest inspect hello-world | grep -B 2 -A 2 '"platform"' | grep -B 2 arm64 | grep -o 'sha256:[0-9a-f]*')`,
          'docker pull -q --platform linux/arm64 hello-world@$digest',
          'docker tag hello-world@$digest hello:arm',
        ],
      ],
      nearMisses: [
        {
          lines: ['docker pull -q --platform linux/arm64 hello-world', 'docker tag hello-world hello:arm'],
          misses: ['amd'],
        },
        { lines: ['docker tag hello-world hello:arm'], misses: ['arm'] },
        {
          lines: ['docker pull -q --platform linux/arm64 busybox', 'docker tag busybox hello:arm'],
          misses: ['hello'],
        },
      ],
    },
    {
      id: 'exec-format-error',
      start: ['docker pull -q --platform linux/arm64 busybox', 'docker run -dit --name web busybox'],
      goals: {
        runs: (facts) => facts.container('web')?.State.Running === true,
        box: (facts) => facts.container('web')?.Image === facts.image('busybox')?.Id,
        native: (facts) => facts.image('busybox')?.Architecture === 'amd64',
      },
      solutions: [
        ['docker rm web', 'docker pull -q busybox', 'docker run -dit --name web busybox'],
        ['docker rm web', 'docker run -dit --name web --platform linux/amd64 busybox'],
        ['docker rename web broken', 'docker run -dit --pull always --name web busybox'],
      ],
      nearMisses: [
        { lines: ['docker pull -q busybox', 'docker start web'], misses: ['runs', 'box'] },
        {
          lines: ['docker rm web', 'docker run -dit --name web --platform linux/amd64 alpine'],
          misses: ['box', 'native'],
        },
        { lines: ['docker rm web', 'docker run -dit --name web busybox'], misses: ['runs', 'native'] },
      ],
    },
    {
      id: 'one-tag',
      start: [
        'docker pull -q --platform linux/arm64 hello-world',
        `docker tag hello-world ${HELLO}:arm64`,
        `docker push -q ${HELLO}:arm64`,
        'docker pull -q hello-world',
        `docker tag hello-world ${HELLO}:amd64`,
        `docker push -q ${HELLO}:amd64`,
      ],
      goals: {
        index: (facts) => facts.pushed(`${HELLO}:1`)?.platforms !== undefined,
        amd: (facts) => lists(facts, 'linux/amd64'),
        arm: (facts) => lists(facts, 'linux/arm64'),
      },
      solutions: [
        [
          `docker manifest create --insecure ${HELLO}:1 ${HELLO}:amd64 ${HELLO}:arm64`,
          `docker manifest push --insecure ${HELLO}:1`,
        ],
        [
          `docker manifest create --insecure ${HELLO}:1 ${HELLO}:arm64`,
          `docker manifest create --insecure --amend ${HELLO}:1 ${HELLO}:amd64`,
          `docker manifest push --insecure --purge ${HELLO}:1`,
        ],
        [
          `docker manifest create --insecure ${HELLO}:1 ${HELLO}:amd64 ${HELLO}:arm64`,
          `docker manifest inspect ${HELLO}:1 > index.json`,
          `curl -s -X PUT -H 'Content-Type: application/vnd.docker.distribution.manifest.list.v2+json' --data-binary @index.json ${HELLO.replace('5000', '5000/v2')}/manifests/1`,
        ],
      ],
      nearMisses: [
        {
          lines: [
            `docker manifest create --insecure ${HELLO}:1 ${HELLO}:amd64`,
            `docker manifest push --insecure ${HELLO}:1`,
          ],
          misses: ['arm'],
        },
        {
          lines: [
            `docker manifest create --insecure ${HELLO}:1 ${HELLO}:arm64`,
            `docker manifest push --insecure ${HELLO}:1`,
          ],
          misses: ['amd'],
        },
        {
          lines: [
            `docker tag ${HELLO}:arm64 ${HELLO}:1`,
            `docker push -q ${HELLO}:1`,
            `docker tag ${HELLO}:amd64 ${HELLO}:1`,
            `docker push -q ${HELLO}:1`,
          ],
          misses: ['index', 'amd', 'arm'],
        },
      ],
    },
  ],
}
