import type { Facts } from '../engine/world.ts'
import type { Lesson } from './lessons.ts'

/** The two builds of `zookeeper:3.8` that the hub holds. */
const EARLIER = 'zookeeper@sha256:ca3954d569f793af19658fc5950ade96941e46e9b8de2e2dd731455ec40e8bf5'
const LATER = 'zookeeper@sha256:19f2e23ed844c708c76172ec1053d913cb4c28409b99e1b3f30e9957b8b88989'

const digestsOf = (facts: Facts, name: string): readonly string[] => facts.image(name)?.RepoDigests ?? []

const APP = 'localhost:5000/demo/app'

/** ID of the image that was pushed as `demo/app:1` after that. */
const HELLO_WORLD = 'sha256:8b83e8ee1d0798d5be6c00de7ea6cdece888781e6091d6f6429c763b054adc7a'

/** Digest that the host's own registry was first given for `demo/app:1`. */
const deployed = (facts: Facts): string => facts.at('/root/deployed.txt')?.text().trim() ?? ''

export const digests: Lesson = {
  chapter: 'digests',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'digests' },
  challenges: [
    {
      id: 'earlier-build',
      start: ['docker pull -q zookeeper:3.8', `echo ${EARLIER} > /root/deployed.txt`],
      goals: {
        good: (facts) => digestsOf(facts, 'zookeeper:good').includes(EARLIER),
        later: (facts) => digestsOf(facts, 'zookeeper:3.8').includes(LATER),
      },
      solutions: [
        ['docker pull -q $(cat deployed.txt)', 'docker tag $(cat deployed.txt) zookeeper:good'],
        [
          'docker create --name zk $(cat deployed.txt)',
          "docker tag $(docker inspect -f '{{.Image}}' zk) zookeeper:good",
        ],
        [`docker pull ${EARLIER}`, 'docker tag $(docker images -qf before=zookeeper:3.8) zookeeper:good'],
      ],
      nearMisses: [
        { lines: ['docker tag zookeeper:3.8 zookeeper:good'], misses: ['good'] },
        {
          lines: [
            'docker pull -q $(cat deployed.txt)',
            'docker tag $(cat deployed.txt) zookeeper:3.8',
            'docker tag zookeeper:3.8 zookeeper:good',
          ],
          misses: ['later'],
        },
        { lines: ['docker pull -q $(cat deployed.txt)'], misses: ['good'] },
      ],
    },
    {
      id: 'no-digest',
      start: [
        'docker pull -q hello-world',
        'docker save hello-world -o /root/hello.tar',
        'docker rmi hello-world',
        'docker load -qi /root/hello.tar',
      ],
      goals: {
        pushed: (facts) => {
          const pushed = facts.pushed('localhost:5000/demo/hello:1')
          return pushed !== undefined && pushed.imageID === facts.image('hello-world')?.Id
        },
        digest: (facts) =>
          digestsOf(facts, 'hello-world').some((name) => name.startsWith('localhost:5000/demo/hello@')),
        own: (facts) =>
          facts.image('hello-world') !== undefined &&
          digestsOf(facts, 'hello-world').every((name) => name.startsWith('localhost:5000/')),
      },
      solutions: [
        ['docker tag hello-world localhost:5000/demo/hello:1', 'docker push localhost:5000/demo/hello:1'],
        [
          'docker tag hello-world localhost:5000/demo/hello:1',
          'docker push -q localhost:5000/demo/hello:1',
          'docker rmi localhost:5000/demo/hello:1',
          'docker pull -q localhost:5000/demo/hello:1',
        ],
        ['docker tag hello-world localhost:5000/demo/hello:1', 'docker push -aq localhost:5000/demo/hello'],
      ],
      nearMisses: [
        { lines: ['docker pull -q hello-world'], misses: ['pushed', 'digest', 'own'] },
        {
          lines: [
            'docker tag hello-world localhost:5000/demo/hello:1',
            'docker push -q localhost:5000/demo/hello:1',
            'docker rmi localhost:5000/demo/hello:1',
          ],
          misses: ['digest'],
        },
        {
          lines: [
            'docker tag hello-world localhost:5000/demo/hello:latest',
            'docker push -q localhost:5000/demo/hello',
          ],
          misses: ['pushed'],
        },
      ],
    },
    {
      id: 'roll-back',
      start: [
        'docker pull -q busybox',
        `docker tag busybox ${APP}:1`,
        `docker push ${APP}:1 | tail -n 1 | cut -d ' ' -f 3 > /root/deployed.txt`,
        'docker rmi -f $(docker images -q)',
        'docker pull -q hello-world',
        `docker tag hello-world ${APP}:1`,
        `docker push -q ${APP}:1`,
        'docker rmi -f $(docker images -q | sort -u)',
      ],
      goals: {
        back: (facts) => facts.pushed(`${APP}:1`)?.digest === deployed(facts),
        kept: (facts) => facts.pushed(`${APP}:2`)?.imageID === HELLO_WORLD,
      },
      solutions: [
        [
          `docker pull -q ${APP}:1`,
          `docker tag ${APP}:1 ${APP}:2`,
          `docker push -q ${APP}:2`,
          `docker pull -q ${APP}@$(cat deployed.txt)`,
          `docker tag ${APP}@$(cat deployed.txt) ${APP}:1`,
          `docker push -q ${APP}:1`,
        ],
        [
          `docker pull -q ${APP}:1; docker tag ${APP}:1 ${APP}:2`,
          `docker pull -q ${APP}@$(cat deployed.txt); docker tag ${APP}@$(cat deployed.txt) ${APP}:1`,
          `docker push -aq ${APP}`,
        ],
        [
          'type=application/vnd.docker.distribution.manifest.v2+json',
          `at=${APP.replace('5000', '5000/v2')}/manifests`,
          'curl -s -H "Accept: $type" $at/1 > new.json',
          'curl -s -H "Accept: $type" $at/$(cat deployed.txt) > old.json',
          'curl -s -X PUT -H "Content-Type: $type" --data-binary @new.json $at/2',
          'curl -s -X PUT -H "Content-Type: $type" --data-binary @old.json $at/1',
        ],
      ],
      nearMisses: [
        {
          lines: [
            `docker pull -q ${APP}@$(cat deployed.txt)`,
            `docker tag ${APP}@$(cat deployed.txt) ${APP}:1`,
            `docker push -q ${APP}:1`,
          ],
          misses: ['kept'],
        },
        {
          lines: [
            `docker pull -q ${APP}:1`,
            `docker tag ${APP}:1 ${APP}:2`,
            `docker push -q ${APP}:2`,
            `docker pull -q ${APP}@$(cat deployed.txt)`,
            `docker tag ${APP}@$(cat deployed.txt) ${APP}:1`,
          ],
          misses: ['back'],
        },
      ],
    },
  ],
}
