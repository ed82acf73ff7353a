import type { Platform } from '../../oci/types.ts'
import type { Build, ImageRecipe, LayerPlan, RepositoryRecipe, Step } from '../recipe.ts'
import { ALPINE_322, alpineRecord, alpineSteps } from './alpine.ts'
import { apkAdd } from './apk.ts'
import { aptInstall } from './apt.ts'
import { buildpackStatus, buildpackSteps } from './buildpack-deps.ts'
import { BOOKWORM, debianSteps } from './debian.ts'
import { freshStatus } from './debian-rootfs.ts'
import { PATH } from './environment.ts'
import { layering } from './layering.ts'
import { ON_ALPINE, ON_FEW, ON_SERVERS } from './platforms.ts'
import { buildkit, type Row } from './steps.ts'

const GPG_KEY = '7169605F62C751356D054A26A821E680E5FA6305'

type Base = 'full' | 'slim' | 'alpine'

interface Release {
  readonly version: string
  readonly created: string
  readonly sum: string
}

const PYTHON_313: Release = {
  version: '3.13.7',
  created: '2025-08-14T16:01:50Z',
  sum: '5462f9099dfd30e238def83c71d91897d8caa5ff6ebc7a50f14d4802cdaaa79a',
}
const PYTHON_312: Release = {
  version: '3.12.11',
  created: '2025-08-13T05:24:18Z',
  sum: 'c30bb24b7f1e9a19b11b55a546434f74e739bb4c271a3e3a80ff4380d49f7adb',
}

/** Modules of the standard library that one looks for first: name and bytes. */
const MODULES =
  'argparse:101_661 ast:64_260 base64:21_604 collections/__init__:52_100 dataclasses:64_200 datetime:268 decimal:2_798 enum:85_300 ' +
  'functools:38_200 hashlib:9_400 heapq:23_000 html/__init__:4_800 http/client:57_100 http/server:50_300 inspect:127_800 io:3_600 ' +
  'json/__init__:14_000 json/decoder:12_800 json/encoder:16_100 logging/__init__:83_600 os:41_800 pathlib/__init__:210 pickle:65_300 ' +
  'random:36_200 re/__init__:17_800 shutil:57_300 site:25_400 socket:37_700 sqlite3/__init__:2_500 ssl:51_600 string:11_800 ' +
  'subprocess:89_100 tempfile:32_200 textwrap:19_700 this:1_003 threading:55_000 typing:131_000 unittest/case:58_100 urllib/request:103_100 ' +
  'uuid:29_700 venv/__init__:27_800 zipfile/__init__:91_400'

/** Compiled modules. */
const DYNLOAD =
  '_asyncio _bz2 _ctypes _curses _datetime _decimal _elementtree _hashlib _json _lzma _pickle _posixsubprocess _socket _sqlite3 _ssl _uuid array math mmap select unicodedata zlib'

function interpreter(plan: LayerPlan, release: Release): void {
  const short = release.version.replace(/\.\d+$/, '')
  const lib = `usr/local/lib/python${short}`
  plan.program(`usr/local/bin/python${short}`, 'python3', 14_720)
  for (const name of ['python3', 'python']) plan.symlink(`usr/local/bin/${name}`, `python${short}`)
  plan.symlink('usr/local/bin/pip3', `pip${short}`)
  plan.symlink('usr/local/bin/pip', `pip${short}`)
  plan.file(
    `usr/local/bin/pip${short}`,
    `#!/usr/local/bin/python${short}\nimport sys\nfrom pip._internal.cli.main import main\nsys.exit(main())\n`,
    { mode: 0o755 },
  )
  plan.generated(`usr/local/lib/libpython${short}.so.1.0`, 8_123_000, 'binary', { mode: 0o755 })
  plan.symlink(`usr/local/lib/libpython${short}.so`, `libpython${short}.so.1.0`)
  for (const item of MODULES.split(' ')) {
    const [name, size] = item.split(':')
    plan.generated(`${lib}/${name}.py`, Number(size!.replaceAll('_', '')), 'text')
  }
  for (const name of DYNLOAD.split(' '))
    plan.generated(`${lib}/lib-dynload/${name}.cpython-${short.replace('.', '')}.so`, 148_000, 'binary', {
      mode: 0o755,
    })
  plan.generated(`${lib}/__pycache__/all.pyc`, 24_900_000, 'binary')
  plan.generated(`${lib}/site-packages/pip/_vendor/bundle.py`, 11_400_000, 'text')
  plan.generated(`${lib}/pydoc_data/topics.py`, 711_000, 'text')
  plan.generated(`usr/local/include/python${short}/Python.h`, 3_900, 'text')
}

const layerOf = layering()

/** What the interpreter needs at run time, on each base. */
const NEEDS: Readonly<Record<Base, readonly [line: string, list: string]>> = {
  full: [
    'RUN set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tlibbluetooth-dev \t\ttk-dev \t\tuuid-dev \t; \trm -rf /var/lib/apt/lists/*',
    'libbluetooth-dev 5.66-1+deb12u2 1100\ntk-dev 8.6.13 12800\nxtrans-dev 1.4.0-1 1400',
  ],
  slim: [
    'RUN set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends \t\tca-certificates \t\tnetbase \t\ttzdata \t; \trm -rf /var/lib/apt/lists/*',
    'ca-certificates 20230311+deb12u1 390 /usr/sbin/update-ca-certificates\nlibssl3 3.0.17-1~deb12u2 6000\nnetbase 6.4 40\nopenssl 3.0.17-1~deb12u2 2200 openssl',
  ],
  alpine: [
    'RUN set -eux; \tapk add --no-cache \t\tca-certificates \t\ttzdata',
    'ca-certificates 20241121-r2 600\nlibffi 3.4.8-r0 40\nncurses-libs 6.5_p20250503-r0 500\nreadline 8.2.13-r1 310\nsqlite-libs 3.49.2-r1 1100\ntzdata 2025b-r0 1610\nxz-libs 5.8.1-r0 190',
  ],
}

