// `npm run generate`: writes every generated file anew. The house test refuses stale ones.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openRecord } from '../src/kit/server/db.ts'
import { openLog } from '../src/kit/server/log.ts'
import { describeSchema } from '../src/kit/server/schema-text.ts'
import { readSettings } from '../src/kit/server/settings.ts'
import { apiReferencePage, tablesReferencePage } from './reference-pages.ts'
import { writePackReference } from './generate-pack-reference.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = mkdtempSync(join(tmpdir(), 'jidi-generate-'))
const settings = readSettings({ DATA_DIR: folder, POPULATION: 'none', LOG_LEVEL: 'error' }, root)
const record = await openRecord(settings, openLog(settings))
try {
  writeFileSync(join(root, 'db/schema.sql'), await describeSchema(record.owner))
} finally {
  await record.close()
  rmSync(folder, { recursive: true, force: true })
}
writeFileSync(join(root, 'docs/reference/api.md'), apiReferencePage())
writeFileSync(join(root, 'docs/reference/tables.md'), tablesReferencePage())
writePackReference()
