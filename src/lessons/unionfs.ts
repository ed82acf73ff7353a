import type { Facts, MountFact } from '../engine/world.ts'
import type { Lesson } from './lessons.ts'

const MOUNT = 'mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work merged'
const DIRECTORIES = 'mkdir lower upper work merged'

const overlayAt = (facts: Facts, target: string): MountFact | undefined =>
  facts.mounts().findLast((mount) => mount.target === target && mount.type === 'overlay')

export const unionfs: Lesson = {
  chapter: 'unionfs',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'unionfs' },
  view: 'overlay',
  challenges: [
    {
      id: 'override',
      start: [
        'mkdir base site view',
        'echo port=80 > base/port; echo hello > base/page; echo port=8080 > site/port',
      ],
      goals: {
        wins: (facts) => facts.at('/root/view/port')?.text() === 'port=8080\n',
        rest: (facts) => facts.at('/root/view/page')?.text() === 'hello\n',
        locked: (facts) => overlayAt(facts, '/root/view')?.readOnly === true,
        untouched: (facts) => facts.at('/root/base/port')?.text() === 'port=80\n',
      },
      solutions: [
        ['mount -t overlay overlay -o lowerdir=site:base view'],
        ['mkdir work', 'mount -t overlay overlay -o ro,lowerdir=base,upperdir=site,workdir=work view'],
        ['mkdir nothing', 'mount -t overlay overlay -o lowerdir=nothing:site:base view'],
      ],
      nearMisses: [
        { lines: ['mount -t overlay overlay -o lowerdir=base:site view'], misses: ['wins'] },
        {
          lines: ['mkdir nothing', 'mount -t overlay overlay -o lowerdir=site:nothing view'],
          misses: ['rest'],
        },
        {
          lines: [
            'mkdir up work',
            'mount -t overlay overlay -o lowerdir=site:base,upperdir=up,workdir=work view',
          ],
          misses: ['locked'],
        },
        { lines: ['cp base/* site/* view'], misses: ['locked'] },
        {
          lines: ['cp site/port base', 'mount -t overlay overlay -o lowerdir=base:site view'],
          misses: ['untouched'],
        },
      ],
    },
    {
      id: 'undelete',
      start: [
        DIRECTORIES,
        `echo port=80 > lower/config; ${MOUNT}`,
        'rm merged/config; echo todo > merged/notes',
      ],
      goals: {
        back: (facts) => facts.at('/root/merged/config')?.text() === 'port=80\n',
        original: (facts) => facts.at('/root/upper/config') === undefined,
        kept: (facts) => facts.at('/root/merged/notes')?.text() === 'todo\n',
        stacked: (facts) => overlayAt(facts, '/root/merged')?.readOnly === false,
      },
      solutions: [
        ['umount merged', 'rm upper/config', MOUNT],
        ['umount merged', 'mv upper/config /tmp', MOUNT],
        ['umount merged', 'rm -r upper; mkdir upper', MOUNT, 'echo todo > merged/notes'],
      ],
      nearMisses: [
        { lines: ['cp lower/config merged'], misses: ['original'] },
        { lines: ['umount merged', 'rm -r upper; mkdir upper', MOUNT], misses: ['kept'] },
        { lines: ['umount merged', 'rm upper/config'], misses: ['back', 'kept', 'stacked'] },
        {
          lines: ['umount merged', 'mount -t overlay overlay -o lowerdir=upper:lower merged'],
          misses: ['back', 'original', 'stacked'],
        },
      ],
    },
    {
      id: 'empty-again',
      start: [DIRECTORIES, 'mkdir lower/cache; for n in 1 2 3; do echo $n > lower/cache/$n; done', MOUNT],
      goals: {
        empty: (facts) => {
          const cache = facts.at('/root/merged/cache')
          return cache?.kind === 'directory' && cache.names().length === 0
        },
        light: (facts) => {
          const cache = facts.at('/root/upper/cache')
          return cache?.kind === 'directory' && cache.names().length === 0
        },
        untouched: (facts) => facts.at('/root/lower/cache')?.names().length === 3,
      },
      solutions: [
        ['rm -r merged/cache', 'mkdir merged/cache'],
        ['mv merged/cache merged/old', 'mkdir merged/cache', 'rm -r merged/old'],
        ['mkdir merged/new', 'rm -r merged/cache', 'mv merged/new merged/cache'],
      ],
      nearMisses: [
        { lines: ['rm merged/cache/*'], misses: ['light'] },
        { lines: ['rm -r merged/cache'], misses: ['empty', 'light'] },
        {
          lines: ['umount merged', 'rm lower/cache/*; mkdir upper/cache', MOUNT],
          misses: ['untouched'],
        },
        {
          lines: ['rm -r merged/cache', 'umount merged', 'rm upper/cache; mkdir upper/cache', MOUNT],
          misses: ['empty'],
        },
      ],
    },
    {
      id: 'by-hand',
      start: ['docker pull -q redis:alpine'],
      goals: {
        whole: (facts) =>
          ['/etc/alpine-release', '/usr/local/bin/redis-server'].every(
            (path) => facts.at(`/root/image${path}`) !== undefined,
          ),
        written: (facts) => facts.at('/root/image/hello')?.text() === 'hello\n',
        stacked: (facts) => overlayAt(facts, '/root/image') !== undefined,
        none: (facts) => facts.containers().length === 0,
      },
      solutions: [
        [
          'top=$(docker inspect -f "{{.GraphDriver.Data.UpperDir}}" redis:alpine)',
          'rest=$(docker inspect -f "{{.GraphDriver.Data.LowerDir}}" redis:alpine)',
          'mkdir image upper work',
          'mount -t overlay overlay -o lowerdir=$top:$rest,upperdir=upper,workdir=work image',
          'echo hello > image/hello',
        ],
        [
          'mkdir image upper; echo hello > upper/hello',
          "mount -t overlay overlay -o lowerdir=upper:$(docker inspect -f '{{.GraphDriver.Data.UpperDir}}:{{.GraphDriver.Data.LowerDir}}' redis:alpine) image",
        ],
      ],
      nearMisses: [
        {
          lines: [
            'mkdir image upper work',
            "mount -t overlay overlay -o lowerdir=$(docker inspect -f '{{.GraphDriver.Data.UpperDir}}' redis:alpine),upperdir=upper,workdir=work image",
            'echo hello > image/hello',
          ],
          misses: ['whole'],
        },
        {
          lines: [
            'mkdir image',
            "mount -t overlay overlay -o lowerdir=$(docker inspect -f '{{.GraphDriver.Data.UpperDir}}:{{.GraphDriver.Data.LowerDir}}' redis:alpine) image",
            'echo hello > image/hello',
          ],
          misses: ['written'],
        },
        {
          lines: [
            'docker create --name box redis:alpine',
            'docker cp box:/ image',
            'echo hello > image/hello',
          ],
          misses: ['stacked', 'none'],
        },
      ],
    },
  ],
}
