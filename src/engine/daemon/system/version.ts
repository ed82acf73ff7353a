import type { VersionReply } from '../api.ts'
import { API_VERSION, type Daemon, MIN_API_VERSION } from '../daemon.ts'

/** `GET /version`. */
export function versionReply({ host }: Daemon): VersionReply {
  const { build, kernel, architecture } = host
  const KernelVersion = kernel.options.release
  return {
    Platform: { Name: build.platform },
    Components: [
      {
        Name: 'Engine',
        Version: build.version,
        Details: {
          ApiVersion: API_VERSION,
          Arch: architecture,
          BuildTime: build.built,
          Experimental: 'false',
          GitCommit: build.gitCommit,
          GoVersion: build.goVersion,
          KernelVersion,
          MinAPIVersion: MIN_API_VERSION,
          Os: 'linux',
        },
      },
      ...(
        [
          ['containerd', build.containerd],
          ['runc', build.runc],
          ['docker-init', build.init],
        ] as const
      ).map(([Name, part]) => ({ Name, Version: part.version, Details: { GitCommit: part.commit } })),
    ],
    Version: build.version,
    ApiVersion: API_VERSION,
    MinAPIVersion: MIN_API_VERSION,
    GitCommit: build.gitCommit,
    GoVersion: build.goVersion,
    Os: 'linux',
    Arch: architecture,
    KernelVersion,
    BuildTime: build.built,
  }
}
