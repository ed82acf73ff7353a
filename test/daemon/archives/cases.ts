import { gzipSync } from 'node:zlib'
import { sha256Hex } from '../../../src/engine/base/digest.ts'
import { concatBytes, encode } from '../../../src/engine/base/text.ts'
import { archiveOf, configOf, imageMembers, layer, plainLayer } from './images.ts'
import { type Member, member, tar } from './raw-tar.ts'

/** An archive that `docker load` is given, by a name. */
export type Case = readonly [name: string, archive: () => Uint8Array]

const json = (value: unknown): string => JSON.stringify(value)
const plain = () => imageMembers([plainLayer()])
const manifestFile = (data: string): Member => ({ name: 'manifest.json', data })

/** An image whose one layer has these members. */
const holding = (...members: readonly (Member | Uint8Array)[]): Uint8Array => archiveOf([layer(...members)])
/** An archive that holds a good image, and these members before it. */
const beside = (...members: readonly (Member | Uint8Array)[]): Uint8Array => {
  const { members: own, manifest } = plain()
  return tar(...members, ...own, manifestFile(json([manifest])))
}
const withManifest = (data: string): Uint8Array => tar(...plain().members, manifestFile(data))
const withItem = (change: Record<string, unknown>): Uint8Array => {
  const { members, manifest } = plain()
  return tar(...members, manifestFile(json([{ ...manifest, ...change }])))
}
/** A good image whose config is this text. */
const withConfig = (text: string): Uint8Array => {
  const one = plainLayer()
  return tar(
    { name: 'config.json', data: text },
    { name: 'layer.tar', data: one },
    manifestFile(json([{ Config: 'config.json', RepoTags: ['hostile:1'], Layers: ['layer.tar'] }])),
  )
}
const config = (more: Record<string, unknown>): Uint8Array => withConfig(json(configOf([plainLayer()], more)))
/** A good image whose layer's file is these bytes. */
const withLayerFile = (data: Uint8Array | string, of: Uint8Array = plainLayer()): Uint8Array =>
  tar(
    { name: 'config.json', data: json(configOf([of])) },
    { name: 'layer.tar', data },
    manifestFile(json([{ Config: 'config.json', RepoTags: ['hostile:1'], Layers: ['layer.tar'] }])),
  )
const second = (): Uint8Array => layer({ name: 'opt/two', data: 'two\n' })
const flipped = (bytes: Uint8Array, at: number): Uint8Array => {
  const copy = bytes.slice()
  copy[at] = copy[at]! ^ 0xff
  return copy
}
const file = (name: string, data = 'x'): Member => ({ name, data })
const dir = (name: string): Member => ({ name, type: '5' })
/** Symlinks l1 to ln, each to the one before. */
const chain = (count: number): Member[] =>
  Array.from({ length: count }, (_, i) => symlink(`l${i + 1}`, `l${i}`))
const symlink = (name: string, link: string): Member => ({ name, type: '2', link })
const hardlink = (name: string, link: string): Member => ({ name, type: '1', link })
const v1 = (parent: string | undefined, more: Record<string, unknown> = {}) =>
  json({
    id: 'a',
    ...(parent && { parent }),
    created: '2013-01-02T03:04:05Z',
    container_config: { Cmd: ['/bin/sh', '-c', 'x'] },
    os: 'linux',
    architecture: 'amd64',
    ...more,
  })

