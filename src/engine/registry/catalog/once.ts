/** Remembers what was made for a key, so that images that share a layer share one recipe of it. */
export function once<T>(): (key: string, make: () => T) => T {
  const made = new Map<string, T>()
  return (key, make) => {
    let value = made.get(key)
    if (value === undefined) {
      value = make()
      made.set(key, value)
    }
    return value
  }
}
