import type { Compiling } from './compiling.ts'

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
  evaluation: { given: ['scheme', 'units|line'], expect: ['units|grades|measures'] },
}

const references = {
  indicator: 'indicators',
  form: 'forms',
  target: 'targets',
  workflow: 'workflows',
  crosswalk: 'crosswalks',
  scheme: 'schemes',
} as const

export function compileExamples({ context }: Compiling): void {
  for (const example of context.list('examples')) {
    const { kind, given, expect } = example.content
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
