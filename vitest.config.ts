import { defineConfig } from 'vitest/config'

/** Two projects: what runs in Node alone, and what needs the built site and a browser. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**'],
          // What the files import is pure: loading it once for all of a worker's files halves the time.
          isolate: false,
          // By itself vitest leaves one of two processors alone.
          maxWorkers: 2,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: 'test/browser/support/site.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
    ],
  },
})
