/** Long IDs of 64 digits cut to the 12 that people read: paths below overlay2, digests, requests. */
export const shortIDs = (text: string): string =>
  text.replace(/\b[0-9a-f]{64}\b/g, (id) => `${id.slice(0, 12)}…`)
