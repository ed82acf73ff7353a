import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { decode } from '../engine/base/text.ts'
import { lessonWorld } from '../engine/world/lesson.ts'
import { lessonOf } from '../lessons/index.ts'
import { runToEnd } from './drive.ts'
import { copyOut, listFiles } from './files-out.ts'
import { nodePorts } from './ports.ts'

const HOME = '/root'

/** `strata run FILE`: a script in a fresh host. With `--out DIR` the files it left in its home are copied out. */
export async function run(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, out: { type: 'string' }, lesson: { type: 'string', default: '' } },
  })
  const [file] = positionals
  if (file === undefined) {
    console.error('usage: strata run FILE [--json] [--out DIR] [--lesson CHAPTER]')
    return 2
  }
  const world = await lessonWorld(lessonOf(values.lesson).world, [], nodePorts)
  const before = listFiles(world, HOME)
  const job = world.start({ argv: ['bash', '-c', readFileSync(file === '-' ? 0 : file, 'utf8'), file] })
  const ended = await runToEnd(world, job)
  const files = values.out === undefined ? [] : copyOut(world, HOME, before, values.out)
  if (values.json) {
    const exit = ended ? job.exitCode : null
    console.log(
      JSON.stringify({
        stdout: decode(job.stdout),
        stderr: decode(job.stderr),
        exit,
        stateHash: world.stateHash(),
        files,
      }),
    )
  } else {
    process.stdout.write(job.stdout)
    process.stderr.write(job.stderr)
    if (!ended) console.error('strata: the script waits for something that does not come')
  }
  return ended ? job.exitCode! : 1
}
