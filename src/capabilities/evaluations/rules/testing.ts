import { checkSchemeFile } from '#pack/scheme-file.ts'
import type { CheckedScheme, FactColumn, InputColumn, Units } from './model.ts'

/** A scheme written in a test; what is wrong with it fails the test. */
export function schemeOf(text: string): CheckedScheme {
  const { scheme, problems } = checkSchemeFile({ path: 'schemes/tested.yaml', text })
  if (scheme === undefined) throw new Error(JSON.stringify(problems, null, 1))
  return scheme
}

/** Units written one by one: amounts as text, reasons of blanks as words, facts as yes or no. */
export function unitsOf(rows: Readonly<Record<string, Readonly<Record<string, string | boolean>>>>): Units {
  const ids = Object.keys(rows)
  const names = [...new Set(Object.values(rows).flatMap(Object.keys))]
  const column = (name: string) => ids.map((id) => rows[id]?.[name])
  const isFact = (name: string) => column(name).some((value) => typeof value === 'boolean')
  const inputs = names
    .filter((name) => !isFact(name))
    .map((name): [string, InputColumn] => [
      name,
      column(name).map((value) => (value as string | undefined) ?? 'not_reported'),
    ])
  const facts = names.filter(isFact).map((name): [string, FactColumn] => [name, column(name) as boolean[]])
  return { ids, inputs: Object.fromEntries(inputs), facts: Object.fromEntries(facts) }
}
