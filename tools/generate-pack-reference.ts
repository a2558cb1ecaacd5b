import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { jsonSchemaText, packJsonSchemas } from '../src/pack/json-schema.ts'
import { packReferencePage } from '../src/pack/reference.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Every generated file about the pack language, by its path in the repository: schemas for editors, one page for people. */
export function packReferenceFiles(): ReadonlyMap<string, string> {
  const schemas = Object.entries(packJsonSchemas()).map(([name, schema]): [string, string] => [
    `packs/schema/${name}.json`,
    jsonSchemaText(schema),
  ])
  return new Map([...schemas, ['docs/reference/pack-language.md', packReferencePage()]])
}

/** Paths of generated files that are missing or differ from what would be generated now. */
export function stalePackReferenceFiles(): string[] {
  return [...packReferenceFiles()]
    .filter(([path, text]) => readOrNothing(join(root, path)) !== text)
    .map(([path]) => path)
}

/** Writes the generated files; answers which had changed. */
export function writePackReference(): string[] {
  const stale = stalePackReferenceFiles()
  const files = packReferenceFiles()
  for (const path of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), files.get(path) ?? '')
  }
  return stale
}

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const path of writePackReference()) process.stdout.write(`wrote ${path}\n`)
}
