/** Name of a Unix socket as tables show it: `@name` for an abstract one. */
export const shownName = (name: string): string => name.replace(/\0/g, '@')
