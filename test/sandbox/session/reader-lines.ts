import type { Dice } from '../../support/random.ts'

const NAMES = ['web', 'db', 'one', 'two']

/** A command line that a reader may type: it works or fails, changes something or only reads. */
export function commandOf(dice: Dice): string {
  const name = () => dice.pick(NAMES)
  const n = dice.below(1000)
  return dice.pick([
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
