import { z } from 'zod'

type Schema = z.core.$ZodType

/** What the mark on a schema says: a reference, an expression, a kind of value that is expected. */
export type Mark = { ref?: string; expression?: 'formula' | 'condition'; expects?: string }

/** A marked value inside a document: its mark, its text, and the path to it. */
export type MarkedValue = {
  readonly mark: Mark
  readonly value: string
  readonly path: readonly string[]
  readonly isKey: boolean
}

/** Finds every marked string of a document by walking its schema beside it. */
export function markedValues(schema: Schema, value: unknown, path: readonly string[] = []): MarkedValue[] {
  if (value === undefined) return []
  const here = schema as z.core.$ZodTypes
  const { def } = here._zod
  if (typeof value === 'string') {
    const mark = markOf(schema)
    if (mark !== undefined) return [{ mark, value, path, isKey: false }]
  }
  switch (def.type) {
    case 'object':
      return isRecord(value)
        ? Object.entries(def.shape).flatMap(([key, inner]) => markedValues(inner, value[key], [...path, key]))
        : []
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((item, at) => markedValues(def.element, item, [...path, String(at)]))
        : []
    case 'record':
      return isRecord(value)
        ? Object.entries(value).flatMap(([key, item]) => markedValues(def.valueType, item, [...path, key]))
        : []
    case 'optional':
    case 'default':
    case 'nullable':
      return markedValues(def.innerType, value, path)
    case 'pipe':
      return markedValues(def.in, value, path)
    case 'union': {
      const fitting = def.options.find((option) => z.safeParse(option, value).success)
      return fitting === undefined ? [] : markedValues(fitting, value, path)
    }
    default:
      return []
  }
}

/** The schema at a path of a document; undefined where the language knows no such place. */
export function schemaAt(schema: Schema, path: readonly string[]): Schema | undefined {
  const here = unwrapped(schema)
  const [key, ...rest] = path
  if (key === undefined) return here
  const { def } = (here as z.core.$ZodTypes)._zod
  if (def.type === 'object') {
    const inner = def.shape[key]
    return inner === undefined ? undefined : schemaAt(inner, rest)
  }
  if (def.type === 'array') return schemaAt(def.element, rest)
  if (def.type === 'record') return schemaAt(def.valueType, rest)
  if (def.type === 'union') {
    const found = def.options.map((option) => schemaAt(option, path)).find((inner) => inner !== undefined)
    return found
  }
  return undefined
}

/** The keys a map at this place may have; empty when it is no map with fixed keys. */
export function keysOf(schema: Schema | undefined): string[] {
  if (schema === undefined) return []
  const { def } = (unwrapped(schema) as z.core.$ZodTypes)._zod
  if (def.type === 'object') return Object.keys(def.shape)
  if (def.type === 'union') return def.options.flatMap((option) => keysOf(option))
  return []
}

export function markOf(schema: Schema): Mark | undefined {
  const meta = z.globalRegistry.get(schema) as (Mark & Record<string, unknown>) | undefined
  return meta !== undefined && (meta.ref !== undefined || meta.expression !== undefined || meta.expects !== undefined)
    ? meta
    : undefined
}

/** The mark of a schema or of the one it wraps. */
export function innerMarkOf(schema: Schema): Mark | undefined {
  return markOf(schema) ?? markOf(unwrapped(schema))
}

function unwrapped(schema: Schema): Schema {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type === 'optional' || def.type === 'default' || def.type === 'nullable') return unwrapped(def.innerType)
  if (def.type === 'pipe') return unwrapped(def.in)
  return schema
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
