import type { Facts } from '../engine/world.ts'
import { keyExercises } from './key-table.ts'
import type { Lesson } from './lessons.ts'
import { preparedExercises } from './prepared-lines.ts'

type Line = ReturnType<Facts['lines']>[number]

/** Lines that were run. */
const run = (facts: Facts): Line[] => facts.lines().filter(({ command }) => command !== undefined)
const has = ({ functions }: Line, ...names: readonly string[]): boolean =>
  names.some((name) => functions.has(name))
/** So many characters were typed for it at most, and nothing was pasted. */
const typedAtMost = (line: Line, count: number): boolean =>
  (line.functions.get('self-insert') ?? 0) <= count && !has(line, 'bracketed-paste-begin')
/** It was made of one that was run before. */
const isRecalled = (line: Line): boolean =>
  line.command !== line.text || has(line, 'previous-history', 'next-history', ...SEARCHES)
const SEARCHES = [
  'reverse-search-history',
  'forward-search-history',
  'history-search-backward',
  'non-incremental-reverse-search-history',
]

/** What bash reads as the history of earlier days. */
const history = (...lines: readonly string[]): string =>
  `printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} > ~/.bash_history`

const SHOP = 'docker run -d --name shop --restart unless-stopped -v shop-data:/data redis'
const RELEASE = '/srv/app/releases/2025-09-02'

