import { it } from 'vitest'
import { openHost } from './support/host.ts'
it('x', async () => {
  const big = openHost()
  await big.sh('docker pull -q nginx; docker pull -q redis; docker pull -q busybox; docker run -d --name w1 nginx')
  for (const s of ['find /var/lib/docker | wc -l', 'find /var/lib/docker | wc -l','du -sh /var/lib/docker/overlay2','du -sh /var/lib/docker/image', 'du -sh /var/lib/docker/image', 'cat /var/lib/docker/image/overlay2/layerdb/sha256/*/size | wc -l; ls -l /var/lib/docker/image/overlay2/layerdb/sha256/*/tar-split.json.gz', 'for f in /var/lib/docker/image/overlay2/layerdb/sha256/*/tar-split.json.gz; do zcat $f | wc; done', 'ls -la /var/lib/docker/overlay2 | wc -l']) {
  const t1 = performance.now()
  console.log(s, (await big.sh(s)).stdout, performance.now() - t1)
  }
})
