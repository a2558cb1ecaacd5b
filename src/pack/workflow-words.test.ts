import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { packJsonSchemas } from './json-schema.ts'
import { isRecord } from './schema-walk.ts'

/** Every place of a document where a key may stand, as `acts[].fields[].unit`. */
function placesOf(schema: unknown, path = ''): string[] {
  if (!isRecord(schema)) return []
  const { properties, items, anyOf } = schema as {
    properties?: Record<string, unknown>
    items?: unknown
    anyOf?: unknown[]
  }
  const inner = Object.entries(properties ?? {}).flatMap(([key, value]) => {
    const here = path === '' ? key : `${path}.${key}`
    return [here, ...placesOf(value, here)]
  })
  return [...inner, ...placesOf(items, `${path}[]`), ...(anyOf ?? []).flatMap((option) => placesOf(option, path))]
}

function usedIn(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => usedIn(item, `${path}[]`))
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([key, item]) => {
    const here = path === '' ? key : `${path}.${key}`
    return [here, ...usedIn(item, here)]
  })
}

/** What is filled in with an outcome is written like that of an act. */
const alike = (place: string) => place.replace(/^states\[\]\.branches\[\]\.outcomes\[\]\.(fields|files)/, 'acts[].$1')

describe('the workflows of the demo pack', () => {
  it('use every word of the language of workflows', () => {
    const folder = join(process.cwd(), 'packs', 'demo', 'workflows')
    const used = new Set(
      readdirSync(folder).flatMap((file) => usedIn(parse(readFileSync(join(folder, file), 'utf8'))).map(alike)),
    )
    const isRemark = (place: string) => /(^|\.)(note|id)(\.|$)/.test(place)
    const places = [...new Set(placesOf(packJsonSchemas().workflows).map(alike))].filter((place) => !isRemark(place))
    expect(places.length).toBeGreaterThan(60)
    expect(places.filter((place) => !used.has(place))).toEqual([])
  })
})
