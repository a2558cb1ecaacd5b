import { describe, expect, it } from 'vitest'
import { allowed, refused } from '#base/decision.ts'
import { creditCheck, organisationCheck } from '#base/credit-code.ts'
import { readImport } from '#base/import-sheet.ts'
import type { Enterprise } from '../contract.ts'
import type { Vocabulary, Words } from '../rules.ts'
import { firstClassification } from './classification.ts'
import { enterpriseColumns } from './import-columns.ts'
import { type EnterprisePlanContext, planEnterprises } from './import-plan.ts'

const words = (names: Record<string, string>): Words => ({
  names: new Map(Object.entries(names)),
  ids: new Set(Object.values(names)),
})
const vocabulary: Vocabulary = {
  towns: words({ kite: 'kite', 风筝镇: 'kite', flute: 'flute', 竹笛镇: 'flute' }),
  bases: words({ 'lantern-base': 'lantern-base', 灯笼基地: 'lantern-base' }),
  industries: words({ '3872': '3872', '3973': '3973' }),
  sizes: words({ small: 'small', 小型: 'small' }),
  ownerships: words({ private: 'private' }),
  rungs: words({ 'ladder/sapling': 'ladder/sapling', 树苗企业: 'ladder/sapling', 成林企业: 'ladder/grove' }),
  baseReaches: (_base, town) => town === 'kite',
}

/** A well-made code of an organisation number. */
function codeOf(organisation: string): string {
  const first = `91990001${organisation}${organisationCheck(organisation)}`
  return `${first}${creditCheck(first)}`
}
const good = codeOf('MA5A1B2C')
const other = codeOf('MA5A1B2D')
const broken = `${good.slice(0, 17)}${good.endsWith('0') ? '1' : '0'}`

const lantern: Enterprise = {
  id: '11111111-1111-4111-8111-111111111111',
  name: '灯笼厂',
  creditCode: good,
  formerNames: [],
  town: 'kite',
  base: null,
  industry: '3872',
  size: 'small',
  ownership: null,
  aboveScaleSince: '2020-01-01',
  aboveScaleUntil: null,
  status: 'operating',
  openedOn: '2015-04-01',
  address: null,
  contact: { name: null, phone: null },
  synthetic: false,
  version: 3,
  updatedAt: '2026-01-01T00:00:00.000Z',
}
const kept = { enterprise: lantern, history: [firstClassification(lantern, lantern.openedOn)], stays: [] }
const context: EnterprisePlanContext = {
  vocabulary,
  known: { records: [kept], takenElsewhere: new Set() },
  may: () => allowed,
  today: '2026-03-02',
}

function plan(header: string[], lines: string[][], more: Partial<EnterprisePlanContext> = {}) {
  const sheet = {
    kind: 'workbook' as const,
    headLine: 1,
    header,
    rows: lines.map((cells, at) => ({ line: at + 2, cells })),
  }
  const read = readImport(sheet, enterpriseColumns(vocabulary))
  expect(read.fileProblems).toEqual([])
  return planEnterprises(read.rows, { ...context, ...more })
}
const head = ['企业名称', '统一社会信用代码', '所属镇街', '行业代码', '企业规模']

