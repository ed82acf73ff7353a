import { dockerBuildx } from '../../docker/buildx/main.ts'
import { docker } from '../../docker/main.ts'
import type { Program } from '../../kernel/process.ts'
import { strata } from '../../strata/main.ts'

/** Those that speak to the daemon and to the page. */
export const programs: readonly Program[] = [docker, dockerBuildx, strata]
