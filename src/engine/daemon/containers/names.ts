import { EngineError } from '../../base/errors.ts'
import type { Random } from '../../base/random.ts'
import type { ContainerStore } from './store.ts'

/** Words of generated names: an adjective and somebody worth knowing (as moby's namesgenerator does). */
const LEFT =
  'admiring adoring agitated amazing awesome blissful bold brave busy charming clever compassionate cool cranky dazzling determined dreamy eager elastic elegant epic exciting fervent festive focused friendly frosty funny gallant gifted gracious happy hopeful hungry inspiring jolly jovial keen kind laughing loving lucid magical modest musing nice nifty nostalgic objective optimistic peaceful pensive practical quirky relaxed reverent romantic serene sharp silly sleepy stoic strange sweet tender thirsty trusting unruffled upbeat vibrant vigilant wizardly wonderful youthful zealous zen'.split(
    ' ',
  )
const RIGHT =
  'agnesi albattani archimedes babbage bardeen bartik bell bhabha blackwell bohr borg bose buck burnell cannon carson cerf chandrasekhar chatelet cori curie darwin davinci diffie dijkstra easley einstein elion engelbart euclid euler faraday feistel fermat fermi feynman franklin galileo galois gates gauss germain goldberg goldstine golick goodall gould hamilton hawking heisenberg hermann hertz hodgkin hopper hugle hypatia jang jennings jones joliot kalam kare keller kepler kilby kirch knuth kowalevski lalande lamarr lamport leakey leavitt lewin lovelace lumiere matsumoto mayer mccarthy mcclintock mclean meitner mendel mendeleev mirzakhani montalcini morse neumann newton nobel noether northcutt pare pascal pasteur payne perlman pike poincare ptolemy raman ramanujan ritchie roentgen rosalind rubin saha sammet shannon shaw shockley sinoussi snyder spence swanson swirles tereshkova tesla thompson torvalds turing varahamihira visvesvaraya volhard wescoff wiles williams wilson wing wozniak wright yalow yonath'.split(
    ' ',
  )

const NAME = /^\/?[a-zA-Z0-9][a-zA-Z0-9_.-]+$/

/** A name nobody has yet. */
export function generateName(random: Random, containers: ContainerStore): string {
  for (let attempt = 0; ; attempt++) {
    const name = `${LEFT[random.below(LEFT.length)]}_${RIGHT[random.below(RIGHT.length)]}${attempt > 2 ? random.below(10) : ''}`
    if (name !== 'boring_wozniak' && !containers.byName(name)) return name
  }
}

/** Checks a name that a user chose. */
export function claimName(name: string, containers: ContainerStore): string {
  if (!NAME.test(name))
    throw new EngineError(
      'invalid',
      `Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`,
    )
  const bare = name.replace(/^\//, '')
  const holder = containers.byName(bare)
  if (holder)
    throw new EngineError(
      'conflict',
      `Conflict. The container name "/${bare}" is already in use by container "${holder.id}". You have to remove (or rename) that container to be able to reuse that name.`,
    )
  return bare
}

/** `web/db`: the container that `web` knows as `db`. */
function byLink(containers: ContainerStore, text: string) {
  const [parent = '', alias = '', ...more] = text.replace(/^\//, '').split('/')
  if (more.length > 0) return undefined
  const link = containers.byName(parent)?.links.find((each) => each.alias === alias)
  return link && containers.get(link.child)
}

/** Finds a container by ID, name or the start of an ID; `No such container: x`. */
export function findContainer(containers: ContainerStore, text: string) {
  const exact = containers.get(text) ?? containers.byName(text.replace(/^\//, ''))
  if (exact) return exact
  const linked = byLink(containers, text)
  if (linked) return linked
  const found = containers.all().filter((container) => container.id.startsWith(text))
  if (text !== '' && found.length === 1) return found[0]!
  if (text !== '' && found.length > 1)
    throw new EngineError('invalid', `Multiple IDs found with provided prefix: ${text}`)
  throw new EngineError('not-found', `No such container: ${text}`)
}
