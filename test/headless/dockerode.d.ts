/** What the tests use of dockerode, which has no types of its own. */
declare module 'dockerode' {
  type Stream = NodeJS.ReadableStream
  type Duplex = import('node:stream').Duplex
  type Reply = Promise<Record<string, unknown>>
  interface Streams {
    readonly stream: true
    readonly stdin: boolean
    readonly stdout: boolean
    readonly stderr: boolean
    /** Takes the connection over. */
    readonly hijack: true
  }
  interface Exec {
    start(options: { hijack: true; stdin: true; Tty?: boolean }): Promise<Duplex>
    start(options: object): Promise<Stream>
    inspect(): Reply
    resize(size: { h: number; w: number }): Reply
  }
  interface Container {
    readonly id: string
    attach(options: Streams): Promise<Duplex>
    start(): Reply
    stop(): Reply
    kill(): Reply
    pause(): Reply
    unpause(): Reply
    rename(query: { name: string }): Reply
    remove(): Reply
    wait(): Promise<{ StatusCode: number }>
    resize(size: { h: number; w: number }): Reply
    inspect(): Promise<{ Id: string; State: { Running: boolean } }>
    top(): Reply
    changes(): Promise<{ Kind: number; Path: string }[]>
    stats(query: { stream: true }): Promise<import('node:stream').Readable>
    stats(query: { stream: false }): Reply
    logs(query: { follow: true; stdout: boolean; stderr: boolean }): Promise<Stream>
    logs(query: { stdout: boolean; stderr: boolean }): Promise<Buffer>
    exec(options: object): Promise<Exec>
    commit(query: object): Promise<{ Id: string }>
    export(): Promise<Stream>
    getArchive(query: { path: string }): Promise<Stream>
    putArchive(archive: Buffer, query: { path: string }): Promise<Stream>
    infoArchive(query: { path: string }): Promise<import('node:http').IncomingMessage>
  }
  interface Image {
    inspect(): Reply
    history(): Promise<Record<string, unknown>[]>
    tag(query: { repo: string; tag: string }): Reply
    get(): Promise<Stream>
    remove(): Reply
  }
  interface Volume {
    inspect(): Reply
    remove(): Reply
  }
  export default class Docker {
    constructor(options: { host: string; port: number })
    readonly modem: {
      followProgress(
        stream: Stream,
        onFinished: (error: Error | null, output: Record<string, unknown>[]) => void,
      ): void
      demuxStream(stream: Stream, stdout: NodeJS.WritableStream, stderr: NodeJS.WritableStream): void
    }
    ping(): Promise<Buffer>
    version(): Reply
    info(): Reply
    df(): Reply
    pull(reference: string): Promise<Stream>
    listImages(): Promise<{ RepoTags: string[] }[]>
    getImage(name: string): Image
    loadImage(archive: Buffer): Promise<Stream>
    buildImage(context: { context: string; src: string[] }, query: { t: string }): Promise<Stream>
    pruneImages(): Reply
    createContainer(options: object): Promise<Container>
    getContainer(id: string): Container
    pruneContainers(): Reply
    run(
      image: string,
      command: string[],
      output: NodeJS.WritableStream,
    ): Promise<[{ StatusCode: number }, Container]>
    getEvents(query: { filters: Record<string, string[]> }): Promise<import('node:stream').Readable>
    createVolume(options: { Name: string; Labels: Record<string, string> }): Promise<Volume>
    getVolume(name: string): Volume
    listVolumes(): Promise<{ Volumes: { Name: string }[] }>
    pruneVolumes(): Reply
  }
}
