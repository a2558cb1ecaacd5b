import { Decimal, quotient, toDecimalText } from '#base/decimal.ts'
import { isBlank } from '#base/blank.ts'
import type { Transaction } from '#kit/server/db.ts'
import { listApplicationRows, listMarks, type StoredMark } from './call-store.ts'
import { meanIndustryOf, spreading, unknownFact } from './classes.ts'
import type { Gathering } from './gather.ts'
import type { KeptInput, KeptUnit } from './model.ts'

const meanPlaces = 6

/** The mean of what experts without a conflict of interest gave, and how many they are; undefined where nobody did. */
export function meanOf(marks: readonly StoredMark[], input: string): { mean: string; experts: number } | undefined {
  const points = marks.filter((mark) => mark.counts && mark.input === input).map((mark) => new Decimal(mark.points))
  if (points.length === 0) return undefined
  const mean = quotient(Decimal.sum(...points), new Decimal(points.length), meanPlaces)
  return isBlank(mean) ? undefined : { mean: toDecimalText(mean), experts: points.length }
}

/** The fact of a scheme that says that an application was found eligible. */
const eligibleFact = 'eligible'

/** Applications that were not withdrawn as units: what experts gave on the mean, and whether each was found eligible. */
export async function gatherApplications(tx: Transaction, { programme, scheme, call }: Gathering): Promise<KeptUnit[]> {
  const applications = (await listApplicationRows(tx, call ?? '')).filter((one) => one.withdrawn_at === null)
  const marks = await listMarks(tx, call ?? '')
  const spread = spreading(programme)
  const units = applications.map((one): KeptUnit => {
    const own = marks.filter((mark) => mark.application === one.id)
    const industry = one.industry === null ? undefined : spread(one.industry)
    return {
      unit: one.id,
      name: one.name,
      members: [one.id],
      town: one.place,
      base: null,
      industry: one.industry,
      size: null,
      ownership: null,
      aboveScale: null,
      meanIndustry: meanIndustryOf(scheme, industry),
      classes: { place: one.places, town: one.places, ...(industry === undefined ? {} : { industry }) },
      inputs: scheme.inputs.map((input): KeptInput => {
        const found = meanOf(own, input.id)
        return {
          input: input.id,
          amount: found?.mean ?? null,
          blank: found === undefined ? 'not_reported' : null,
          domain: input.domain === 'declared' ? 'declared' : 'administrative',
          source: found === undefined ? null : `experts ${found.experts}`,
          version: null,
          by: null,
          knownAt:
            own
              .filter((mark) => mark.input === input.id)
              .at(-1)
              ?.at.toISOString() ?? null,
          stated: false,
        }
      }),
      facts: (scheme.facts ?? []).map(({ id }) =>
        id === eligibleFact && one.eligible !== null
          ? {
              fact: id,
              holds: one.eligible,
              source: one.judged_for,
              by: one.judged_by,
              knownAt: one.judged_at?.toISOString() ?? null,
            }
          : unknownFact(id),
      ),
      places: one.places,
      organisations: one.organisations,
    }
  })
  return units.sort((a, b) => (a.unit < b.unit ? -1 : 1))
}
