import { list } from './collections.ts'
import { bool, quotedString, string } from './values.ts'

/** `-h` and `--help`, which every command has. */
export const helpFlag = {
  help: bool('Print usage', { short: 'h', shortDeprecated: 'use --help', hidden: true }),
}

/** The flags before the command. `configDir` is where the client's settings live: `~/.docker`. */
export const globalFlags = (configDir: string) => ({
  config: string('Location of client config files', { default: configDir }),
  context: string(
    'Name of the context to use to connect to the daemon (overrides DOCKER_HOST env var and default context set with "docker context use")',
    { short: 'c' },
  ),
  debug: bool('Enable debug mode', { short: 'D' }),
  host: list('Daemon socket to connect to', { short: 'H' }),
  'log-level': string('Set the logging level ("debug", "info", "warn", "error", "fatal")', {
    short: 'l',
    default: 'info',
  }),
  tls: bool('Use TLS; implied by --tlsverify'),
  tlscacert: quotedString('Trust certs signed only by this CA', { default: `${configDir}/ca.pem` }),
  tlscert: quotedString('Path to TLS certificate file', { default: `${configDir}/cert.pem` }),
  tlskey: quotedString('Path to TLS key file', { default: `${configDir}/key.pem` }),
  tlsverify: bool('Use TLS and verify the remote'),
  version: bool('Print version information and quit', { short: 'v' }),
})

export type GlobalOptions = import('./flags.ts').FlagValues<ReturnType<typeof globalFlags>>
