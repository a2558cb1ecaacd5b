import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RecordStore } from '#kit/server/db.ts'
import { describeSchema } from '#kit/server/schema-text.ts'
import { openTestRecord } from '#kit/server/testing.ts'
import { stalePackReferenceFiles } from './generate-pack-reference.ts'
import { apiReferencePage, tablesReferencePage } from './reference-pages.ts'

const again = 'run `npm run generate` and review the difference'

describe('generated files are what would be generated now', () => {
  let record: RecordStore
  beforeAll(async () => {
    record = await openTestRecord()
  })
  afterAll(() => record.close())

  it('the schema of the record', async () => {
    expect(readFileSync('db/schema.sql', 'utf8'), again).toBe(await describeSchema(record.owner))
  })

  it('the reference of the API and of the tables', () => {
    expect(readFileSync('docs/reference/api.md', 'utf8'), again).toBe(apiReferencePage())
    expect(readFileSync('docs/reference/tables.md', 'utf8'), again).toBe(tablesReferencePage())
  })

  it('the schemas of the pack language and their page', () => {
    expect(stalePackReferenceFiles(), again).toEqual([])
  })
})
