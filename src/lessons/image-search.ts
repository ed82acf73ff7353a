import type { Facts } from '../engine/world.ts'
import type { Lesson } from './lessons.ts'

/** What the unofficial repositories for `python` with at least 30 stars are called. */
const WORTH_A_LOOK = [
  'tiangolo/uwsgi-nginx-flask',
  'circleci/python',
  'bitnami/python',
  'arm32v7/python',
  'ubuntu/python',
]

/** Lines of a file of the host that are not empty. */
const linesOf = (facts: Facts, path: string): string[] =>
  facts
    .at(path)
    ?.text()
    .split('\n')
    .filter((line) => line !== '') ?? []

interface Found {
  readonly Name?: string
  readonly Description?: string
}

/** JSON objects in a file of the host, however they are laid out; undefined where there is none or anything else. */
function foundIn(facts: Facts, path: string): Found[] | undefined {
  const text = linesOf(facts, path).join('\n')
  try {
    return text === '' ? undefined : (JSON.parse(`[${text.replace(/\}\s*\{/g, '},{')}]`) as Found[])
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Repositories that the host has an image of. */
const repositories = (facts: Facts): Set<string> =>
  new Set(facts.images().flatMap(({ RepoTags }) => (RepoTags ?? []).map((tag) => tag.split(':')[0]!)))

export const imageSearch: Lesson = {
  chapter: 'image-search',
  world: { clock: '2025-09-02T08:00:00Z', seed: 'image-search' },
  challenges: [
    {
      id: 'most-stars',
      start: [],
      goals: {
        pulled: (facts) => repositories(facts).has('bitnami/redis'),
        only: (facts) => repositories(facts).size === 1,
      },
      solutions: [
        ['docker search redis', 'docker pull -q bitnami/redis'],
        ["docker pull -q $(docker search -f is-official=false --format '{{.Name}}' redis | head -n 1)"],
        ['docker create bitnami/redis'],
      ],
      nearMisses: [
        { lines: ['docker pull -q redis'], misses: ['pulled'] },
        { lines: ['docker pull -q redis', 'docker pull -q bitnami/redis'], misses: ['only'] },
        { lines: ['docker pull -q redislabs/redisearch'], misses: ['pulled'] },
      ],
    },
    {
      id: 'short-list',
      start: [],
      goals: {
        all: (facts) => WORTH_A_LOOK.every((name) => linesOf(facts, '/root/list.txt').includes(name)),
        else: (facts) => {
          const lines = linesOf(facts, '/root/list.txt')
          return lines.length > 0 && lines.every((line) => WORTH_A_LOOK.includes(line))
        },
      },
      solutions: [
        ["docker search -f is-official=false -f stars=30 --format '{{.Name}}' python > list.txt"],
        ['docker search -f stars=30 -f is-official=false --format json python | jq -r .Name > list.txt'],
        [
          "docker search --format '{{.StarCount}} {{.Name}} {{.IsOfficial}}' python > all.txt",
          "grep -v OK all.txt | grep -E '^([3-9][0-9]|[0-9]{3,}) ' | cut -d ' ' -f 2 | sort | tee list.txt",
        ],
      ],
      nearMisses: [
        {
          lines: ["docker search -f is-official=false -f stars=31 --format '{{.Name}}' python > list.txt"],
          misses: ['all'],
        },
        { lines: ["docker search -f stars=30 --format '{{.Name}}' python > list.txt"], misses: ['else'] },
        {
          lines: ['docker search -f is-official=false -f stars=30 python > list.txt'],
          misses: ['all', 'else'],
        },
      ],
    },
    {
      id: 'whole-description',
      start: [],
      goals: {
        json: (facts) => foundIn(facts, '/root/mysql.json') !== undefined,
        one: (facts) =>
          foundIn(facts, '/root/mysql.json')
            ?.map(({ Name }) => Name)
            .join() === 'mysql',
        whole: (facts) =>
          foundIn(facts, '/root/mysql.json')?.every(({ Description }) => !Description?.includes('…')) ??
          false,
      },
      solutions: [
        ['docker search --no-trunc --limit 1 --format json mysql > mysql.json'],
        ['docker search --no-trunc --format json mysql | head -n 1 > mysql.json'],
        ["docker search --no-trunc --format '{{json .}}' mysql | grep '\"mysql\"' | tee mysql.json"],
      ],
      nearMisses: [
        { lines: ['docker search --limit 1 --format json mysql > mysql.json'], misses: ['whole'] },
        {
          lines: ['docker search --no-trunc -f is-official=true --format json mysql > mysql.json'],
          misses: ['one'],
        },
        {
          lines: ['docker search --no-trunc --limit 1 mysql > mysql.json'],
          misses: ['json', 'one', 'whole'],
        },
      ],
    },
  ],
}