/** Archives that are odd, broken or hostile in the outer tar. */
const OUTER: readonly Case[] = [
  ['good', () => beside()],
  ['empty file', () => new Uint8Array(0)],
  ['5 bytes', () => encode('junk\n')],
  ['600 bytes of text', () => encode('junk\n'.repeat(120))],
  ['512 zeros', () => new Uint8Array(512)],
  ['600 zeros', () => new Uint8Array(600)],
  ['1024 zeros', () => new Uint8Array(1024)],
  ['zero block then junk', () => concatBytes([new Uint8Array(512), encode('j'.repeat(512))])],
  ['cut in the header', () => beside().slice(0, 700)],
  ['cut in a body', () => beside().slice(0, 530)],
  ['cut after a body', () => beside().slice(0, 512 + 4096)],
  ['without end blocks', () => beside().slice(0, -1024)],
  ['with one end block', () => beside().slice(0, -512)],
  ['junk after the end', () => concatBytes([beside(), encode('junk'.repeat(300))])],
  ['bad checksum', () => beside(member({ ...file('a'), checksum: '0000000\0' }))],
  ['checksum no number', () => beside(member({ ...file('a'), checksum: 'zzzzzzz\0' }))],
  ['size no number', () => beside(member({ ...file('a'), size: 'zz' }))],
  ['size negative octal', () => beside(member({ ...file('a'), size: '-0000000001' }))],
  [
    'size negative base 256',
    () => beside(member({ ...file('a'), size: '\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff' })),
  ],
  ['size beyond the end', () => beside(member({ ...file('a'), size: '77777777777' }))],
  ['huge base 256 size', () => tar({ ...file('a'), size: 0o7777 }, encode(''))],
  ['v7 magic', () => beside({ ...file('a'), magic: '\0\0\0\0\0\0\0\0' })],
  ['gnu magic', () => beside({ ...file('a'), magic: 'ustar  \0' })],
  ['parent name', () => beside(file('../escape'))],
  ['deep parent name', () => beside(file('../../../../../../tmp/escape'))],
  ['inner parent name', () => beside(file('a/../../escape'))],
  ['only dots', () => beside(dir('..'))],
  ['file named dots', () => beside(file('..'))],
  ['file named dot', () => beside(file('.'))],
  ['empty name', () => beside(file(''))],
  ['slash alone', () => beside(file('/'))],
  ['absolute name', () => beside(file('/etc/escape'))],
  ['absolute symlink', () => beside(symlink('a', '/etc/passwd'))],
  ['escaping symlink', () => beside(symlink('a', '../../etc/passwd'))],
  ['file through a symlink', () => beside(symlink('a', '/etc'), file('a/escape'))],
  ['file through a dangling symlink', () => beside(symlink('a', '/nosuch'), file('a/escape'))],
  ['file through an escaping symlink', () => beside(symlink('a', '../..'), file('a/escape'))],
  ['file through a cycle', () => beside(symlink('a', 'b'), symlink('b', 'a'), file('a/x'))],
  ['file through itself', () => beside(symlink('a', 'a'), file('a/x'))],
  ['file below a file', () => beside(file('a'), file('a/x'))],
  ['directory below a file', () => beside(file('a'), dir('a/x/'))],
  ['file over a directory', () => beside(dir('a/'), file('a/b'), file('a'))],
  ['directory over a file', () => beside(file('a'), dir('a/'))],
  ['file through 8 links', () => beside(dir('l0/'), ...chain(8), file('l8/x'))],
  ['file through 9 links', () => beside(dir('l0/'), ...chain(9), file('l9/x'))],
  ['directory through a symlink', () => beside(dir('r/'), symlink('a', 'r'), dir('a/b/'))],
  ['directory over a symlink', () => beside(dir('r/'), symlink('a', 'r'), dir('a/'))],
  [
    'hard link through an absolute symlink',
    () => beside(dir('r/'), file('r/f'), symlink('a', '/r'), hardlink('h', 'a/f')),
  ],
  ['hard link through a dangling symlink', () => beside(symlink('a', '/nosuch'), hardlink('h', 'a/f'))],
  ['symlink through its own directory', () => beside(symlink('a', '.'), file('a/a/a/x'))],
  ['symlink up and down', () => beside(dir('d/e/'), symlink('d/u', '../d/e'), file('d/u/x'))],
  ['hard link to nothing', () => beside(hardlink('a', 'nosuch'))],
  ['hard link to a directory', () => beside(dir('d/'), hardlink('a', 'd'))],
  ['hard link out', () => beside(hardlink('a', '../../etc/passwd'))],
  ['hard link absolute', () => beside(hardlink('a', '/etc/nosuch'))],
  ['hard link to itself', () => beside(file('a'), hardlink('a', 'a'))],
  ['hard link to a symlink', () => beside(symlink('s', 'nosuch'), hardlink('a', 's'))],
  ['hard link empty', () => beside(hardlink('a', ''))],
  ['symlink empty', () => beside(symlink('a', ''))],
  ['character device', () => beside({ name: 'a', type: '3', major: 1, minor: 3 })],
  ['block device', () => beside({ name: 'a', type: '4', major: 8, minor: 0 })],
  ['fifo', () => beside({ name: 'a', type: '6' })],
  ['type 7', () => beside({ ...file('a'), type: '7' })],
  ['type NUL', () => beside({ ...file('a'), type: '\0' })],
  ['type NUL directory', () => beside({ name: 'a/', type: '\0' })],
  ['type Z', () => beside({ ...file('a'), type: 'Z' })],
  ['type V', () => beside({ ...file('a', ''), type: 'V' })],
  ['type D', () => beside({ ...file('a', ''), type: 'D' })],
  ['type S', () => beside({ ...file('a', ''), type: 'S' })],
  [
    'global header',
    () => beside({ name: 'pax_global_header', type: 'g', data: '19 comment=whatever\n'.slice(0, 20) }),
  ],
  ['global header malformed', () => beside({ name: 'pax_global_header', type: 'g', data: 'junk' })],
  ['pax path', () => beside({ ...file('a'), pax: { path: 'really/long' } })],
  ['pax path hostile', () => beside({ ...file('a'), pax: { path: '../../../etc/x' } })],
  ['pax path with NUL', () => beside({ ...file('a'), pax: { path: 'a\0b' } })],
  ['pax size', () => beside({ ...file('a', 'xyz'), size: 0, pax: { size: '3' } })],
  ['pax size negative', () => beside({ ...file('a'), pax: { size: '-1' } })],
  ['pax size huge', () => beside({ ...file('a'), pax: { size: '9223372036854775807' } })],
  ['pax size no number', () => beside({ ...file('a'), pax: { size: 'x' } })],
  ['pax mtime no number', () => beside({ ...file('a'), pax: { mtime: 'x' } })],
  ['pax mtime huge', () => beside({ ...file('a'), pax: { mtime: '99999999999999999999' } })],
  ['pax mtime negative', () => beside({ ...file('a'), pax: { mtime: '-5.5' } })],
  ['pax uid no number', () => beside({ ...file('a'), pax: { uid: 'x' } })],
  ['pax uid negative', () => beside({ ...file('a'), pax: { uid: '-1' } })],
  ['pax record too long', () => beside({ ...file('a'), pax: '99 path=x\n' })],
  ['pax record without number', () => beside({ ...file('a'), pax: 'path=x\n' })],
  ['pax record zero', () => beside({ ...file('a'), pax: '0 path=x\n' })],
  ['pax record without equals', () => beside({ ...file('a'), pax: '8 pathx\n' })],
  ['pax record without newline', () => beside({ ...file('a'), pax: '9 path=xy' })],
  ['pax record empty key', () => beside({ ...file('a'), pax: '5 =x\n' })],
  ['pax leading zero', () => beside({ ...file('a'), pax: '09 path=x\n' })],
  ['pax empty path', () => beside({ ...file('a'), pax: { path: '' } })],
  ['pax unknown key', () => beside({ ...file('a'), pax: { 'VENDOR.x': 'y' } })],
  [
    'pax at the end',
    () => concatBytes([member({ name: 'x', type: 'x', data: '9 path=x\n' }), new Uint8Array(1024)]),
  ],
  [
    'pax twice',
    () =>
      beside(member({ name: 'x', type: 'x', data: '10 path=xy\n'.slice(0, 11) }), {
        ...file('a'),
        pax: { path: 'second' },
      }),
  ],
  ['pax of 2 MB', () => beside({ ...file('a'), pax: { comment: 'x'.repeat(2_000_000) } })],
  [
    'gnu long name',
    () => beside(member({ name: '././@LongLink', type: 'L', data: `${'n'.repeat(200)}\0` }), file('a')),
  ],
  [
    'gnu long name of 5000',
    () => beside(member({ name: '././@LongLink', type: 'L', data: `${'n'.repeat(5000)}\0` }), file('a')),
  ],
  [
    'gnu long link',
    () =>
      beside(member({ name: '././@LongLink', type: 'K', data: `${'n'.repeat(200)}\0` }), symlink('a', 'x')),
  ],
  [
    'gnu long name at the end',
    () => concatBytes([member({ name: '././@LongLink', type: 'L', data: 'nn\0' }), new Uint8Array(1024)]),
  ],
  ['name of 256', () => beside({ ...file('a'), pax: { path: 'n'.repeat(256) } })],
  ['path of 5000', () => beside({ ...file('a'), pax: { path: `${'nnnnnnnnn/'.repeat(500)}x` } })],
  ['symlink of 5000', () => beside({ ...symlink('a', 'x'), pax: { linkpath: 'nnnnnnnnn/'.repeat(500) } })],
  ['name not UTF-8', () => beside({ name: new Uint8Array([0x61, 0xff, 0xfe]), data: 'x' })],
  ['name with control characters', () => beside(file('a\n\x1b[31m\tb'))],
  ['name with backslash', () => beside(file('..\\..\\x'))],
  ['whiteout in the outer tar', () => beside(file('.wh.a', ''))],
  ['xattr', () => beside({ ...file('a'), pax: { 'SCHILY.xattr.user.x': 'y' } })],
  ['xattr of no namespace', () => beside({ ...file('a'), pax: { 'SCHILY.xattr.nosuch': 'y' } })],
  [
    'manifest.json twice',
    () => tar(...plain().members, manifestFile('[]'), manifestFile(json([plain().manifest]))),
  ],
  ['manifest.json is a directory', () => tar(...plain().members, dir('manifest.json/'))],
  [
    'manifest.json is a symlink',
    () => tar(...plain().members, file('m', json([plain().manifest])), symlink('manifest.json', 'm')),
  ],
  [
    'manifest.json is an absolute symlink',
    () => tar(...plain().members, file('m', json([plain().manifest])), symlink('manifest.json', '/m')),
  ],
  ['manifest.json is a dangling symlink', () => tar(...plain().members, symlink('manifest.json', 'nosuch'))],
  ['manifest.json is a cycle', () => tar(...plain().members, symlink('manifest.json', 'manifest.json'))],
  [
    'manifest.json is a hard link',
    () => tar(...plain().members, file('m', json([plain().manifest])), hardlink('manifest.json', 'm')),
  ],
  [
    'names with a dot before',
    () => {
      const { members, manifest } = plain()
      return tar(
        dir('./'),
        ...[...members, manifestFile(json([manifest]))].map((one) => ({ ...one, name: `./${one.name}` })),
      )
    },
  ],
]

