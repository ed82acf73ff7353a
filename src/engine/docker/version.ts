/** The client this one claims to be, to the letter. */
export const CLIENT_VERSION = '28.2.2'
export const CLIENT_BUILD = 'e6534b4'
export const CLIENT_API_VERSION = '1.50'
export const CLIENT_GO_VERSION = 'go1.24.3'
export const CLIENT_BUILT = 'Fri May 30 12:07:14 2025'

/** What the client says of itself behind its version, in that order. */
export const CLIENT_FACTS = {
  DefaultAPIVersion: CLIENT_API_VERSION,
  GitCommit: CLIENT_BUILD,
  GoVersion: CLIENT_GO_VERSION,
  Os: 'linux',
  Arch: 'amd64',
  BuildTime: CLIENT_BUILT,
  Context: 'default',
}