export const keys: Lesson = {
  chapter: 'keys',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'keys' },
  view: 'processes',
  exercises: { ...keyExercises, ...preparedExercises },
  challenges: [
    {
      id: 'last-week',
      start: [
        'docker pull -q redis',
        history('cd /srv', SHOP, 'docker ps', 'ls -la', 'docker images', 'df -h', 'cd', 'docker network ls'),
      ],
      goals: {
        runs: (facts) => facts.container('shop')?.State.Running === true,
        same: (facts) =>
          facts.container('shop')?.HostConfig.RestartPolicy.Name === 'unless-stopped' &&
          facts.volumes().includes('shop-data'),
        sought: (facts) => run(facts).some((line) => has(line, ...SEARCHES) && typedAtMost(line, 3)),
      },
      solutions: [
        [{ keys: '<C-r>shop<CR>' }],
        [{ keys: '<C-r>run<CR>' }],
        [{ keys: '<C-r>docker<C-r><C-r><C-r><CR>' }],
        ['clear', { keys: '<C-r>redis<C-e><CR>' }],
      ],
      nearMisses: [
        { lines: [SHOP], misses: ['sought'] },
        { lines: [{ keys: '<C-r>docker<CR>' }], misses: ['runs', 'same'] },
        { lines: [{ keys: '<C-r>images<CR>' }, 'docker run -d --name shop redis'], misses: ['same'] },
        {
          lines: [{ keys: '<C-r>shop<CR>' }, 'docker stop -t 0 shop'],
          misses: ['runs'],
        },
      ],
    },
    {
      id: 'last-word',
      start: [],
      goals: {
        made: (facts) => facts.at(RELEASE)?.kind === 'directory',
        there: (facts) => facts.cwd() === RELEASE,
        short: (facts) =>
          run(facts).some((line) => /^(?:cd|pushd)\b/.test(line.command ?? '') && typedAtMost(line, 8)),
      },
      solutions: [
        [`mkdir -p ${RELEASE}`, { keys: 'cd <M-.><CR>' }],
        [`mkdir -p ${RELEASE}`, 'cd !$'],
        [`mkdir -p ${RELEASE}`, { keys: '<Up><C-a><M-d><M-d>cd<CR>' }, { keys: 'cd <M-.><CR>' }],
      ],
      nearMisses: [
        { lines: [`mkdir -p ${RELEASE}`, `cd ${RELEASE}`], misses: ['short'] },
        { lines: [`mkdir -p ${RELEASE}`, 'cd /srv'], misses: ['there'] },
        { lines: ['mkdir -p /srv/app', { keys: 'cd <M-.><CR>' }], misses: ['made', 'there'] },
      ],
    },
    {
      id: 'one-letter',
      start: [
        'docker pull -q busybox',
        'docker tag busybox old:1; docker tag busybox old:2; docker tag busybox old:3',
        history('docker images', 'docker rm old:1 old:2 old:3'),
      ],
      goals: {
        gone: (facts) => ['old:1', 'old:2', 'old:3'].every((name) => facts.image(name) === undefined),
        kept: (facts) => facts.image('busybox') !== undefined,
        recalled: (facts) => run(facts).some((line) => isRecalled(line) && typedAtMost(line, 12)),
      },
      solutions: [
        [{ keys: '<Up><C-a><M-f><M-f>i<CR>' }],
        ['^rm^rmi'],
        [{ keys: '<C-r>rm<C-f><C-f>i<CR>' }],
        ['!!:s/rm/rmi'],
      ],
      nearMisses: [
        { lines: ['docker rmi old:1 old:2 old:3'], misses: ['recalled'] },
        { lines: [{ keys: '<Up><CR>' }], misses: ['gone'] },
        { lines: [{ keys: '<Up><C-a><M-f><M-f>i<End> busybox<CR>' }], misses: ['kept'] },
      ],
    },
    {
      id: 'background',
      start: [],
      goals: {
        runs: (facts) =>
          facts.processes().some(({ argv, state }) => argv[0] === 'sleep' && state === 'running'),
        stopped: (facts) => facts.special('susp') > 0,
      },
      solutions: [
        [{ keys: 'sleep 600<CR><C-z>' }, 'bg'],
        [{ keys: 'sleep 600<CR><C-z>' }, 'bg %sleep'],
        [{ keys: 'sleep 600<CR><C-z>' }, 'kill -CONT %1'],
      ],
      nearMisses: [
        { lines: ['sleep 600 &'], misses: ['stopped'] },
        { lines: [{ keys: 'sleep 600<CR><C-z>' }], misses: ['runs'] },
        { lines: [{ keys: 'sleep 600<CR><C-c>' }], misses: ['runs', 'stopped'] },
      ],
    },
    {
      id: 'by-hand',
      start: [],
      goals: {
        text: (facts) => facts.at('/root/note.txt')?.text() === 'one\ntwo\n',
        ended: (facts) => facts.special('eof') > 0,
        corrected: (facts) => facts.special('kill') + facts.special('werase') > 0,
      },
      solutions: [
        [{ keys: 'cat > note.txt<CR>won<C-u>one<CR>two<CR><C-d>' }],
        [{ keys: 'cat > note.txt<CR>one<CR>tow<C-w>two<CR><C-d>' }],
        [{ keys: 'tee note.txt<CR>1 2<C-w><C-w>one<CR>two<CR><C-d>' }],
      ],
      nearMisses: [
        { lines: ["printf 'one\\ntwo\\n' > note.txt"], misses: ['ended', 'corrected'] },
        { lines: [{ keys: 'cat > note.txt<CR>one<CR>twoo<BS><CR><C-d>' }], misses: ['corrected'] },
        { lines: [{ keys: 'cat > note.txt<CR>won<C-u>one<CR>two<CR><C-c>' }], misses: ['ended'] },
        { lines: [{ keys: 'cat > note.txt<CR>won<C-u>one<CR>two<C-d><C-d>' }], misses: ['text'] },
      ],
    },
    {
      id: 'forward',
      start: [history('docker ps', 'docker images', 'docker volume ls', 'ls /var/lib/docker')],
      goals: {
        free: (facts) => !facts.mode('ixon'),
        forward: (facts) => run(facts).some((line) => has(line, 'forward-search-history')),
      },
      solutions: [
        ['stty -ixon', { keys: '<C-r>docker<C-r><C-r><C-s><CR>' }],
        ['stty -ixon', { keys: '<M-lt><C-s>images<CR>' }],
      ],
      nearMisses: [
        { lines: [{ keys: '<C-s>docker ps<CR><C-q>' }], misses: ['free', 'forward'] },
        { lines: ['stty -ixon', { keys: '<C-r>images<CR>' }], misses: ['forward'] },
        { lines: ['stty -ixon', { keys: '<M-lt><C-s>images<CR>' }, 'stty ixon'], misses: ['free'] },
      ],
    },
    {
      id: 'vi',
      start: ['docker pull -q busybox'],
      goals: {
        tagged: (facts) => {
          const id = facts.image('mine:2')?.Id
          return id !== undefined && id === facts.image('busybox')?.Id
        },
        commanded: (facts) =>
          run(facts).some(
            ({ functions }) =>
              functions.has('vi-movement-mode') &&
              [...functions.keys()].some((name) => /^vi-(?!movement-mode|insertion-mode)/.test(name)),
          ),
      },
      solutions: [
        ['set -o vi', { keys: 'docker tga busybox mine:2<Esc>0wcwtag<CR>' }],
        ['set -o vi', { keys: 'docker tag busybox mine:1<Esc>r2<CR>' }],
        ['set -o vi', 'docker tag busybox mine:1', { keys: '<Esc>k$r2<CR>' }],
      ],
      nearMisses: [
        { lines: ['docker tag busybox mine:2'], misses: ['commanded'] },
        { lines: ['set -o vi', { keys: 'docker tag busybox mine:3<Esc>r1<CR>' }], misses: ['tagged'] },
        { lines: ['set -o vi', { keys: 'docker tag busybox mine:2<Esc><CR>' }], misses: ['commanded'] },
      ],
    },
  ],
}
