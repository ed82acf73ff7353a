import { EngineError } from '../../../base/errors.ts'
import { parseReference, type Reference, withDefaultTag } from '../../../base/reference.ts'
import { directiveIn } from '../../dockerfile/directives.ts'
import type { Range } from '../../dockerfile/location.ts'
import { type ImageSource, newVertex, type Vertex } from '../graph.ts'

/** The image that is to read a Dockerfile, and the line that names it. */
export interface Syntax {
  readonly reference: Reference
  /** Undefined where a build argument names it. */
  readonly range: Range | undefined
}

/** What `# syntax=IMAGE` or the build argument asks for (BuildKit, parser.DetectSyntax; dockerfile/builder). Undefined: the daemon's own. */
export function syntaxOf(text: string, args: Readonly<Record<string, string>>): Syntax | undefined {
  const found = directiveIn(text, 'syntax')
  const named = args.BUILDKIT_SYNTAX || found?.value
  if (!named) return undefined
  const range = args.BUILDKIT_SYNTAX || !found ? undefined : { start: found.line, end: found.line }
  return { reference: withDefaultTag(parseReference(named)), range }
}

const KNOWN = ['docker/dockerfile', 'docker/dockerfile-upstream']

/** The image itself is fetched; what is in it is what the daemon has built in. */
export function syntaxVertex({ reference, range }: Syntax, source: ImageSource): Vertex {
  if (reference.domain !== 'docker.io' || !KNOWN.includes(reference.path))
    throw new EngineError(
      'not-implemented',
      `the frontend ${reference.path} is not simulated by Strata: docker/dockerfile is`,
    )
  return newVertex({
    name: `docker-image://${source.reference}`,
    op: { kind: 'image', source },
    inputs: [],
    ignoreCache: false,
    range,
  })
}