/** Archives whose documents are not what they should be. */
const DOCUMENTS: readonly Case[] = [
  ['manifest empty file', () => withManifest('')],
  ['manifest blank', () => withManifest(' \n')],
  ['manifest null', () => withManifest('null')],
  ['manifest empty list', () => withManifest('[]')],
  ['manifest object', () => withManifest('{}')],
  ['manifest text', () => withManifest('"x"')],
  ['manifest number', () => withManifest('12')],
  ['manifest true', () => withManifest('true')],
  ['manifest brace', () => withManifest('{')],
  ['manifest bracket', () => withManifest('[')],
  ['manifest list of text', () => withManifest('["x"]')],
  ['manifest list of null', () => withManifest('[null]')],
  ['manifest list of lists', () => withManifest('[[]]')],
  ['manifest junk', () => withManifest('junk')],
  ['manifest truncated', () => withManifest(json([plain().manifest]).slice(0, 40))],
  ['manifest trailing comma', () => withManifest('[{"Config":"x",}]')],
  ['manifest missing colon', () => withManifest('[{"Config" "x"}]')],
  ['manifest missing comma', () => withManifest('[{"Config":"x" "Layers":[]}]')],
  ['manifest bad literal', () => withManifest('[nul]')],
  ['manifest bad number', () => withManifest('[01]')],
  ['manifest bad escape', () => withManifest('[{"Config":"\\x"}]')],
  ['manifest control character', () => withManifest('[{"Config":"a\nb"}]')],
  ['manifest unicode escape', () => withManifest('[{"Config":"\\u12"}]')],
  ['manifest list then junk', () => withManifest(`${json([plain().manifest])} junk`)],
  ['manifest with byte order mark', () => withManifest(`\ufeff${json([plain().manifest])}`)],
  [
    'manifest key case',
    () => {
      const { members, manifest } = plain()
      return tar(
        ...members,
        manifestFile(json([{ config: manifest.Config, repotags: ['low:1'], LAYERS: manifest.Layers }])),
      )
    },
  ],
  ['item empty', () => withManifest('[{}]')],
  ['item config number', () => withItem({ Config: 1 })],
  ['item config missing file', () => withItem({ Config: 'nosuch.json' })],
  ['item config absolute', () => withItem({ Config: '/etc/passwd' })],
  ['item config escaping', () => withItem({ Config: '../../../etc/passwd' })],
  ['item config directory', () => withItem({ Config: 'blobs' })],
  ['item tags text', () => withItem({ RepoTags: 'x:1' })],
  ['item tags numbers', () => withItem({ RepoTags: [1] })],
  ['item tags null', () => withItem({ RepoTags: null })],
  ['item tags empty', () => withItem({ RepoTags: [] })],
  ['item tag upper case', () => withItem({ RepoTags: ['Bad:1'] })],
  ['item tag bad', () => withItem({ RepoTags: ['a b'] })],
  ['item tag empty', () => withItem({ RepoTags: [''] })],
  ['item tag without tag', () => withItem({ RepoTags: ['notag'] })],
  ['item tag digest', () => withItem({ RepoTags: [`x@sha256:${'a'.repeat(64)}`] })],
  ['item tag ID', () => withItem({ RepoTags: ['a'.repeat(64)] })],
  [
    'item tag registry',
    () => withItem({ RepoTags: ['docker.io/library/full:1', 'localhost:5000/a/b:2', 'quay.io/c/d:3'] }),
  ],
  ['item tag twice', () => withItem({ RepoTags: ['x:1', 'x:1'] })],
  ['item good and bad tag', () => withItem({ RepoTags: ['good:1', 'Bad Name'] })],
  ['item layers null', () => withItem({ Layers: null })],
  ['item layers missing file', () => withItem({ Layers: ['nosuch.tar'] })],
  ['item layers escaping', () => withItem({ Layers: ['../../../../etc/passwd'] })],
  ['item layers directory', () => withItem({ Layers: ['blobs'] })],
  ['item layers too many', () => withItem({ Layers: ['a', 'b', 'c'] })],
  ['item layers too few', () => archiveOf([plainLayer(), second()], { manifest: { Layers: ['x'] } })],
  ['item layers text', () => withItem({ Layers: 'x' })],
  ['item layer empty path', () => withItem({ Layers: [''] })],
  ['item parent unknown', () => withItem({ Parent: `sha256:${'a'.repeat(64)}` })],
  ['item parent number', () => withItem({ Parent: 5 })],
  ['item layer sources junk', () => withItem({ LayerSources: 'x' })],
  [
    'item layer sources',
    () =>
      withItem({ LayerSources: { [`sha256:${'a'.repeat(64)}`]: { mediaType: 'x', size: 1, digest: 'y' } } }),
  ],
  ['config empty', () => withConfig('')],
  ['config junk', () => withConfig('junk')],
  ['config null', () => withConfig('null')],
  ['config list', () => withConfig('[]')],
  ['config text', () => withConfig('"x"')],
  ['config object', () => withConfig('{}')],
  ['config truncated', () => withConfig(json(configOf([plainLayer()])).slice(0, 50))],
  ['config then junk', () => withConfig(`${json(configOf([plainLayer()]))} x`)],
  ['config rootfs null', () => config({ rootfs: null })],
  ['config rootfs text', () => config({ rootfs: 'x' })],
  ['config rootfs empty', () => config({ rootfs: {} })],
  [
    'config rootfs type',
    () =>
      config({
        rootfs: { type: 'x', diff_ids: (configOf([plainLayer()]).rootfs as { diff_ids: string[] }).diff_ids },
      }),
  ],
  ['config diff_ids text', () => config({ rootfs: { type: 'layers', diff_ids: 'x' } })],
  ['config diff_ids numbers', () => config({ rootfs: { type: 'layers', diff_ids: [1] } })],
  ['config diff_ids no digest', () => config({ rootfs: { type: 'layers', diff_ids: ['x'] } })],
  [
    'config diff_ids wrong',
    () => config({ rootfs: { type: 'layers', diff_ids: [`sha256:${'0'.repeat(64)}`] } }),
  ],
  ['config diff_ids md5', () => config({ rootfs: { type: 'layers', diff_ids: [`md5:${'0'.repeat(32)}`] } })],
  [
    'config diff_ids short',
    () => config({ rootfs: { type: 'layers', diff_ids: [`sha256:${'0'.repeat(10)}`] } }),
  ],
  ['config diff_ids none', () => config({ rootfs: { type: 'layers', diff_ids: [] } })],
  [
    'config diff_ids upper case',
    () =>
      config({
        rootfs: {
          type: 'layers',
          diff_ids: [(configOf([plainLayer()]).rootfs as { diff_ids: string[] }).diff_ids[0]!.toUpperCase()],
        },
      }),
  ],
  ['config os windows', () => config({ os: 'windows' })],
  ['config os empty', () => config({ os: '' })],
  ['config os plan9', () => config({ os: 'plan9' })],
  ['config os number', () => config({ os: 5 })],
  ['config os upper case', () => config({ os: 'Linux' })],
  ['config architecture arm64', () => config({ architecture: 'arm64' })],
  ['config architecture none', () => config({ architecture: undefined })],
  ['config created junk', () => config({ created: 'yesterday' })],
  ['config created null', () => config({ created: null })],
  ['config created number', () => config({ created: 5 })],
  ['config history too long', () => config({ history: [{ created_by: 'a' }, { created_by: 'b' }] })],
  ['config history too short', () => config({ history: [] })],
  ['config history null', () => config({ history: null })],
  ['config history text', () => config({ history: 'x' })],
  ['config history created junk', () => config({ history: [{ created: 'x' }] })],
  ['config config null', () => config({ config: null })],
  ['config config text', () => config({ config: 'x' })],
  ['config Env text', () => config({ config: { Env: 'x' } })],
  ['config Env null inside', () => config({ config: { Env: [null] } })],
  ['config Cmd text', () => config({ config: { Cmd: 'x' } })],
  ['config Labels list', () => config({ config: { Labels: [] } })],
  ['config Labels numbers', () => config({ config: { Labels: { a: 1 } } })],
  ['config ExposedPorts junk', () => config({ config: { ExposedPorts: { x: {} } } })],
  ['config Volumes list', () => config({ config: { Volumes: [] } })],
  ['config Healthcheck text', () => config({ config: { Healthcheck: { Interval: 'x' } } })],
  ['config no config', () => config({ config: undefined })],
  ['config deep', () => config({ extra: '['.repeat(100) })],
  [
    'config nested 20000',
    () =>
      withConfig(`{"rootfs":{"type":"layers","diff_ids":[]},"x":${'['.repeat(20000)}${']'.repeat(20000)}}`),
  ],
  ['no layers', () => archiveOf([])],
  ['two layers', () => archiveOf([plainLayer(), second()])],
  ['a layer twice', () => archiveOf([plainLayer(), plainLayer()])],
  ['126 layers', () => archiveOf(Array.from({ length: 126 }, (_, i) => layer(file(`f${i}`))))],
  ['125 layers', () => archiveOf(Array.from({ length: 125 }, (_, i) => layer(file(`f${i}`))))],
  [
    'two images',
    () => {
      const a = imageMembers([plainLayer()], { tags: ['a:1'] })
      const b = imageMembers([second()], { tags: ['b:1', 'b:2'] })
      return tar(...a.members, ...b.members, manifestFile(json([a.manifest, b.manifest])))
    },
  ],
  [
    'two images, one without tags',
    () => {
      const a = imageMembers([plainLayer()], { tags: ['a:1'] })
      const b = imageMembers([second()], { tags: null })
      return tar(...a.members, ...b.members, manifestFile(json([a.manifest, b.manifest])))
    },
  ],
  [
    'two images, the first without tags',
    () => {
      const a = imageMembers([plainLayer()], { tags: null })
      const b = imageMembers([second()], { tags: ['b:1'] })
      return tar(...a.members, ...b.members, manifestFile(json([a.manifest, b.manifest])))
    },
  ],
  [
    'two images without tags',
    () => {
      const a = imageMembers([plainLayer()], { tags: null })
      const b = imageMembers([second()], { tags: null })
      return tar(...a.members, ...b.members, manifestFile(json([a.manifest, b.manifest])))
    },
  ],
  [
    'two images of one tag',
    () => {
      const a = imageMembers([plainLayer()], { tags: ['a:1'] })
      const b = imageMembers([second()], { tags: ['a:1'] })
      return tar(...a.members, ...b.members, manifestFile(json([a.manifest, b.manifest])))
    },
  ],
  [
    'parent and child',
    () => {
      const a = imageMembers([plainLayer()], { tags: null })
      const grown = configOf([plainLayer()], {
        history: [
          { created: '2024-01-02T03:04:05Z', created_by: 'step 0' },
          { created: '2024-01-02T03:04:05Z', created_by: 'CMD', empty_layer: true },
        ],
      })
      const b = imageMembers([plainLayer()], {
        tags: ['child:1'],
        config: grown,
        manifest: { Parent: `sha256:${sha256Hex(json(configOf([plainLayer()])))}` },
      })
      return tar(...a.members, ...b.members, manifestFile(json([a.manifest, b.manifest])))
    },
  ],
  [
    'parent that is none',
    () => {
      const a = imageMembers([plainLayer()], { tags: null })
      const b = imageMembers([second()], {
        tags: ['child:1'],
        manifest: { Parent: `sha256:${sha256Hex(json(configOf([plainLayer()])))}` },
      })
      return tar(...a.members, ...b.members, manifestFile(json([a.manifest, b.manifest])))
    },
  ],
]

