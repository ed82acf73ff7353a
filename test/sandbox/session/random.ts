/** A stream of numbers below one, equal for equal seeds (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const NAMES = ['web', 'db', 'one', 'two']

/** A command line that a reader may type: it works or fails, changes something or only reads. */
export function commandOf(random: () => number): string {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!
  const name = () => pick(NAMES)
  const n = Math.floor(random() * 1000)
  return pick([
    () => `echo ${n} > ${name()}.txt`,
    () => `cat ${name()}.txt`,
    () => `rm ${name()}.txt`,
    () => `mkdir -p d/${name()} && cd d`,
    () => 'cd',
    () => 'ls -l',
    () => `docker run -d --name ${name()} busybox sleep 1000`,
    () => `docker run --rm busybox sh -c 'echo ${n}; exit ${n % 3}'`,
    () => `docker rm -f ${name()}`,
    () => `docker exec ${name()} touch /x${n}`,
    () => `docker commit ${name()} img:${n % 5}`,
    () => `docker rmi img:${n % 5}`,
    () => 'docker ps -a',
    () => 'docker images',
    () => `docker volume create ${name()}`,
    () => `docker run --rm -v ${name()}:/v busybox sh -c 'echo ${n} >> /v/log'`,
    () => `docker stop -t 1 ${name()}`,
    () => `sleep ${n % 4} & wait`,
    () => `x=${n}; echo $x`,
    () => 'no-such-command',
  ])()
}
