import { isBlank } from '#base/blank.ts'
import { parseDecimal, roundTo, toDecimalText } from '#base/decimal.ts'
import { convert, type Quantity, quantity } from '#base/quantity.ts'
import { parseUnit, sameDimension } from '#base/unit.ts'
import type { WorkflowField } from '#pack/schema/workflow.ts'
import type { RowOutcome } from '#pack/standards.ts'
import type { CheckPoint } from './due-checks.ts'

/** The act by which a shortfall is found, with what it says of it. */
export const shortfallAct = 'find_shortfall'
/** Acts that say that everything binding is kept. */
export const passingActs: readonly string[] = ['review_target', 'pass_review']

const actsByPoint: Readonly<Record<CheckPoint, readonly string[]>> = {
  supply: [],
  handover: [],
  start: ['verify_start'],
  completion: ['verify_completion'],
  investment: [],
  production: ['verify_production'],
  year: passingActs,
  mean: passingActs,
}

/** Steps that say what somebody has looked at: each goes with a recorded check. */
export const checkedActs: ReadonlySet<string> = new Set([...Object.values(actsByPoint).flat(), shortfallAct])

/** The steps of a case that a check may be recorded with; a shortfall only where something binding is not kept. */
export function actsOfCheck(point: CheckPoint, answer: 'yes' | 'no' | 'unknown'): readonly string[] {
  return answer === 'no' ? [...actsByPoint[point], shortfallAct] : actsByPoint[point]
}

/** Fields of a case are read by people; money is exact to the fen. */
const [places, moneyPlaces] = [4, 6]

type Filling = {
  readonly outcomes: readonly RowOutcome[]
  readonly amounts: Readonly<Record<string, Quantity>>
  readonly shortfall: Quantity | undefined
  readonly penalty: Quantity | undefined
}

/** What of the fields of an act a check says: a field is named as the row, the measure, or what follows from the shortfall. */
export function filledFields(fields: readonly WorkflowField[], filling: Filling): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap((field): [string, string][] => {
      const value = valueFor(field, filling)
      if (value === undefined) return []
      const unit = field.type === 'share' ? 'percent' : (field.unit ?? 'one')
      if (!sameDimension(parseUnit(value.unit), parseUnit(unit))) return []
      return [
        [
          field.id,
          toDecimalText(
            roundTo(parseDecimal(convert(value, unit).value), field.id === 'penalty' ? moneyPlaces : places),
          ),
        ],
      ]
    }),
  )
}

function valueFor(
  { id, type }: WorkflowField,
  { outcomes, amounts, shortfall, penalty }: Filling,
): Quantity | undefined {
  if (type !== 'number' && type !== 'share') return undefined
  if (id === 'shortfall') return shortfall
  if (id === 'penalty') return penalty
  const row = outcomes.find((one) => one.row.id === id)
  if (row !== undefined && !isBlank(row.value)) return quantity(row.value.value, row.value.unit)
  return Object.hasOwn(amounts, id) ? amounts[id] : undefined
}
