/** How `docker build` asks for an image. `buildargs` and `labels` are JSON objects; a null is a value that was not given. */
export interface BuildQuery {
  t?: string[]
  dockerfile?: string
  remote?: string
  q?: boolean
  nocache?: boolean
  pull?: boolean
  rm?: boolean
  forcerm?: boolean
  buildargs?: Readonly<Record<string, string | null>>
  labels?: Readonly<Record<string, string | null>>
  target?: string
  platform?: string
  networkmode?: string
  /** Bytes. */
  memory?: number
  memswap?: number
  shmsize?: number
  extrahosts?: string[]
  /** `2` asks for BuildKit. */
  version?: string
}
