import { describe, expect, it } from 'vitest'
import type { AnyContractRouter } from '@orpc/contract'
import { listEndpoints } from '#kit/server/gate.ts'
import { loadProgramme } from '#kit/server/pack-folder.ts'
import { capabilities } from './capabilities.ts'

const contracts = Object.fromEntries(
  capabilities.flatMap(({ name, contract }) => (contract ? [[name, contract as AnyContractRouter]] : [])),
)
const endpoints = listEndpoints(contracts)
/** Rooms of the record in which firms, values, land and cases stand. */
const business =
  /^(enterprises|parcels|observations|returns|releases|indicators|catalogue|evaluations|land|needs|supervision)\./

describe.each(['demo', 'dongguan'])('the three administrators of the programme %s', async (pack) => {
  const { programme } = await loadProgramme([pack], process.cwd())
  const roles = Object.values(programme?.roles ?? {})
  const rightsOf = (kind: string) =>
    roles
      .filter(({ administrator }) => administrator === kind)
      .flatMap(({ permissions }) => permissions.map(({ may }) => may))

  it('are one role each', () => {
    const kinds = roles.flatMap(({ administrator }) => (administrator === undefined ? [] : [administrator]))
    expect(kinds.sort()).toEqual(['audit', 'security', 'system'])
  })

  it('the auditor reads who did what and who looked, and no endpoint that changes anything opens', () => {
    const rights = rightsOf('audit')
    expect(rights).toEqual(expect.arrayContaining(['acts.see', 'looks.see']))
    const open = endpoints.filter(({ may, method }) => rights.includes(may) && method !== 'GET')
    expect(open.map(({ name }) => name)).toEqual([])
  })

  it.each(['system', 'security', 'audit'])('%s sees no business data', (kind) => {
    expect(rightsOf(kind).filter((may) => business.test(may))).toEqual([])
  })

  it('only security manages people and keys of services, only audit reads the log', () => {
    const holding = (permission: string) =>
      ['system', 'security', 'audit'].filter((kind) => rightsOf(kind).includes(permission))
    expect([holding('people.manage'), holding('people.keys'), holding('acts.see'), holding('looks.see')]).toEqual([
      ['security'],
      ['security'],
      ['audit'],
      ['audit'],
    ])
    expect(roles.filter(({ permissions }) => permissions.some(({ may }) => may === 'people.manage'))).toHaveLength(1)
  })
})
