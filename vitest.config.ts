import { defineConfig } from 'vitest/config'

const houses = ['src/**/server/**/*.test.ts', 'src/app/**/*.test.ts']

export default defineConfig({
  test: {
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    // Files share their modules: reading them anew for each took as long as the tests. So whatever a module remembers hangs on a house.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'rules',
          include: ['src/**/*.test.ts', 'tools/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude: houses,
        },
      },
      {
        extends: true,
        test: { name: 'houses', include: houses, globalSetup: ['src/kit/server/testing-setup.ts'] },
      },
    ],
  },
})