/** Images whose layers are odd, broken or hostile. */
const LAYERS: readonly Case[] = [
  ['layer empty file', () => withLayerFile('')],
  ['layer empty tar', () => archiveOf([layer()])],
  ['layer of zero bytes', () => archiveOf([new Uint8Array(0)])],
  ['layer junk', () => withLayerFile('junk')],
  ['layer junk that is named right', () => archiveOf([encode('junk'.repeat(300))])],
  ['layer 600 zeros', () => archiveOf([new Uint8Array(600)])],
  ['layer changed', () => withLayerFile(flipped(plainLayer(), 1536))],
  ['layer cut', () => withLayerFile(plainLayer().slice(0, 1030))],
  ['layer cut that is named right', () => archiveOf([plainLayer().slice(0, 1030)])],
  ['layer without end blocks', () => archiveOf([plainLayer().slice(0, -1024)])],
  ['layer with junk after the end', () => archiveOf([concatBytes([plainLayer(), encode('junk')])])],
  ['layer gzip', () => withLayerFile(gzipSync(plainLayer()))],
  ['layer gzip cut', () => withLayerFile(gzipSync(plainLayer()).slice(0, 60))],
  [
    'layer gzip bad checksum',
    () => {
      const z = gzipSync(plainLayer())
      return withLayerFile(flipped(z, z.length - 6))
    },
  ],
  [
    'layer gzip bad size',
    () => {
      const z = gzipSync(plainLayer())
      return withLayerFile(flipped(z, z.length - 2))
    },
  ],
  ['layer gzip corrupt', () => withLayerFile(flipped(gzipSync(plainLayer()), 10))],
  [
    'layer gzip then junk',
    () => withLayerFile(concatBytes([gzipSync(plainLayer()), encode('junk junk junk')])),
  ],
  ['layer gzip then zeros', () => withLayerFile(concatBytes([gzipSync(plainLayer()), new Uint8Array(20)]))],
  [
    'layer gzip of two members',
    () =>
      withLayerFile(concatBytes([gzipSync(plainLayer().slice(0, 512)), gzipSync(plainLayer().slice(512))])),
  ],
  ['layer gzip in gzip', () => withLayerFile(gzipSync(gzipSync(plainLayer())))],
  ['layer gzip header alone', () => withLayerFile(new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]))],
  [
    'layer gzip bad method',
    () => withLayerFile(new Uint8Array([0x1f, 0x8b, 9, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3, 4, 5])),
  ],
  [
    'layer is a symlink',
    () =>
      tar(
        { name: 'config.json', data: json(configOf([plainLayer()])) },
        { name: 'real.tar', data: plainLayer() },
        symlink('layer.tar', 'real.tar'),
        manifestFile(json([{ Config: 'config.json', RepoTags: ['hostile:1'], Layers: ['layer.tar'] }])),
      ),
  ],
  [
    'layer is a relative symlink',
    () =>
      tar(
        { name: 'config.json', data: json(configOf([plainLayer()])) },
        { name: 'a/layer.tar', data: plainLayer() },
        symlink('b/layer.tar', '../a/layer.tar'),
        manifestFile(json([{ Config: 'config.json', RepoTags: ['hostile:1'], Layers: ['b/layer.tar'] }])),
      ),
  ],
  [
    'layer is a fifo',
    () =>
      tar(
        { name: 'config.json', data: json(configOf([plainLayer()])) },
        { name: 'layer.tar', type: '3', major: 1, minor: 3 },
        manifestFile(json([{ Config: 'config.json', RepoTags: ['hostile:1'], Layers: ['layer.tar'] }])),
      ),
  ],
  ['layer parent name', () => holding(file('../escape'))],
  ['layer deep parent name', () => holding(file('a/../../../escape'))],
  ['layer absolute name', () => holding(file('/etc/x'))],
  ['layer absolute symlink', () => holding(symlink('a', '/etc/passwd'))],
  ['layer escaping symlink', () => holding(symlink('a', '../../../etc/passwd'))],
  ['layer file through a symlink', () => holding(dir('real/'), symlink('a', '/real'), file('a/x'))],
  ['layer file through a dangling symlink', () => holding(symlink('a', '/nosuch'), file('a/x'))],
  ['layer file through a cycle', () => holding(symlink('a', 'b'), symlink('b', 'a'), file('a/x'))],
  ['layer symlink empty', () => holding(symlink('a', ''))],
  ['layer file below a file', () => holding(file('a'), file('a/x'))],
  ['layer directory below a file', () => holding(file('a'), dir('a/x/y/'))],
  ['layer hard link to nothing', () => holding(hardlink('a', 'nosuch'))],
  ['layer hard link to a directory', () => holding(dir('d/'), hardlink('a', 'd'))],
  ['layer hard link out', () => holding(hardlink('a', '../../etc/passwd'))],
  ['layer hard link to itself', () => holding(file('a'), hardlink('a', 'a'))],
  [
    'layer hard link through a symlink',
    () => holding(dir('d/'), file('d/f'), symlink('s', 'd'), hardlink('a', 's/f')),
  ],
  ['layer hard link to a whiteout', () => holding(file('.wh.w', ''), hardlink('a', 'w'))],
  [
    'layer devices',
    () =>
      holding(
        { name: 'dev/null', type: '3', major: 1, minor: 3 },
        { name: 'dev/sda', type: '4', major: 8, minor: 0 },
        { name: 'dev/p', type: '6' },
      ),
  ],
  ['layer device 0/0', () => holding({ name: 'a', type: '3', major: 0, minor: 0 })],
  ['layer type Z', () => holding({ ...file('a'), type: 'Z' })],
  ['layer type 7', () => holding({ ...file('a'), type: '7' })],
  ['layer type V', () => holding({ ...file('a', ''), type: 'V' })],
  ['layer global header', () => holding({ name: 'g', type: 'g', data: '9 path=g\n' }, file('a'))],
  ['layer twice the same', () => holding(file('a', '1'), file('a', '22'))],
  ['layer file over a directory', () => holding(dir('a/'), file('a/b'), file('a'))],
  ['layer directory over a symlink', () => holding(dir('r/'), symlink('a', 'r'), dir('a/'), file('a/x'))],
  ['layer root entry', () => holding({ name: './', type: '5', mode: 0o700 }, file('./a'))],
  ['layer root as a file', () => holding(file('.'))],
  ['layer whiteout', () => holding(file('etc/.wh.motd', ''))],
  ['layer whiteout with content', () => holding(file('.wh.motd', 'content'))],
  ['layer whiteout directory', () => holding(dir('.wh.motd/'))],
  ['layer whiteout symlink', () => holding(symlink('.wh.motd', 'x'))],
  ['layer whiteout of nothing', () => holding(file('.wh.', ''))],
  ['layer whiteout of dot', () => holding(file('d/.wh..', ''))],
  ['layer whiteout of dots', () => holding(file('d/.wh...', ''))],
  ['layer whiteout twice', () => holding(file('.wh.a', ''), file('.wh.a', ''))],
  ['layer whiteout after the file', () => holding(file('a'), file('.wh.a', ''))],
  ['layer whiteout before the file', () => holding(file('.wh.a', ''), file('a'))],
  ['layer whiteout before a directory', () => holding(file('.wh.a', ''), dir('a/'), file('a/x'))],
  ['layer file below a whiteout', () => holding(file('.wh.a', ''), file('a/x'))],
  ['layer opaque', () => holding(dir('d/'), file('d/.wh..wh..opq', ''), file('d/x'))],
  ['layer opaque without directory', () => holding(file('d/.wh..wh..opq', ''), file('d/x'))],
  ['layer opaque of the root', () => holding(file('.wh..wh..opq', ''))],
  ['layer opaque twice', () => holding(file('d/.wh..wh..opq', ''), file('d/.wh..wh..opq', ''))],
  ['layer opaque as a directory', () => holding(dir('d/.wh..wh..opq/'))],
  ['layer aufs mark', () => holding(dir('.wh..wh.plnk/'), file('.wh..wh.aufs', ''))],
  ['layer aufs file', () => holding(file('.wh..wh.aufs', ''))],
  ['layer name of 256', () => holding({ ...file('a'), pax: { path: 'n'.repeat(256) } })],
  ['layer path of 5000', () => holding({ ...file('a'), pax: { path: `${'nnnnnnnnn/'.repeat(500)}x` } })],
  [
    'layer symlink of 5000',
    () => holding({ ...symlink('a', 'x'), pax: { linkpath: 'nnnnnnnnn/'.repeat(500) } }),
  ],
  ['layer name not UTF-8', () => holding({ name: new Uint8Array([0x61, 0xff, 0xfe]), data: 'x' })],
  ['layer xattr', () => holding({ ...file('a'), pax: { 'SCHILY.xattr.user.x': 'y' } })],
  [
    'layer xattr capability',
    () =>
      holding({
        ...file('a'),
        pax: {
          'SCHILY.xattr.security.capability':
            '\x01\x00\x00\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00'.replace(
              /\0/g,
              '\0',
            ),
        },
      }),
  ],
  [
    'layer xattr opaque',
    () => holding({ ...dir('d/'), pax: { 'SCHILY.xattr.trusted.overlay.opaque': 'y' } }),
  ],
  ['layer xattr of no namespace', () => holding({ ...file('a'), pax: { 'SCHILY.xattr.nosuch': 'y' } })],
  ['layer xattr empty name', () => holding({ ...file('a'), pax: { 'SCHILY.xattr.': 'y' } })],
  [
    'layer user xattr on a symlink',
    () => holding({ ...symlink('a', 'x'), pax: { 'SCHILY.xattr.user.x': 'y' } }),
  ],
  ['layer mode odd', () => holding({ ...file('a'), mode: 0o107777 })],
  ['layer setuid', () => holding({ ...file('a'), mode: 0o4755 })],
  ['layer uid large', () => holding({ ...file('a'), pax: { uid: '4294967294' } })],
  ['layer uid 2^32', () => holding({ ...file('a'), pax: { uid: '4294967296' } })],
  ['layer uid negative', () => holding({ ...file('a'), pax: { uid: '-1' } })],
  ['layer mtime negative', () => holding({ ...file('a'), pax: { mtime: '-5.5' } })],
  ['layer mtime huge', () => holding({ ...file('a'), pax: { mtime: '9999999999999' } })],
  ['layer device numbers large', () => holding({ name: 'a', type: '3', major: 0o7777777, minor: 0o7777777 })],
  ['layer pax size', () => holding({ ...file('a', 'xyz'), size: 0, pax: { size: '3' } })],
  ['layer directory with data', () => holding({ ...dir('d/'), size: 5, data: 'hello' })],
  ['layer symlink with data', () => holding({ ...symlink('s', 'x'), size: 5, data: 'hello' })],
]

