/** Digits of an ID that are shown where it is not looked at closely. */
const ID = /\b[0-9a-f]{64}\b/g

/** Path and query of a call: short in a row, whole where the row is open. */
export const shownTarget = (target: string, whole: boolean): string =>
  whole ? target : target.replace(ID, (id) => `${id.slice(0, 12)}…`)

/** JSON over several lines; anything else as it is. */
export function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return body
  }
}

/** `3.2 ms` of simulated nanoseconds. */
export const took = (nanoseconds: number): string =>
  nanoseconds >= 1e9 ? `${(nanoseconds / 1e9).toFixed(1)} s` : `${(nanoseconds / 1e6).toFixed(1)} ms`
