import { findAttribute } from '../formula/attributes.ts'
import type { PlainValue } from '../schema/example.ts'
import { isRecord } from '../schema-walk.ts'
import type { Compiling } from './compiling.ts'
import type { Checked } from './context.ts'
import { missing } from './scheme-refuse.ts'

/** What an example of each kind must say; the names in it must exist. */
const shapes: Readonly<Record<string, { given: readonly string[]; expect: readonly string[] }>> = {
  formula: { given: ['indicator|is'], expect: ['value|blank|missing'] },
  condition: { given: ['condition'], expect: ['answer'] },
  check: { given: ['form', 'check'], expect: ['answer'] },
  target_path: { given: ['target', 'period'], expect: ['value'] },
  working_days: { given: ['from', 'days'], expect: ['date'] },
  workflow: { given: ['workflow', 'acts'], expect: ['state'] },
  crosswalk: { given: ['crosswalk', 'class'], expect: ['classes'] },
  unit: { given: ['value', 'unit', 'to'], expect: ['value'] },
  duty: { given: ['on'], expect: ['lead|assist|decide|meeting'] },
  slip: { given: ['slips'], expect: ['levels'] },
  standard: { given: ['standard'], expect: ['answer|met|unmet|unknown|standards'] },
  land_rule: { given: ['quota|renewal|space'], expect: ['yes|no|unknown|answer|released'] },
  evaluation: { given: ['scheme', 'units|line'], expect: ['units|grades|measures|refused'] },
}

const references = {
  indicator: 'indicators',
  form: 'forms',
  target: 'targets',
  workflow: 'workflows',
  crosswalk: 'crosswalks',
  scheme: 'schemes',
  slips: 'slips',
  standard: 'standards',
  quota: 'quotas',
  renewal: 'renewals',
  space: 'spaces',
  place: 'places',
  matter: 'duties',
} as const

export function compileExamples({ context }: Compiling): void {
  for (const example of context.list('examples')) {
    const { kind, given, expect } = example.content
    if (kind === 'evaluation') checkUnits(example, context)
    const shape = shapes[kind]
    for (const side of ['given', 'expect'] as const) {
      const value = side === 'given' ? given : expect
      for (const keys of shape?.[side] ?? []) {
        if (!keys.split('|').some((key) => key in value))
          context.report(example, [side], { text: 'pack.missing_key', expected: keys })
      }
    }
    for (const [key, word] of Object.entries(references)) {
      const id = given[key]
      if (typeof id !== 'string' || context.find(word, id) !== undefined || context.broken.has(`${word}/${id}`))
        continue
      context.report(example, ['given', key], { text: 'pack.unknown_reference', found: id, expected: word })
    }
  }
}

/** What an example says of its units are inputs and facts of the scheme: a name written wrong would prove nothing. */
function checkUnits(example: Checked<'examples'>, context: Compiling['context']): void {
  const { given } = example.content
  const scheme = typeof given.scheme === 'string' ? context.find('schemes', given.scheme)?.content : undefined
  if (scheme === undefined) return
  const known = [...scheme.inputs, ...(scheme.facts ?? [])].map(({ id }) => id)
  const check = (value: PlainValue | undefined, path: string[]) => {
    for (const name of isRecord(value) ? Object.keys(value) : [])
      if (!known.includes(name) && findAttribute(name) === undefined)
        context.report(example, [...path, name], { text: 'scheme.unknown_name', ...missing(name, known) }, 'key')
  }
  check(given.with, ['given', 'with'])
  for (const [id, unit] of isRecord(given.units) ? Object.entries(given.units) : [])
    check(unit as PlainValue, ['given', 'units', id])
}
