import { zeroBody } from '../../base/body.ts'
import { helloElf } from '../../oci/elf.ts'
import type { Platform } from '../../oci/types.ts'
import { type ImageRecipe, layerRecipe, type RepositoryRecipe } from '../recipe.ts'
import { PATH } from './environment.ts'
import { machineOf, ON_HELLO, suffixOf } from './platforms.ts'
import { buildkit, instant } from './steps.ts'

const CREATED = '2025-08-08T19:05:17Z'

const GREETING = `
Hello from Docker!
If you can read this, every part of this installation has done its work.

How the text came to your terminal:
 1. The Docker client (the command you typed) asked the Docker daemon to run the image.
 2. The daemon had no "hello-world" image, so it pulled one from Docker Hub:
    a manifest, a config and a single layer that holds a single file.
 3. The daemon made a container from that image and started its program, /hello.
 4. The program wrote these lines and ended; the daemon sent them to the client,
    and the client to your terminal.

Next, a shell inside a container:
 $ docker run -it busybox sh

`

/** Bytes of the program; most of them are zeros, as in the real one. */
const SIZE = 10_072

const image = (platform: Platform): ImageRecipe => {
  const layer = layerRecipe(`hello-world${suffixOf(platform)}`, instant(CREATED), (plan) => {
    const body = helloElf(GREETING, 'hello', { machine: machineOf(platform), size: SIZE, fill: zeroBody })
    plan.file('hello', body, { mode: 0o755 })
  })
  return {
    platform,
    created: CREATED,
    config: { Env: [PATH], Cmd: ['/hello'], WorkingDir: '/' },
    steps: buildkit(CREATED, [['COPY hello /', layer], 'CMD ["/hello"]']),
  }
}

/** The smallest image that does something: one layer, one file. */
export const helloWorld: RepositoryRecipe = {
  name: 'library/hello-world',
  description: 'Hello World! (an example of minimal Dockerization)',
  stars: 2400,
  publisher: 'official',
  images: { linux: { documents: 'attested', platforms: ON_HELLO.map(image) } },
  tags: { latest: 'linux', linux: 'linux' },
}
