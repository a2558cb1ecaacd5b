import fc from 'fast-check'
import { z } from 'zod'
import type { Door } from './testing.ts'

/** Words that are real in the house under test, by the name of the field that holds them. */
export type Known = Readonly<Record<string, readonly unknown[]>>

type Schema = {
  type?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  additionalProperties?: Schema | boolean
  propertyNames?: Schema
  format?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
}

const some = 20

/** Inputs as the contract wants them, with real ids where there are some. */
export function goodInput({ input }: Door, known: Known): fc.Arbitrary<unknown> {
  if (input === undefined) return fc.constant({})
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as Schema
  return valueOf(schema, '', known)
}

function valueOf(schema: Schema, name: string, known: Known): fc.Arbitrary<unknown> {
  const made = plainValue(schema, name, known)
  const real = Object.hasOwn(known, name) ? known[name] : undefined
  return real === undefined || real.length === 0
    ? made
    : fc.oneof({ arbitrary: fc.constantFrom(...real), weight: 4 }, { arbitrary: made, weight: 1 })
}

function plainValue(schema: Schema, name: string, known: Known): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => valueOf(one, name, known)))
  switch (schema.type) {
    case 'object':
      return objectOf(schema, known)
    case 'array':
      return fc.array(valueOf(schema.items ?? {}, name, known), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, 3),
      })
    case 'integer':
      return fc.integer({ min: Math.max(schema.minimum ?? -1000, -1e9), max: Math.min(schema.maximum ?? 1000, 1e9) })
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'string':
      return textOf(schema)
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}

function objectOf(
  { properties, required = [], additionalProperties, propertyNames }: Schema,
  known: Known,
): fc.Arbitrary<unknown> {
  if (properties) {
    const parts = Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, valueOf(one, key, known)]))
    return fc.record(parts, { requiredKeys: required.filter((key) => Object.hasOwn(parts, key)) })
  }
  const keys = known.cell ? fc.constantFrom(...(known.cell as string[])) : textOf(propertyNames ?? {})
  const values =
    typeof additionalProperties === 'object' ? valueOf(additionalProperties, '', known) : fc.jsonValue({ maxDepth: 1 })
  return fc.dictionary(keys as fc.Arbitrary<string>, values, { maxKeys: 4 })
}

function textOf({ format, minLength = 0, maxLength = some }: Schema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid()
  if (format === 'date-time')
    return fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('2099-12-31') })
      .map((date) => date.toISOString())
  return fc.string({ unit: 'grapheme', minLength, maxLength: Math.max(minLength, Math.min(maxLength, some)) })
}

/** Values that are right nowhere, or nearly. */
export const hostileValues: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e21,
  1e308,
  -0.5,
  2 ** 53,
  2 ** 31,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202e',
  '0',
  '-1',
  '1e400',
  'NaN',
  'Infinity',
  '0x10',
  '1,2',
  '１２３',
  '12 亩',
  '2026-02-30',
  '2026-13',
  '0000-00-00',
  '2026-01~99',
  '9999999999999999999999',
  "'; drop table act; --",
  '${7*7}',
  '{{7*7}}',
  '../../etc/passwd',
  '%2e%2e%2f',
  '__proto__',
  'constructor',
  'toString',
  '=1+1',
  '<script>1</script>',
  'x'.repeat(10_000),
  '云'.repeat(4_000),
  [],
  {},
  [[]],
  [null],
  { __proto__: 1 },
  { $ne: null },
  Array.from({ length: 5_000 }, () => 0),
]

/** An input in which one or more places are not what the contract wants. */
export function mutated(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(value, fc.array(mutation, { minLength: 1, maxLength: 3 }))
    .map(([input, changes]) => changes.reduce<unknown>(applied, input))
}

type Mutation = {
  readonly where: readonly number[]
  readonly how: 'replace' | 'remove' | 'add' | 'wrap'
  readonly value: unknown
  readonly key: string
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  where: fc.array(fc.nat(50), { minLength: 1, maxLength: 4 }),
  how: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'add', 'wrap'),
  value: fc.oneof(fc.constantFrom(...hostileValues), fc.jsonValue({ maxDepth: 3 })),
  key: fc.oneof(fc.constantFrom('__proto__', 'constructor', 'id', 'toString', '', '\u0000'), fc.string()),
})

function applied(input: unknown, { where, how, value, key }: Mutation): unknown {
  const [first = 0, ...rest] = where
  if (typeof input !== 'object' || input === null) return how === 'wrap' ? [input] : value
  const entries = Object.entries(input)
  if (how === 'add' && !Array.isArray(input)) return Object.fromEntries([...entries, [key, value]])
  if (entries.length === 0) return value
  const at = first % entries.length
  const [name = '', inner] = entries[at] ?? []
  const changed =
    rest.length > 0 && typeof inner === 'object' && inner !== null
      ? applied(inner, { where: rest, how, value, key })
      : how === 'wrap'
        ? [inner]
        : value
  const next = entries.flatMap(([one, old], i): [string, unknown][] =>
    i !== at ? [[one, old]] : how === 'remove' && rest.length === 0 ? [] : [[name, changed]],
  )
  return Array.isArray(input) ? next.map(([, one]) => one) : Object.fromEntries(next)
}

/** JSON in which the text itself is wrong: keys twice, numbers no machine holds, cut off, nested a thousand times, bytes turned. */
export function brokenText(value: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const change = fc.constantFrom('twice', 'huge', 'cut', 'deep', 'turn', 'comma', 'comment')
  return fc.tuple(value, change, fc.nat(2_000), fc.nat(255)).map(([input, how, at, byte]) => {
    const text = JSON.stringify(input) ?? 'null'
    switch (how) {
      case 'twice':
        return text.replace(/"([^"\\]+)":("[^"]*"|-?\d+|null|true|false)/, '"$1":$2,"$1":[]')
      case 'huge':
        return text.replace(/:(-?\d+|"[^"]*"|null)/, ':1e400')
      case 'cut':
        return text.slice(0, at % Math.max(text.length, 1))
      case 'deep':
        return '['.repeat(20_000) + text + ']'.repeat(20_000)
      case 'comma':
        return text.replace(/}$/, ',}')
      case 'comment':
        return `/* */ ${text}`
      default:
        return (
          text.slice(0, at % Math.max(text.length, 1)) +
          String.fromCharCode(byte) +
          text.slice((at % Math.max(text.length, 1)) + 1)
        )
    }
  })
}
