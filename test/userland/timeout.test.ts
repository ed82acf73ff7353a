import { describe, expect, it } from 'vitest'
import { openSmallHost } from '../daemon/support/host.ts'

/** Held against coreutils 9.1, which answered so. */
describe('timeout', () => {
  const host = openSmallHost()
  it.each([
    ['timeout 1 sleep 5; echo $?', '124\n', ''],
    ['timeout 5 true; echo $?', '0\n', ''],
    ['timeout 5 sh -c "exit 7"; echo $?', '7\n', ''],
    ['timeout -s KILL 1 sleep 5; echo $?', '137\n', ''],
    ['timeout --preserve-status 1 sleep 5; echo $?', '143\n', ''],
    [`timeout -k 1 1 sh -c 'trap "" TERM; sleep 9'; echo $?`, '137\n', ''],
    ['timeout -v .5 sleep 5', '', "timeout: sending signal TERM to command 'sleep'\n"],
    [
      'timeout 1 nosuch; echo $?',
      '127\n',
      "timeout: failed to run command 'nosuch': No such file or directory\n",
    ],
    [
      'timeout x true; echo $?',
      '125\n',
      "timeout: invalid time interval 'x'\nTry 'timeout --help' for more information.\n",
    ],
    ['timeout 1 sh -c "sleep 9 & wait"; echo $?', '124\n', ''],
  ])('%s', async (line, stdout, stderr) => {
    const outcome = await host.sh(line)
    expect({
      stdout: outcome.stdout,
      stderr: outcome.stderr.replace(/[‘’]/g, "'").replace(/^.*Killed.*\n/m, ''),
    }).toEqual({
      stdout,
      stderr,
    })
  })
})
