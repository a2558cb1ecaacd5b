import { traverseContractProcedures } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type EndpointMeta, holdsKey, type LookKind } from '#base/endpoint.ts'
import { listEndpoints } from '#kit/server/gate.ts'
import { lookNames } from '#capabilities/people/rules/look-names.ts'
import { openTestHouse, type TestHouse } from '#kit/server/testing.ts'
import { capabilities } from './capabilities.ts'

type Procedure = { name: string; meta: EndpointMeta; marks: Set<LookKind>; fields: Set<string> }

/** What an answer holds, by the marks of its fields, and the names of its fields. */
function readSchema(node: unknown, found: Pick<Procedure, 'marks' | 'fields'>): void {
  if (typeof node !== 'object' || node === null) return
  for (const [key, value] of Object.entries(node)) {
    if (key === holdsKey) found.marks.add(value as LookKind)
    if (key === 'properties') for (const name of Object.keys(value as object)) found.fields.add(name)
    readSchema(value, found)
  }
}

const procedures: Procedure[] = capabilities.flatMap(({ name, contract }) => {
  const listed: Procedure[] = []
  if (contract === undefined) return listed
  traverseContractProcedures({ router: contract, path: [name] }, ({ contract: procedure, path }) => {
    const { meta, outputSchema } = procedure['~orpc']
    const found = { marks: new Set<LookKind>(), fields: new Set<string>() }
    if (outputSchema !== undefined)
      readSchema(z.toJSONSchema(outputSchema as z.ZodType, { io: 'output', unrepresentable: 'any' }), found)
    listed.push({ name: path.join('.'), meta: meta as EndpointMeta, ...found })
  })
  return listed
})

/** Permissions that open values of single respondents and nothing else. */
const microRights = new Set(['observations.see_micro', 'evaluations.see_values'])

/** Endpoints with fields that look like contact data and are not written down when seen, each for its reason. */
const notLookedAt: Record<string, readonly string[]> = {
  'of a unit, published with the offer on purpose': [
    'land.offerList',
    'land.offerShow',
    'land.offerPreview',
    'land.offerOffice',
    'land.offerTerms',
    'land.offerPublish',
    'land.offerWithdraw',
  ],
  'masked; the whole is asked for by itself': [
    'enterprises.get',
    'enterprises.create',
    'enterprises.edit',
    'needs.needShow',
  ],
  'one’s own': ['people.accountMailShow', 'people.accountMailChange'],
}

let house: TestHouse
beforeAll(async () => {
  house = await openTestHouse()
})
afterAll(() => house.close())

describe('answers that hold values of single firms or data of people', () => {
  test('are declared, so that who sees them is written down', () => {
    const undeclared = procedures
      .filter(({ marks, meta }) => marks.size > 0 && (meta.looks === undefined || !marks.has(meta.looks)))
      .map(({ name, marks }) => `${name}: ${[...marks].join(' ')}`)
    expect(undeclared).toEqual([])
    expect(procedures.filter(({ meta }) => meta.looks === 'micro').length).toBeGreaterThan(15)
    expect(procedures.filter(({ meta }) => meta.looks === 'personal').length).toBeGreaterThan(5)
  })

  test('nothing else is: what holds no marked field is declared for its right alone', () => {
    const empty = procedures.filter(
      ({ marks, meta }) => meta.looks !== undefined && marks.size === 0 && !microRights.has(meta.may),
    )
    expect(empty.map(({ name }) => name)).toEqual([])
  })

  test('whoever needs the right to single values is written down wherever it is used', () => {
    const unseen = procedures.filter(({ meta }) => microRights.has(meta.may) && meta.looks !== 'micro')
    expect(unseen.map(({ name }) => name)).toEqual([])
  })

  test('a field that is named like contact data is marked, or stands in the list with its reason', () => {
    const names = /^(phone|telephone|mobile|mail|email|contact|contactName|contactPhone|idNumber|birthday)$/
    const open = procedures
      .filter(({ marks, fields }) => !marks.has('personal') && [...fields].some((field) => names.test(field)))
      .map(({ name }) => name)
    expect(open.sort()).toEqual(Object.values(notLookedAt).flat().sort())
  })

  test('each has words for the page of those who watch over it', () => {
    const plain = capabilities.flatMap(({ plainRoutes }) => plainRoutes?.(house) ?? [])
    const declared = [
      ...procedures.filter(({ meta }) => meta.looks !== undefined).map(({ name }) => name),
      ...plain.filter(({ looks }) => looks !== undefined).map(({ path }) => path),
    ]
    expect(declared.filter((name) => !(name in lookNames))).toEqual([])
    expect(Object.keys(lookNames).filter((name) => !declared.includes(name))).toEqual([])
  })

  test('files with such values are declared too', () => {
    const plain = capabilities.flatMap(({ plainRoutes }) => listEndpoints({}, plainRoutes?.(house) ?? []))
    const declared = plain.filter(({ looks }) => looks !== undefined).map(({ name }) => name)
    expect(declared.sort()).toEqual([
      'GET /api/enterprises/export.csv',
      'GET /api/enterprises/export.xlsx',
      'GET /api/evaluations/:id/export',
      'GET /api/looks/export.csv',
      'GET /api/returns/:id/workbook',
      'GET /api/returns/uploads/:id/marked',
      'GET /api/returns/workbooks',
    ])
  })
})