describe('what a file of enterprises would do', () => {
  it('enters a new enterprise', () => {
    const [planned] = plan(head, [['萤火电子', other, '竹笛镇', '3973', '小型']])
    expect(planned?.line).toMatchObject({ line: 2, outcome: 'created', label: '萤火电子', subject: null, problems: [] })
    expect(planned?.write?.fields).toMatchObject({
      name: '萤火电子',
      creditCode: other,
      town: 'flute',
      industry: '3973',
      size: 'small',
    })
  })

  it('finds the enterprise by its code and tells the difference field by field', () => {
    const [planned] = plan(head, [['灯笼厂', good, 'kite', '3973', '']])
    expect(planned?.line).toMatchObject({
      outcome: 'changed',
      subject: lantern.id,
      changes: [{ field: 'industry', before: '3872', after: '3973' }],
    })
    expect(planned?.write?.history).toHaveLength(2)
    expect(planned?.write?.history[1]).toMatchObject({ from: '2026-03-02', industry: '3973' })
  })

  it('leaves an enterprise alone when the file says what is known', () => {
    const [planned] = plan(head, [['灯笼厂', good.toLowerCase(), '风筝镇', '3872', '小型']])
    expect(planned).toMatchObject({ line: { outcome: 'unchanged', subject: lantern.id }, write: null })
  })

  it('finds an enterprise without a code by name and town, and gives it its code', () => {
    const nameless = { ...kept, enterprise: { ...lantern, creditCode: null } }
    const [planned] = plan(head, [['灯笼厂', other, 'kite', '', '']], {
      known: { records: [nameless], takenElsewhere: new Set() },
    })
    expect(planned?.line).toMatchObject({
      outcome: 'changed',
      changes: [{ field: 'credit_code', before: null, after: other }],
    })
  })

  it('keeps the old name as a former name when the file brings a new one', () => {
    const [planned] = plan(head, [['灯笼集团', good, '', '', '']])
    expect(planned?.write?.fields).toMatchObject({ name: '灯笼集团', formerNames: ['灯笼厂'] })
  })

  it('dates a new class from the day the file names, and not before a later change', () => {
    const dated = [...head, '分类生效日期']
    expect(plan(dated, [['灯笼厂', good, 'kite', '3973', '', '2024-01-01']])[0]?.write?.history[1]).toMatchObject({
      from: '2024-01-01',
    })
    const changed = {
      ...kept,
      history: [
        { ...kept.history[0]!, to: '2025-01-01' },
        { ...kept.history[0]!, from: '2025-01-01' },
      ],
    }
    const [planned] = plan(dated, [['灯笼厂', good, 'kite', '3973', '', '2024-01-01']], {
      known: { records: [changed], takenElsewhere: new Set() },
    })
    expect(planned?.line.problems).toMatchObject([
      { code: 'import.later_change', where: 'F2', expected: '≥ 2025-01-01' },
    ])
  })
})

describe('rungs of a growth ladder in a file', () => {
  const rungs = [...head, '梯队', '分类生效日期', '梯队依据']
  const line = (said: string, day = '', ground = '') => ['灯笼厂', good, '', '', '', said, day, ground]
  const stay = { rung: 'ladder/sapling', from: '2024-05-01', to: null, reason: '入库', endReason: null }
  const known = { records: [{ ...kept, stays: [stay] }], takenElsewhere: new Set<string>() }

  it('enters what is named, ends what is no longer named, and keeps what was so before', () => {
    const [planned] = plan(rungs, [line('成林企业', '2025-07-01', '镇府办2025年名单')], { known })
    expect(planned?.line).toMatchObject({
      outcome: 'changed',
      changes: [{ field: 'rungs', before: 'ladder/sapling', after: 'ladder/grove' }],
    })
    expect(planned?.write?.stays).toEqual([
      { ...stay, to: '2025-07-01', endReason: '镇府办2025年名单' },
      { rung: 'ladder/grove', from: '2025-07-01', to: null, reason: '镇府办2025年名单', endReason: null },
    ])
  })

  it('leaves them with an empty cell, ends all with none, and does nothing when the register says the same', () => {
    expect(plan(rungs, [line('')], { known })[0]?.line.outcome).toBe('unchanged')
    expect(plan(rungs, [line('树苗企业')], { known })[0]?.line.outcome).toBe('unchanged')
    expect(plan(rungs, [line('无', '2025-07-01')], { known })[0]?.write?.stays).toMatchObject([{ to: '2025-07-01' }])
  })

  it('refuses a rung that nobody knows, and one that begins again before it began', () => {
    expect(plan(rungs, [line('树苗企业；云梯')], { known })[0]?.line.problems).toMatchObject([
      { code: 'import.unknown_code', where: 'F2' },
    ])
    expect(plan(rungs, [line('树苗企业', '2024-01-01')], { known })[0]?.line.problems).toMatchObject([
      { code: 'enterprises.rung_already', expected: '2024-05-01 –' },
    ])
  })
})

