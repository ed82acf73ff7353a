// Records what the original tools say: `npx node test/userland/record.mjs` as root on Debian 12 with busybox-static
// and tree installed. Writes fixtures/<name>.json for every cases/<name>.txt.
import { execFileSync, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ENVIRONMENT, parseCases, ROOT_TIME, TREE } from './support/cases.ts'

function plant(root) {
  fs.mkdirSync(root)
  for (const entry of TREE) {
    const path = join(root, entry.path)
    const { type = 'file', mode = type === 'dir' ? 0o755 : 0o644 } = entry
    if (type === 'dir') fs.mkdirSync(path)
    else if (type === 'link') fs.symlinkSync(entry.target, path)
    else if (type === 'hard') fs.linkSync(join(root, entry.target), path)
    else if (type === 'fifo') execFileSync('mkfifo', [path])
    else if (type === 'char') execFileSync('mknod', [path, 'c', entry.major, entry.minor])
    else
      fs.writeFileSync(
        path,
        Buffer.from(entry.content, /[^\x00-\xff]/.test(entry.content) ? 'utf8' : 'latin1'),
      )
    if (type === 'hard') continue
    if (type !== 'link') {
      if (entry.uid) fs.chownSync(path, entry.uid, entry.gid)
      fs.chmodSync(path, mode)
    }
  }
  for (const { path, type, time } of [...TREE].reverse())
    if (type !== 'hard') fs.lutimesSync(join(root, path), time, time)
  fs.utimesSync(root, ROOT_TIME, ROOT_TIME)
}

const here = import.meta.dirname
const base = fs.mkdtempSync(join(tmpdir(), 'record-'))
// The tree's parent, which `ls -la` shows.
fs.chmodSync(base, 0o755)
for (const file of fs.readdirSync(join(here, 'cases')).sort()) {
  const records = []
  for (const { line, commands, stdin } of parseCases(fs.readFileSync(join(here, 'cases', file), 'utf8'))) {
    const root = join(base, 'work')
    fs.rmSync(root, { recursive: true, force: true })
    plant(root)
    fs.utimesSync(base, ROOT_TIME, ROOT_TIME)
    let stdout = ''
    let stderr = ''
    let exit = 0
    for (const argv of commands) {
      const done = spawnSync(argv[0], argv.slice(1), {
        cwd: root,
        input: Buffer.from(stdin),
        env: ENVIRONMENT,
        timeout: 10000,
      })
      stdout += done.stdout.toString('latin1').replaceAll(root, '/base/work')
      stderr += done.stderr.toString('latin1').replaceAll(root, '/base/work')
      exit = done.status
    }
    records.push({ line, stdout, stderr, exit })
  }
  fs.writeFileSync(
    join(here, 'fixtures', file.replace('.txt', '.json')),
    `${JSON.stringify(records, null, 1)}\n`,
  )
}
fs.rmSync(base, { recursive: true })
