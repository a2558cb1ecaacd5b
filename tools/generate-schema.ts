// Writes db/schema.sql: what the migrations make, read back from a PostgreSQL that ran them. `npm run generate` calls it.
import { writeFileSync } from 'node:fs'
import { describeSchema } from '#kit/server/schema-text.ts'
import { openTestRecord } from '#kit/server/testing.ts'
import { startTestServer } from '#kit/server/testing-server.ts'

/** The schema of the record as the migrations of this checkout make it. */
export async function generateSchema(): Promise<string> {
  const stop = await startTestServer()
  try {
    const record = await openTestRecord()
    const text = await describeSchema(record.owner)
    await record.close()
    return text
  } finally {
    await stop()
  }
}

if (process.argv[1]?.endsWith('generate-schema.ts')) {
  writeFileSync(new URL('../db/schema.sql', import.meta.url), await generateSchema())
}