describe('lines that a file of enterprises is refused for', () => {
  const problemsOf = (lines: string[][], more: Partial<EnterprisePlanContext> = {}, header = head) =>
    plan(header, lines, more).map(({ line }) => line.problems)

  it('warns of a code that fails its check, and takes it when the clerk gives a reason', () => {
    expect(problemsOf([['新厂', broken, 'kite', '', '']])[0]).toMatchObject([
      {
        code: 'credit_code.check',
        where: 'B2',
        found: broken.at(-1),
        expected: good.at(-1),
        remedy: 'import.remedy.credit_code.check',
      },
    ])
    const [planned] = plan([...head, '代码例外原因'], [['新厂', broken, 'kite', '', '', '证照原件如此']])
    expect(planned).toMatchObject({ line: { outcome: 'created' }, write: { codeReason: '证照原件如此' } })
  })

  it('refuses the same enterprise twice in one file, at both lines', () => {
    const lines = [
      ['新厂', other, 'kite', '', ''],
      ['别名厂', other, 'kite', '', ''],
    ]
    expect(problemsOf(lines).flat()).toMatchObject([
      { code: 'import.line_twice', where: 'B2', expected: 'line 3' },
      { code: 'import.line_twice', where: 'B3', expected: 'line 2' },
    ])
    expect(
      problemsOf([
        ['新厂', '', 'kite', '', ''],
        ['新 厂', '', '风筝镇', '', ''],
      ])
        .flat()
        .map(({ code }) => code),
    ).toEqual(['import.line_twice', 'import.line_twice'])
    expect(
      problemsOf([
        ['灯笼厂', good, 'kite', '', ''],
        ['灯笼厂（旧）', '', 'flute', '', ''],
      ]).flat(),
    ).toEqual([])
  })

  it('refuses a code held by an enterprise out of sight, without a word about that enterprise', () => {
    const hidden = { known: { records: [], takenElsewhere: new Set([other]) } }
    expect(problemsOf([['新厂', other, 'kite', '', '']], hidden)[0]).toMatchObject([
      { code: 'import.code_taken', where: 'B2', found: other },
    ])
  })

  it('refuses another code for an enterprise that has one', () => {
    expect(problemsOf([['灯笼厂', other, 'kite', '', '']])[0]).toMatchObject([
      { code: 'import.other_code', where: 'B2', expected: good },
    ])
  })

  it('refuses a town out of reach, whether the enterprise is there or would come there', () => {
    const may = (town: string) => (town === 'kite' ? allowed : refused('decision.out_of_reach'))
    expect(problemsOf([['新厂', other, 'flute', '', '']], { may })[0]).toMatchObject([
      { code: 'import.out_of_reach', where: 'C2', found: 'flute' },
    ])
    expect(problemsOf([['灯笼厂', good, 'flute', '', '']], { may })[0]).toMatchObject([
      { code: 'import.out_of_reach', found: 'flute' },
    ])
  })

  it('refuses a new enterprise without a town, an unknown class, a base elsewhere, and a list left before it was entered', () => {
    expect(problemsOf([['新厂', other, '', '', '']])[0]).toMatchObject([{ code: 'import.missing_value', where: 'C2' }])
    expect(problemsOf([['新厂', other, 'kite', '9999', '']])[0]).toMatchObject([
      { code: 'import.unknown_code', where: 'D2', found: '9999' },
    ])
    const wide = [...head, '所属基地', '入规日期', '退规日期']
    expect(problemsOf([['新厂', other, 'flute', '', '', '灯笼基地', '', '']], {}, wide)[0]).toMatchObject([
      { code: 'import.base_elsewhere', where: 'F2' },
    ])
    expect(problemsOf([['新厂', other, 'kite', '', '', '', '2024-01-01', '2023-01-01']], {}, wide)[0]).toMatchObject([
      { code: 'import.ends_before_it_begins', where: 'H2', found: '2023-01-01' },
    ])
  })

  it('knows a code that a spreadsheet turned into a number', () => {
    expect(problemsOf([['新厂', '9.144E+17', 'kite', '', '']])[0]).toMatchObject([
      { code: 'import.code_as_number', where: 'B2' },
    ])
  })
})
