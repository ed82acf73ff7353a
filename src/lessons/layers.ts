import type { Lesson } from './lessons.ts'

export const layers: Lesson = {
  chapter: 'layers',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'layers' },
  challenges: [
    {
      id: 'second-name',
      start: ['docker pull -q redis'],
      goals: {
        named: (facts) => facts.image('mine:1') !== undefined,
        same: (facts) => {
          const [mine, redis] = [facts.image('mine:1'), facts.image('redis')]
          return mine !== undefined && mine.Id === redis?.Id
        },
        one: (facts) => facts.images().length === 1,
      },
      solutions: [
        ['docker tag redis mine:1'],
        ['docker tag $(docker images -q redis) mine:1'],
        ['docker image tag redis:latest docker.io/library/mine:1'],
      ],
      nearMisses: [
        { lines: ['docker pull -q redis:7.2-rc', 'docker tag redis:7.2-rc mine:1'], misses: ['same', 'one'] },
        { lines: ['docker tag redis mine:1', 'docker rmi redis'], misses: ['same'] },
        { lines: ['docker tag redis mine'], misses: ['named', 'same'] },
      ],
    },
    {
      id: 'four-layers',
      start: ['docker pull -q busybox'],
      goals: {
        stands: (facts) => {
          const mine = facts.image('mine:4')?.RootFS.Layers ?? []
          return facts.image('busybox')?.RootFS.Layers.every((id, i) => mine[i] === id) ?? false
        },
        three: (facts) =>
          facts.image('mine:4')?.RootFS.Layers.length ===
          (facts.image('busybox')?.RootFS.Layers.length ?? 0) + 3,
        steps: (facts) =>
          facts.history('mine:4').filter(({ layer }) => !layer).length >
          facts.history('busybox:latest').filter(({ layer }) => !layer).length,
      },
      solutions: [
        [
          "printf 'FROM busybox\\nRUN echo 1 > /1\\nRUN echo 2 > /2\\nENV A=b\\nRUN echo 3 > /3\\n' > Dockerfile",
          'DOCKER_BUILDKIT=0 docker build -q -t mine:4 .',
        ],
        [
          'touch a b c',
          "printf 'FROM busybox\\nLABEL by=me\\nCOPY a /\\nCOPY b /\\nCOPY c /\\n' | tee Dockerfile",
          'DOCKER_BUILDKIT=0 docker build -t mine:4 .',
        ],
      ],
      nearMisses: [
        {
          lines: [
            "printf 'FROM busybox\\nENV A=1\\nENV B=2\\nENV C=3\\n' > Dockerfile",
            'DOCKER_BUILDKIT=0 docker build -q -t mine:4 .',
          ],
          misses: ['three'],
        },
        {
          lines: [
            "printf 'FROM busybox\\nRUN echo 1 > /1\\nRUN echo 2 > /2\\nRUN echo 3 > /3\\n' > Dockerfile",
            'DOCKER_BUILDKIT=0 docker build -q -t mine:4 .',
          ],
          misses: ['steps'],
        },
        {
          lines: [
            'docker pull -q redis',
            "printf 'FROM redis\\nRUN echo 1 > /1\\nRUN echo 2 > /2\\nENV A=b\\nRUN echo 3 > /3\\n' > Dockerfile",
            'DOCKER_BUILDKIT=0 docker build -q -t mine:4 .',
          ],
          misses: ['stands', 'three'],
        },
      ],
    },
    {
      id: 'shared-base',
      start: [],
      goals: {
        two: (facts) => new Set(facts.images().map(({ Id }) => Id)).size >= 2,
        shared: (facts) => {
          const images = facts.images()
          return images.some((a) =>
            images.some(
              (b) =>
                a.Id !== b.Id && a.RootFS.Layers.filter((id, i) => b.RootFS.Layers[i] === id).length >= 3,
            ),
          )
        },
        other: (facts) =>
          new Set(facts.images().flatMap(({ RepoTags }) => (RepoTags ?? []).map((tag) => tag.split(':')[0])))
            .size >= 2,
      },
      solutions: [
        ['docker pull -q redis', 'docker pull -q redis:7.2-rc', 'docker pull -q busybox'],
        ['docker run --name c1 redis true', 'docker commit c1 mine', 'docker commit c1 mine:2'],
      ],
      nearMisses: [
        { lines: ['docker pull -q redis', 'docker pull -q redis:7.2-rc'], misses: ['other'] },
        { lines: ['docker pull -q redis', 'docker pull -q nginx'], misses: ['shared'] },
        { lines: ['docker pull -q redis', 'docker tag redis mine'], misses: ['two', 'shared'] },
      ],
    },
  ],
}
