// `npm run generate`: writes every generated file anew. A test refuses stale ones.
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writePackReference } from './generate-pack-reference.ts'
import { generateSchema } from './generate-schema.ts'
import { apiReferencePage, tablesReferencePage } from './reference-pages.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
writeFileSync(join(root, 'db/schema.sql'), await generateSchema())
writeFileSync(join(root, 'docs/reference/api.md'), apiReferencePage())
writeFileSync(join(root, 'docs/reference/tables.md'), tablesReferencePage())
writePackReference()
