import { defineConfig } from 'vitest/config'

const houses = ['src/**/server/**/*.test.ts', 'src/app/**/*.test.ts']

export default defineConfig({
  test: {
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        // What is pure shares its modules between files: reading them anew for each took as long as the tests.
        test: { name: 'rules', include: ['src/**/*.test.ts', 'tools/**/*.test.ts'], exclude: houses, isolate: false },
      },
      {
        extends: true,
        test: { name: 'houses', include: houses, globalSetup: ['src/kit/server/testing-setup.ts'] },
      },
    ],
  },
})
