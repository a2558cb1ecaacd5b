import { expect, it } from 'vitest'
import { z } from 'zod'
import { DecimalText } from './decimal.ts'
import { toProblemIssues } from './issues.ts'
import { Period } from './period.ts'
import { PlainDate } from './plain-date.ts'

const Cell = z.strictObject({
  period: Period.optional(),
  due: PlainDate.optional(),
  value: DecimalText.optional(),
  status: z.enum(['normal', 'estimated']).optional(),
  version: z.number().int().min(1).max(99).optional(),
  note: z.string().min(2).max(5).optional(),
  rows: z
    .array(z.strictObject({ name: z.string() }))
    .max(2)
    .optional(),
})

it.each([
  [{ period: '2024-13' }, { where: 'body.period', text: 'value.not_a_period', found: '2024-13' }],
  [{ due: '2024-02-30' }, { where: 'body.due', text: 'value.not_a_date', found: '2024-02-30' }],
  [{ value: '1,000' }, { where: 'body.value', text: 'value.not_a_number', found: '1,000' }],
  [
    { status: 'guess' },
    { where: 'body.status', text: 'value.not_in_list', found: 'guess', expected: 'normal, estimated' },
  ],
  [{ version: '1' }, { where: 'body.version', text: 'value.wrong_type', found: '1', expected: 'number' }],
  [{ version: 1.5 }, { where: 'body.version', text: 'value.not_whole', found: '1.5' }],
  [{ version: 0 }, { where: 'body.version', text: 'value.too_small', found: '0', expected: '1' }],
  [{ version: 100 }, { where: 'body.version', text: 'value.too_big', found: '100', expected: '99' }],
  [{ note: 'x' }, { where: 'body.note', text: 'value.too_short', found: 'x', expected: '2' }],
  [{ note: 'longer' }, { where: 'body.note', text: 'value.too_long', found: 'longer', expected: '5' }],
  [{ rows: [{ name: 'a' }, {}] }, { where: 'body.rows[1].name', text: 'value.required' }],
  [{ vlaue: '1' }, { where: 'body', text: 'value.unknown_key', found: 'vlaue' }],
])('%j is repaired at one place', (input, issue) => {
  expect(toProblemIssues(Cell.safeParse(input).error?.issues ?? [], input)).toEqual([issue])
})

it('places are named as the sheet names them, when it has names of its own', () => {
  const input = { value: 'none' }
  const issues = Cell.safeParse(input).error?.issues ?? []
  expect(toProblemIssues(issues, input, (path) => `B7 (${path.join('.')})`)[0]?.where).toBe('B7 (value)')
})
