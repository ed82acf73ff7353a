import type { Facts } from '../engine/world.ts'
import type { Lesson } from './lessons.ts'

const LAYERS = '/var/lib/docker/image/overlay2/layerdb/sha256'

const runs = (facts: Facts, name: string): boolean => facts.container(name)?.State.Running === true

export const imageRemove: Lesson = {
  chapter: 'image-remove',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'image-remove' },
  challenges: [
    {
      id: 'only-the-name',
      start: [
        'docker pull -q busybox',
        'docker tag busybox tools:1',
        'docker tag busybox tools:2',
        'docker tag busybox box:old',
      ],
      goals: {
        kept: (facts) => facts.image('busybox')?.RepoDigests?.length === 1,
        gone: (facts) =>
          facts.images().every(({ RepoTags }) => !RepoTags?.some((tag) => tag !== 'busybox:latest')),
      },
      solutions: [
        ['docker rmi tools:1 tools:2 box:old'],
        ["docker images --format '{{.Repository}}:{{.Tag}}' | grep -v ^busybox | xargs docker rmi"],
        ['docker rmi -f $(docker images -q)', 'docker pull -q busybox'],
      ],
      nearMisses: [
        { lines: ['docker rmi tools', 'docker rmi box:old'], misses: ['gone'] },
        { lines: ['docker rmi -f $(docker images -q tools)'], misses: ['kept'] },
        { lines: ['docker rmi tools:1 tools:2'], misses: ['gone'] },
      ],
    },
    {
      id: 'really-gone',
      start: [
        'docker pull -q busybox',
        'docker pull -q hello-world',
        'docker run -dit --name web busybox',
        'docker run --name greeting hello-world',
      ],
      goals: {
        image: (facts) => !facts.images().some(({ Config }) => Config.Cmd?.[0] === '/hello'),
        layer: (facts) => facts.at(LAYERS)?.names().length === 1,
        web: (facts) => runs(facts, 'web'),
      },
      solutions: [
        ['docker rm greeting', 'docker rmi hello-world'],
        ['docker rmi -f hello-world', 'docker rm greeting'],
        ['docker container prune -f', 'docker image prune -af'],
        ['docker system prune -af'],
      ],
      nearMisses: [
        { lines: ['docker rmi -f hello-world'], misses: ['layer'] },
        { lines: ['docker rm greeting'], misses: ['image', 'layer'] },
        { lines: ['docker rm -f $(docker ps -aq)', 'docker rmi hello-world'], misses: ['web'] },
      ],
    },
    {
      id: 'nameless',
      start: [
        'docker pull -q hello-world',
        'mkdir /tmp/site',
        ...['one', 'two', 'three'].flatMap((text) => [
          `echo ${text} > /tmp/site/page`,
          'tar -C /tmp/site -c page | docker import -c \'CMD ["/srv"]\' - site:1',
          ...(text === 'two' ? ['docker create --name trial site:1'] : []),
        ]),
      ],
      goals: {
        named: (facts) => facts.images().every(({ RepoTags }) => (RepoTags ?? []).length > 0),
        freed: (facts) => facts.at(LAYERS)?.names().length === facts.images().length,
        site: (facts) => facts.image('site:1') !== undefined,
        spare: (facts) => facts.image('hello-world') !== undefined,
      },
      solutions: [
        ['docker rm trial', 'docker image prune -f'],
        ['docker container prune -f', 'docker rmi $(docker images -qf dangling=true)'],
        ['docker rmi -f $(docker images -qf dangling=true)', 'docker rm trial'],
      ],
      nearMisses: [
        { lines: ['docker image prune -f'], misses: ['named'] },
        { lines: ['docker rmi -f $(docker images -qf dangling=true)'], misses: ['freed'] },
        { lines: ['docker rm trial', 'docker image prune -af'], misses: ['site', 'spare'] },
      ],
    },
  ],
}
