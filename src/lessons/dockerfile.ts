import type { Facts } from '../engine/world.ts'
import { layersOf, layerWith, textIn, textsBelow } from './image-files.ts'
import type { Lesson } from './lessons.ts'

/** A file with that text; its lines are those of the list. */
const written = (file: string, ...lines: readonly string[]): string =>
  `printf '${lines.map((line) => line.replaceAll("'", `'\\''`)).join('\\n')}\\n' > ${file}`

const dockerfileOf = (...lines: readonly string[]): string => written('Dockerfile', ...lines)

const ended = (facts: Facts, name: string, image: string): boolean => {
  const box = facts.container(name)
  return (
    box !== undefined &&
    box.Image === facts.image(image)?.Id &&
    box.State.Status === 'exited' &&
    box.State.ExitCode === 0
  )
}

const sizeOf = (facts: Facts, image: string): number => facts.image(image)?.Size ?? Number.POSITIVE_INFINITY

const sharesLayer = (facts: Facts, image: string, other: string): boolean =>
  facts
    .image(image)
    ?.RootFS.Layers.some((layer) => facts.image(other)?.RootFS.Layers.includes(layer) === true) === true

const TOKEN = 'hunter2-7c41'
/** `sha256sum` of the token. */
const PROOF = '7730ab5142e990c0fc5999c826d4de84c33a87640b6474781277dbd06487003e'
const PROVE = 'cut -c 1-64 > /proof'

const SORTED = 'ant\nbee\ncat\n'

export const dockerfile: Lesson = {
  chapter: 'dockerfile',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'dockerfile' },
  challenges: [
    {
      id: 'alone',
      start: [
        'docker pull -q alpine; docker create --name tools alpine; docker cp tools:/bin/busybox .; docker rm tools',
        dockerfileOf('FROM scratch', 'COPY busybox /', 'CMD ["/busybox", "echo", "it runs"]'),
        'docker build -q -t solo:1 .',
      ],
      goals: {
        scratch: (facts) => facts.image('solo:1') !== undefined && !sharesLayer(facts, 'solo:1', 'alpine'),
        small: (facts) => sizeOf(facts, 'solo:1') < 3_000_000,
        ran: (facts) => ended(facts, 'hi', 'solo:1') && facts.log('hi') === 'it runs\n',
      },
      solutions: [
        [
          'docker create --name tools alpine; docker cp tools:/lib/ld-musl-x86_64.so.1 .',
          "sed -i '/CMD/i COPY ld-musl-x86_64.so.1 /lib/' Dockerfile",
          'docker build -q -t solo:1 .',
          'docker run --name hi solo:1',
        ],
        [
          "sed -i 's/COPY/COPY --from=busybox:musl/; s/ busybox/ bin\\/busybox/' Dockerfile",
          'docker build -q -t solo:1 .; docker run --name hi solo:1',
        ],
        [
          dockerfileOf(
            'FROM scratch',
            'COPY --from=alpine /bin/busybox /',
            'COPY --from=alpine /lib/ld-musl-x86_64.so.1 /lib/',
            'CMD ["/busybox", "echo", "it runs"]',
          ),
          'DOCKER_BUILDKIT=0 docker build -q -t solo:1 .; docker run --name hi solo:1',
        ],
      ],
      nearMisses: [
        { lines: ['docker run --name hi solo:1'], misses: ['ran'] },
        {
          lines: [
            "sed -i 's/scratch/alpine/' Dockerfile; docker build -q -t solo:1 .",
            'docker run --name hi solo:1',
          ],
          misses: ['scratch', 'small'],
        },
        {
          lines: [
            "sed -i '/CMD/i COPY --from=alpine /lib /lib\\nCOPY --from=alpine /usr /usr' Dockerfile; docker build -q -t solo:1 .",
            'docker run --name hi solo:1',
          ],
          misses: ['small'],
        },
      ],
    },
    {
      id: 'order',
      start: [
        'docker pull -q busybox:musl',
        "printf 'cat\\nant\\nbee\\n' > list.txt; echo one > page.txt",
        dockerfileOf(
          'FROM busybox:musl',
          'WORKDIR /app',
          'COPY list.txt page.txt ./',
          'RUN sort list.txt > sorted.txt',
        ),
        'docker build -q -t app:1 .',
      ],
      goals: {
        sorted: (facts) =>
          ['app:1', 'app:2'].every((image) => textIn(facts, image, '/app/sorted.txt') === SORTED),
        changed: (facts) => {
          const [first, second] = ['app:1', 'app:2'].map((image) => textIn(facts, image, '/app/page.txt'))
          return first !== undefined && second !== undefined && first !== second
        },
        cached: (facts) => {
          const [first, second] = ['app:1', 'app:2'].map((image) =>
            layerWith(facts, image, '/app/sorted.txt'),
          )
          return first !== undefined && first === second
        },
      },
      solutions: [
        [
          dockerfileOf(
            'FROM busybox:musl',
            'WORKDIR /app',
            'COPY list.txt ./',
            'RUN sort list.txt > sorted.txt',
            'COPY page.txt ./',
          ),
          'docker build -q -t app:1 .',
          'echo two > page.txt',
          'docker build -q -t app:2 .',
        ],
        [
          dockerfileOf(
            'FROM busybox:musl',
            'WORKDIR /app',
            'RUN --mount=type=bind,source=list.txt,target=/list sort /list > sorted.txt',
            'COPY list.txt page.txt ./',
          ),
          'docker build -q -t app:1 .; echo two > page.txt; docker build -q -t app:2 .',
        ],
        [
          "sed -i 's/ page.txt//' Dockerfile; echo 'COPY page.txt ./' >> Dockerfile",
          'DOCKER_BUILDKIT=0 docker build -q -t app:1 .; echo two >> page.txt',
          'DOCKER_BUILDKIT=0 docker build -q -t app:2 .',
        ],
      ],
      nearMisses: [
        { lines: ['echo two > page.txt', 'docker build -q -t app:2 .'], misses: ['cached'] },
        {
          lines: [
            "sed -i 's/ page.txt//' Dockerfile; echo 'COPY page.txt ./' >> Dockerfile",
            'docker build -q -t app:1 .; touch page.txt; docker build -q -t app:2 .',
          ],
          misses: ['changed'],
        },
        {
          lines: ["sed -i '/RUN/d' Dockerfile; echo two > page.txt", 'docker build -q -t app:2 .'],
          misses: ['sorted', 'cached'],
        },
      ],
    },
    {
      id: 'ignore',
      start: [
        'docker pull -q busybox:musl',
        "echo '<h1>Hi</h1>' > index.html; echo PASSWORD=s3cret > .env",
        'dd if=/dev/zero of=video.bin bs=1M count=5 status=none',
        dockerfileOf('FROM busybox:musl', 'COPY . /srv'),
      ],
      goals: {
        page: (facts) => textIn(facts, 'site:1', '/srv/index.html') === '<h1>Hi</h1>\n',
        whole: (facts) => facts.history('site:1').some(({ by }) => /COPY (\.|dir:\S+ in) \/srv/.test(by)),
        clean: (facts) =>
          facts.image('site:1') !== undefined && layerWith(facts, 'site:1', '/srv/.env') === undefined,
        small: (facts) => sizeOf(facts, 'site:1') < 2_000_000,
      },
      solutions: [
        ["printf '.env\\n*.bin\\n' > .dockerignore", 'docker build -q -t site:1 .'],
        ["printf '*\\n!index.html\\n' > .dockerignore", 'DOCKER_BUILDKIT=0 docker build -q -t site:1 .'],
        [
          "printf '.env\\nvideo.bin\\n' > Dockerfile.dockerignore",
          'cd /; docker build -q -f ~/Dockerfile -t site:1 ~',
        ],
      ],
      nearMisses: [
        { lines: ['docker build -q -t site:1 .'], misses: ['clean', 'small'] },
        {
          lines: ["sed -i 's|COPY .*|COPY index.html /srv/|' Dockerfile", 'docker build -q -t site:1 .'],
          misses: ['whole'],
        },
        {
          lines: ['echo RUN rm /srv/.env /srv/video.bin >> Dockerfile', 'docker build -q -t site:1 .'],
          misses: ['clean', 'small'],
        },
        { lines: ["echo '*' > .dockerignore", 'docker build -q -t site:1 .'], misses: ['page'] },
      ],
    },
    {
      id: 'greet',
      start: ['docker pull -q busybox:musl'],
      goals: {
        plain: (facts) =>
          ended(facts, 'plain', 'greet:1') &&
          facts.log('plain') === 'hello world\n' &&
          `${facts.container('plain')?.Config.Cmd}` === `${facts.image('greet:1')?.Config.Cmd}`,
        named: (facts) =>
          ended(facts, 'named', 'greet:1') &&
          facts.log('named') === 'hello Ada\n' &&
          `${facts.container('named')?.Config.Cmd}` === 'Ada',
      },
      solutions: [
        [
          dockerfileOf('FROM busybox:musl', 'ENTRYPOINT ["echo", "hello"]', 'CMD ["world"]'),
          'docker build -q -t greet:1 .',
          'docker run --name plain greet:1',
          'docker run --name named greet:1 Ada',
        ],
        [
          // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
          dockerfileOf('FROM busybox:musl', 'ENTRYPOINT ["sh", "-c", "echo hello ${1:-world}", "greet"]'),
          'docker build -q -t greet:1 .; docker run --name plain greet:1; docker run --name named greet:1 Ada',
        ],
      ],
      nearMisses: [
        {
          lines: [
            dockerfileOf('FROM busybox:musl', 'CMD ["echo", "hello", "world"]'),
            'docker build -q -t greet:1 .; docker run --name plain greet:1',
            'docker run --name named greet:1 echo hello Ada',
          ],
          misses: ['named'],
        },
        {
          lines: [
            dockerfileOf('FROM busybox:musl', 'ENTRYPOINT echo hello', 'CMD ["world"]'),
            'docker build -q -t greet:1 .; docker run --name plain greet:1; docker run --name named greet:1 Ada',
          ],
          misses: ['plain', 'named'],
        },
        {
          lines: [
            dockerfileOf('FROM busybox:musl', 'ENTRYPOINT ["echo", "hello"]'),
            'docker build -q -t greet:1 .; docker run --name plain greet:1 world; docker run --name named greet:1 Ada',
          ],
          misses: ['plain'],
        },
      ],
    },
    {
      id: 'secret',
      start: [
        `docker pull -q busybox:musl; printf ${TOKEN} > token`,
        dockerfileOf('FROM busybox:musl', 'ARG TOKEN', `RUN printf "$TOKEN" | sha256sum | ${PROVE}`),
      ],
      goals: {
        proof: (facts) => textIn(facts, 'app:1', '/proof')?.trim() === PROOF,
        config: (facts) => {
          const image = facts.image('app:1')
          return (
            image !== undefined &&
            !JSON.stringify(image.Config).includes(TOKEN) &&
            !facts.history('app:1').some(({ by }) => by.includes(TOKEN))
          )
        },
        layers: (facts) => {
          const base = layersOf(facts, 'busybox:musl')
          return (
            facts.image('app:1') !== undefined &&
            !layersOf(facts, 'app:1')
              .filter((directory) => !base.includes(directory))
              .some((directory) => textsBelow(facts, directory).some((text) => text.includes(TOKEN)))
          )
        },
      },
      solutions: [
        [
          dockerfileOf(
            'FROM busybox:musl',
            `RUN --mount=type=secret,id=token sha256sum /run/secrets/token | ${PROVE}`,
          ),
          'docker build -q --secret id=token,src=token -t app:1 .',
        ],
        [
          dockerfileOf(
            'FROM busybox:musl',
            `RUN --mount=type=bind,target=/ctx sha256sum /ctx/token | ${PROVE}`,
          ),
          'docker build -q -t app:1 .',
        ],
        [
          dockerfileOf(
            'FROM busybox:musl AS prove',
            'COPY token /',
            `RUN sha256sum /token | ${PROVE}`,
            'FROM busybox:musl',
            'COPY --from=prove /proof /',
          ),
          'docker build -q -t app:1 .',
        ],
      ],
      nearMisses: [
        { lines: ['docker build -q --build-arg TOKEN=$(cat token) -t app:1 .'], misses: ['config'] },
        {
          lines: [
            dockerfileOf(
              'FROM busybox:musl',
              'COPY token /',
              `RUN sha256sum /token | ${PROVE}`,
              'RUN rm /token',
            ),
            'docker build -q -t app:1 .',
          ],
          misses: ['layers'],
        },
        {
          lines: [
            dockerfileOf(
              'FROM busybox:musl',
              `RUN --mount=type=secret,id=token sha256sum /run/secrets/token | ${PROVE}`,
            ),
            'docker build -q -t app:1 .',
          ],
          misses: ['proof'],
        },
      ],
    },
    {
      id: 'stages',
      start: [
        'docker pull -q debian; docker pull -q busybox:musl',
        "printf 'cat\\nant\\nbee\\n' > list.txt",
        dockerfileOf(
          'FROM debian',
          'COPY list.txt /src/',
          'RUN sort /src/list.txt > /sorted.txt',
          'CMD ["cat", "/sorted.txt"]',
        ),
        'docker build -q -t tool:1 .',
      ],
      goals: {
        small: (facts) => sizeOf(facts, 'tool:1') < 2_000_000,
        made: (facts) =>
          textIn(facts, 'tool:1', '/sorted.txt') === SORTED &&
          layerWith(facts, 'tool:1', '/src/list.txt') === undefined,
        ran: (facts) => ended(facts, 'out', 'tool:1') && facts.log('out') === SORTED,
      },
      solutions: [
        [
          "sed -i 's/debian/debian AS build/; /CMD/d' Dockerfile",
          'printf \'FROM busybox:musl\\nCOPY --from=build /sorted.txt /\\nCMD ["cat", "/sorted.txt"]\\n\' >> Dockerfile',
          'docker build -q -t tool:1 .',
          'docker run --name out tool:1',
        ],
        [
          dockerfileOf('FROM busybox:musl', 'COPY --from=tool:1 /sorted.txt /', 'CMD ["cat", "/sorted.txt"]'),
          'docker build -q -t tool:1 .; docker run --name out tool:1',
        ],
        [
          dockerfileOf(
            'FROM busybox:musl',
            'RUN --mount=type=bind,target=/ctx sort /ctx/list.txt > /sorted.txt',
            'CMD ["cat", "/sorted.txt"]',
          ),
          'docker build -q -t tool:1 .; docker run --name out tool:1',
        ],
      ],
      nearMisses: [
        { lines: ['docker run --name out tool:1'], misses: ['small', 'made'] },
        {
          lines: [
            "sed -i 's/debian/busybox:musl/; /CMD/i RUN rm -r /src' Dockerfile",
            'docker build -q -t tool:1 .; docker run --name out tool:1',
          ],
          misses: ['made'],
        },
        {
          lines: [
            dockerfileOf('FROM scratch', 'COPY --from=tool:1 /sorted.txt /', 'CMD ["cat", "/sorted.txt"]'),
            'docker build -q -t tool:1 .; docker run --name out tool:1',
          ],
          misses: ['ran'],
        },
      ],
    },
  ],
}