/** Archives of the layout before Docker 1.10: a directory an image, and no manifest.json. */
const LEGACY: readonly Case[] = [
  [
    'legacy good',
    () =>
      tar(
        dir('aa/'),
        file('aa/VERSION', '1.0'),
        file('aa/json', v1(undefined)),
        { name: 'aa/layer.tar', data: plainLayer() },
        file('repositories', json({ old: { '1': 'aa' } })),
      ),
  ],
  [
    'legacy chain',
    () =>
      tar(
        dir('aa/'),
        file('aa/json', v1('bb')),
        { name: 'aa/layer.tar', data: second() },
        dir('bb/'),
        file('bb/json', v1(undefined)),
        { name: 'bb/layer.tar', data: plainLayer() },
        file('repositories', json({ old: { '1': 'aa', '2': 'bb' } })),
      ),
  ],
  [
    'legacy without repositories',
    () => tar(dir('aa/'), file('aa/json', v1(undefined)), { name: 'aa/layer.tar', data: plainLayer() }),
  ],
  ['legacy repositories junk', () => tar(file('repositories', 'junk'))],
  ['legacy repositories empty', () => tar(file('repositories', '{}'))],
  ['legacy repositories null', () => tar(file('repositories', 'null'))],
  ['legacy unknown target', () => tar(file('repositories', json({ old: { '1': 'zz' } })))],
  [
    'legacy bad name',
    () =>
      tar(
        dir('aa/'),
        file('aa/json', v1(undefined)),
        { name: 'aa/layer.tar', data: plainLayer() },
        file('repositories', json({ 'Bad Name': { '1': 'aa' } })),
      ),
  ],
  [
    'legacy bad tag',
    () =>
      tar(
        dir('aa/'),
        file('aa/json', v1(undefined)),
        { name: 'aa/layer.tar', data: plainLayer() },
        file('repositories', json({ old: { 'a b': 'aa' } })),
      ),
  ],
  ['legacy missing json', () => tar(dir('aa/'), file('repositories', '{}'))],
  ['legacy json junk', () => tar(file('aa/json', 'junk'), file('repositories', '{}'))],
  ['legacy missing layer', () => tar(file('aa/json', v1(undefined)), file('repositories', '{}'))],
  [
    'legacy missing parent',
    () =>
      tar(
        file('aa/json', v1('bb')),
        { name: 'aa/layer.tar', data: plainLayer() },
        file('repositories', '{}'),
      ),
  ],
  [
    'legacy windows',
    () =>
      tar(
        file('aa/json', v1(undefined, { os: 'windows' })),
        { name: 'aa/layer.tar', data: plainLayer() },
        file('repositories', '{}'),
      ),
  ],
  [
    'legacy throwaway',
    () =>
      tar(
        file(
          'aa/json',
          v1(undefined, { throwaway: true, Size: 5, config: { Cmd: ['a'] }, comment: 'c', author: 'me' }),
        ),
        { name: 'aa/layer.tar', data: plainLayer() },
        file('repositories', json({ old: { '1': 'aa' } })),
      ),
  ],
  [
    'only an OCI layout',
    () =>
      tar(
        dir('blobs/'),
        dir('blobs/sha256/'),
        file('index.json', '{"schemaVersion":2,"manifests":[]}'),
        file('oci-layout', '{"imageLayoutVersion":"1.0.0"}'),
      ),
  ],
  ['a root file system', () => tar(dir('bin/'), file('bin/sh'), dir('etc/'), file('etc/passwd'))],
  ['files alone', () => tar(file('a'), file('b'))],
]