function beginning(base: Base, platform: Platform): Step[] {
  if (base === 'full') return buildpackSteps(platform, 'full')
  return [...(base === 'slim' ? debianSteps(BOOKWORM, platform) : alpineSteps(ALPINE_322, platform))]
}

function needs(plan: LayerPlan, base: Base, platform: Platform): void {
  const [, list] = NEEDS[base]
  if (base === 'alpine') apkAdd(plan, platform, alpineRecord(platform), list)
  else {
    const before = base === 'full' ? buildpackStatus(platform, 'full') : freshStatus(BOOKWORM, platform)
    aptInstall(plan, platform, before, list)
  }
}

function image(release: Release, base: Base, platform: Platform): ImageRecipe {
  const { version, created, sum } = release
  const needed = '2025-08-12T22:58:02Z'
  const own = `python/${version}-${base}`
  const rows: Row[] = [
    ...(base === 'slim' ? [] : [`ENV GPG_KEY=${GPG_KEY}`]),
    `ENV PYTHON_VERSION=${version}`,
    `ENV PYTHON_SHA256=${sum}`,
    [
      'RUN set -eux; \twget -O python.tar.xz "https://www.python.org/ftp/python/$PYTHON_VERSION/Python-$PYTHON_VERSION.tar.xz"; \techo "$PYTHON_SHA256 *python.tar.xz" | sha256sum -c -; \tmkdir -p /usr/src/python; \ttar --extract --directory /usr/src/python --strip-components=1 --file python.tar.xz; \trm python.tar.xz; \tcd /usr/src/python; \t./configure --enable-loadable-sqlite-extensions --enable-optimizations --enable-option-checking=fatal --enable-shared --with-lto --with-ensurepip; \tnproc="$(nproc)"; \tmake -j "$nproc"; \tmake install; \tcd /; \trm -rf /usr/src/python; \tpython3 --version; \tpip3 --version',
      layerOf(`${own}/program`, created, platform, (plan) => interpreter(plan, release)),
    ],
    [
      'RUN set -eux; \tfor src in idle3 pip3 pydoc3 python3 python3-config; do \t\tdst="$(echo "$src" | tr -d 3)"; \t\t[ -s "/usr/local/bin/$src" ]; \t\t[ ! -e "/usr/local/bin/$dst" ]; \t\tln -svT "$src" "/usr/local/bin/$dst"; \tdone',
      layerOf(`${own}/links`, created, platform, (plan) => {
        for (const name of ['idle', 'pydoc', 'python-config'])
          plan.symlink(`usr/local/bin/${name}`, name === 'python-config' ? 'python3-config' : `${name}3`)
      }),
    ],
    'CMD ["python3"]',
  ]
  return {
    platform,
    created,
    config: {
      Env: [
        PATH.replace('/usr/local/sbin', '/usr/local/bin:/usr/local/sbin'),
        ...(base === 'slim' ? [] : ['LANG=C.UTF-8']),
        `GPG_KEY=${GPG_KEY}`,
        `PYTHON_VERSION=${version}`,
        `PYTHON_SHA256=${sum}`,
      ],
      Cmd: ['python3'],
    },
    steps: [
      ...beginning(base, platform),
      ...buildkit(needed, [
        'ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        ...(base === 'slim' ? [] : ['ENV LANG=C.UTF-8']),
        [
          NEEDS[base][0],
          layerOf(`python/needs-${base}`, needed, platform, (plan) => needs(plan, base, platform)),
        ],
      ]),
      ...buildkit(created, rows),
    ],
  }
}

const build = (release: Release, base: Base, on: readonly Platform[]): Build => ({
  documents: 'attested',
  platforms: on.map((platform) => image(release, base, platform)),
})

const tagsOf = ({ version }: Release, first: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    [...first, version.replace(/\.\d+$/, ''), version].flatMap((tag) => [
      [tag, version],
      [tag === 'latest' ? 'slim' : `${tag}-slim`, `${version}-slim`],
      [tag === 'latest' ? 'alpine' : `${tag}-alpine`, `${version}-alpine`],
    ]),
  )

/** Python on three bases. */
export const python: RepositoryRecipe = {
  name: 'library/python',
  description: 'Python is an interpreted, interactive, object-oriented, open-source programming language.',
  stars: 10_200,
  publisher: 'official',
  images: {
    '3.13.7': build(PYTHON_313, 'full', ON_SERVERS),
    '3.13.7-slim': build(PYTHON_313, 'slim', ON_SERVERS),
    '3.13.7-alpine': build(PYTHON_313, 'alpine', ON_ALPINE),
    '3.12.11': build(PYTHON_312, 'full', ON_FEW),
    '3.12.11-slim': build(PYTHON_312, 'slim', ON_FEW),
    '3.12.11-alpine': build(PYTHON_312, 'alpine', ON_FEW),
  },
  tags: { ...tagsOf(PYTHON_312, []), ...tagsOf(PYTHON_313, ['latest', '3']) },
}
