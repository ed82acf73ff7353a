import { limit, note, section, shown, table } from '../report.ts'
import { commands, repeat, withSandbox } from '../sandbox.ts'

const INSTRUCTIONS = 40
const DOCKERFILE = [
  'FROM busybox',
  'WORKDIR /srv',
  'COPY . .',
  ...Array.from({ length: 10 }, (_, i) => [
    `ENV V${i}=${i}`,
    `RUN echo ${i} > file-${i}`,
    `COPY f${i} /opt/f${i}`,
  ]).flat(),
  'LABEL a=b',
  'EXPOSE 80',
  'USER 1',
  'VOLUME /data',
  'STOPSIGNAL TERM',
  'ENTRYPOINT ["sh"]',
  'CMD ["-c", "true"]',
]

/** A Dockerfile of 40 instructions, with BuildKit in the page. */
export async function build(): Promise<void> {
  if (DOCKERFILE.length !== INSTRUCTIONS) throw new Error(`${DOCKERFILE.length} instructions`)
  section('Builds with BuildKit, in Chromium')
  await withSandbox(async (sandbox) => {
    await commands(sandbox, 'docker pull -q busybox')
    await commands(
      sandbox,
      'mkdir -p /root/built && cd /root/built && for i in $(seq 0 9); do echo $i > f$i; done',
    )
    for (const line of DOCKERFILE) await commands(sandbox, `echo '${line}' >> Dockerfile`)
    const uncached = await repeat(() => commands(sandbox, 'docker build --no-cache -q -t built .'))
    const cached = await repeat(() => commands(sandbox, 'docker build -q -t built .'))
    const shownUncached = await repeat(() => commands(sandbox, 'docker build --no-cache -t built .'))
    const shownCached = await repeat(() => commands(sandbox, 'docker build -t built .'))
    table([
      [`${INSTRUCTIONS} instructions, 10 of them RUN`, shown(uncached)],
      ['  the same, its progress shown', shown(shownUncached)],
      ['  all of it in the cache', shown(cached)],
      ['  the same, its progress shown', shown(shownCached)],
    ])
    note('medians, from Enter to the next prompt')
    limit(`build of ${INSTRUCTIONS} instructions, in the page`, shownUncached.median, 500e6)
    limit('the same from the cache', shownCached.median, 60e6)
  })
}
