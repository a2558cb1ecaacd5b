import type { CheckPreview } from '../contract/checks.ts'

/** What stands in the form of a check, by name of field. */
export type CheckValues = Record<string, unknown>

export const amountName = (measure: string, year: number | null) => `amount ${measure} ${year ?? ''}`
export const factName = (id: string) => `fact ${id}`
export const statedName = (id: string) => `stated ${id}`
export const relativeName = (id: string) => `relative ${id}`
export const relativeSource = (id: string) => `relative-source ${id}`

const decimal = /^-?\d{1,40}(\.\d{1,30})?$/

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** The question to the server: only what was typed and can be read. */
export function checkInput(asks: CheckPreview['asks'] | undefined, values: CheckValues) {
  const number = (name: string) => {
    const text = textOf(values[name])
    return text !== undefined && decimal.test(text) ? text : undefined
  }
  const answers = (ids: readonly { id: string }[], nameOf: (id: string) => string) =>
    Object.fromEntries(
      ids.flatMap(({ id }) => {
        const said = values[nameOf(id)]
        return said === 'yes' || said === 'no' ? [[id, said === 'yes'] as const] : []
      }),
    )
  const rows = Array.isArray(values.waived) ? (values.waived as string[]) : []
  const [by, on, words] = [textOf(values.waivedBy), textOf(values.waivedOn), textOf(values.waivedWords)]
  return {
    ...(textOf(values.on) === undefined ? {} : { on: textOf(values.on) }),
    amounts: (asks?.amounts ?? []).flatMap(({ measure, year, from }) => {
      const value = from === 'agreement' ? undefined : number(amountName(measure.id, year))
      return value === undefined ? [] : [{ measure: measure.id, year, value }]
    }),
    facts: answers(asks?.facts ?? [], factName),
    stated: answers(asks?.statements ?? [], statedName),
    relative: Object.fromEntries(
      (asks?.relative ?? []).flatMap(({ row }) => {
        const [value, source] = [number(relativeName(row.id)), textOf(values[relativeSource(row.id)])]
        return value === undefined || source === undefined ? [] : [[row.id, { value, source }] as const]
      }),
    ),
    waivers:
      by === undefined || on === undefined || words === undefined ? [] : rows.map((row) => ({ row, by, on, words })),
  }
}