/** Compressed archives; those of other formats stand in fixtures, since nothing here writes them. */
const COMPRESSED: readonly Case[] = [
  ['gzip', () => gzipSync(beside())],
  ['gzip cut', () => gzipSync(beside()).slice(0, 300)],
  ['gzip cut at the end', () => gzipSync(beside()).slice(0, -6)],
  [
    'gzip bad checksum',
    () => {
      const z = gzipSync(beside())
      return flipped(z, z.length - 6)
    },
  ],
  ['gzip corrupt', () => flipped(gzipSync(beside()), 10)],
  [
    'gzip corrupt in the middle',
    () => {
      const z = gzipSync(
        beside(file('f', Array.from({ length: 400 }, (_, i) => sha256Hex(String(i))).join(''))),
      )
      return flipped(z, 9000)
    },
  ],
  ['gzip header alone', () => new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])],
  ['gzip magic alone', () => new Uint8Array([0x1f, 0x8b, 8])],
  ['gzip of nothing', () => gzipSync('')],
  ['gzip of junk', () => gzipSync('junk'.repeat(300))],
  ['gzip then junk', () => concatBytes([gzipSync(beside()), encode('junk')])],
  [
    'gzip of two members',
    () => concatBytes([gzipSync(beside().slice(0, 1000)), gzipSync(beside().slice(1000))]),
  ],
  ['gzip in gzip', () => gzipSync(gzipSync(beside()))],
  [
    'gzip reserved flags',
    () => {
      const z = gzipSync(beside())
      z[3] = 0xe0
      return z
    },
  ],
  [
    'gzip with name',
    () => {
      const z = gzipSync(beside())
      return concatBytes([
        z.slice(0, 3),
        new Uint8Array([8]),
        z.slice(4, 10),
        encode('name.tar\0'),
        z.slice(10),
      ])
    },
  ],
  ['bzip2 magic alone', () => encode('BZh')],
  ['bzip2 junk', () => encode(`BZh9${'junk'.repeat(10)}`)],
  [
    'xz junk',
    () => concatBytes([new Uint8Array([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), encode('junk'.repeat(10))]),
  ],
  ['zstd junk', () => concatBytes([new Uint8Array([0x28, 0xb5, 0x2f, 0xfd]), encode('junk'.repeat(10))])],
  ['zstd magic alone', () => new Uint8Array([0x28, 0xb5, 0x2f, 0xfd])],
]

export const CASES: readonly Case[] = [...OUTER, ...DOCUMENTS, ...LAYERS, ...LEGACY, ...COMPRESSED]
