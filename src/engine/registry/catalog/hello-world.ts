import { parseRfc3339 } from '../../base/time.ts'
import { helloElf } from '../../oci/elf.ts'
import type { Machine } from '../../oci/machine-code.ts'
import { type ImageRecipe, layerRecipe, type RepositoryRecipe } from '../recipe.ts'
import { PATH } from './environment.ts'

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

const image = (machine: Machine): ImageRecipe => {
  const layer = layerRecipe(`hello-world/${machine}`, parseRfc3339(CREATED)!, (plan) => {
    plan.file('hello', helloElf(GREETING, 'hello', { machine }), { mode: 0o755 })
  })
  return {
    platform: { architecture: machine, os: 'linux', ...(machine === 'arm64' && { variant: 'v8' }) },
    created: CREATED,
    config: { Env: [PATH], Cmd: ['/hello'], WorkingDir: '/' },
    steps: [
      { created: CREATED, createdBy: 'COPY hello / # buildkit', comment: 'buildkit.dockerfile.v0', layer },
      { created: CREATED, createdBy: 'CMD ["/hello"]', comment: 'buildkit.dockerfile.v0' },
    ],
  }
}

/** The smallest image that does something: one layer, one file. */
export const helloWorld: RepositoryRecipe = {
  name: 'library/hello-world',
  description: 'Hello World! (an example of minimal Dockerization)',
  stars: 2400,
  official: true,
  images: { linux: [image('amd64'), image('arm64')] },
  tags: { latest: 'linux', linux: 'linux' },
}
