import { startTestServer } from './testing-server.ts'

/** Runs once before all test files (vitest's globalSetup) and answers what runs after them. */
export async function setup(): Promise<() => Promise<void>> {
  return startTestServer()
}
