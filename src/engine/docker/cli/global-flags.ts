import { list } from './collections.ts'
import { bool, quotedString, string } from './values.ts'

/** `-h` and `--help`, which every command has. */
export const helpFlag = {
  help: bool('Print usage', { short: 'h', shortDeprecated: 'use --help', hidden: true }),
}

/** Where the client's settings live: `~/.docker`, or what `DOCKER_CONFIG` says. */
export const defaultConfigDir = (env: ReadonlyMap<string, string>): string =>
  env.get('DOCKER_CONFIG') || `${env.get('HOME') || '/root'}/.docker`

/** The flags before the command. Some defaults come from the environment (docker/cli, cli/flags/options.go). */
export const globalFlags = (env: ReadonlyMap<string, string>) => {
  const configDir = defaultConfigDir(env)
  const certificates = env.get('DOCKER_CERT_PATH') || configDir
  return {
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
    tls: bool('Use TLS; implied by --tlsverify', env.get('DOCKER_TLS') ? { default: true } : {}),
    tlscacert: quotedString('Trust certs signed only by this CA', { default: `${certificates}/ca.pem` }),
    tlscert: quotedString('Path to TLS certificate file', { default: `${certificates}/cert.pem` }),
    tlskey: quotedString('Path to TLS key file', { default: `${certificates}/key.pem` }),
    tlsverify: bool('Use TLS and verify the remote', env.get('DOCKER_TLS_VERIFY') ? { default: true } : {}),
    version: bool('Print version information and quit', { short: 'v' }),
  }
}

export type GlobalOptions = import('./flags.ts').FlagValues<ReturnType<typeof globalFlags>>
