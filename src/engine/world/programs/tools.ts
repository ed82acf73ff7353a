import type { ExitCode, Process, Program } from '../../kernel/process.ts'
import { createShell } from '../../shell/shell.ts'
import { createBusybox, VERSION } from '../../userland/busybox/index.ts'
import { programs as userland } from '../../userland/index.ts'
import { pidof } from '../../userland/kill.ts'
import { dockerInit } from '../../userland/services/docker-init.ts'
import { dockerProxy } from '../../userland/services/docker-proxy.ts'
import { gosu } from '../../userland/services/gosu.ts'
import { httpd } from '../../userland/services/httpd/httpd.ts'
import { nginx } from '../../userland/services/nginx/nginx.ts'
import { redisCli } from '../../userland/services/redis/cli/main.ts'
import { redisServer } from '../../userland/services/redis/server.ts'
import { which } from '../../userland/which.ts'
import { untold } from './untold.ts'

/** A busybox whose shell goes by whatever name it was called by. */
function busyboxWith(ash: Program, name: string): Program {
  const asShell = (process: Process, argv: readonly string[]): Promise<ExitCode> =>
    ash.run(process.argv === argv ? process : Object.create(process, { argv: { value: argv } }))
  return createBusybox({ sh: asShell, ash: asShell }, name)
}

/** Debian builds its busybox-static without FEATURE_SH_EXTRA_QUIET: the shell greets. */
const greeting = `\n\n${VERSION} built-in shell (ash)\nEnter 'help' for a list of built-in commands.\n\n`

/** Debian's `pidof` is a link to killall5, which goes by its name. */
const killall5: Program = {
  name: 'killall5',
  run: (process) =>
    process.argv[0]?.split('/').at(-1) === 'pidof' ? pidof.run(process) : untold('killall5', process),
}

/** Debian's and busybox's programs, and the services that images hold. A later program replaces an earlier one of its name. */
export const programs: readonly Program[] = [
  ...userland,
  { ...which, name: 'which.debianutils' },
  killall5,
  busyboxWith(createShell({ dialect: 'ash' }), 'busybox'),
  busyboxWith(createShell({ dialect: 'ash', greeting }), 'busybox-static'),
  gosu,
  dockerInit,
  dockerProxy,
  redisServer,
  redisCli,
  httpd,
  nginx,
]
