import type { BlankReason } from '#base/blank.ts'
import { type Given, evaluateCondition } from '#pack/formula/evaluate.ts'
import type { Programme, ProgrammeForm } from '#pack/programme.ts'

/** Who reports, as it stood at the end of a period. */
export type Respondent = {
  readonly id: string
  readonly name: string
  readonly town: string
  readonly base: string | null
  readonly industry: string | null
  readonly size: string | null
  readonly ownership: string | null
  readonly aboveScale: boolean
  /** It had opened and is not closed. */
  readonly exists: boolean
  /** Its town, its base, and all places that contain or are made of them. */
  readonly places: readonly string[]
  /** The addresses of its classes in the taxonomies of the register, such as `trades/1011`. */
  readonly classes: Readonly<Partial<Record<'industry' | 'size' | 'ownership', string>>>
}

/** Whether a respondent has to fill a form; unknown where the register does not say enough. */
export function isExpected(
  programme: Programme,
  form: Pick<ProgrammeForm, 'respondents'>,
  respondent: Respondent,
): boolean | 'unknown' {
  if (!respondent.exists) return false
  const where = form.respondents.where
  if (where === undefined) return true
  const { answer } = evaluateCondition(where, {
    ...attributesOf(programme, respondent),
    valueOf: () => ({ blank: 'not_applicable' satisfies BlankReason }),
  })
  return answer === 'unknown' ? 'unknown' : answer === 'yes'
}

/** What conditions may ask of a respondent besides values. */
export function attributesOf(programme: Programme, respondent: Respondent): Required<Pick<Given, 'isIn' | 'holds'>> {
  return {
    holds: (attribute) => (attribute === 'above_scale' ? respondent.aboveScale : undefined),
    isIn: (attribute, wanted) => {
      if (attribute === 'town' || attribute === 'place') return wanted.some((id) => respondent.places.includes(id))
      if (attribute === 'base') return respondent.base !== null && wanted.includes(respondent.base)
      if (attribute !== 'industry' && attribute !== 'size' && attribute !== 'ownership') return undefined
      const own = respondent.classes[attribute]
      return own === undefined ? undefined : reaches(programme, own, wanted)
    },
  }
}

/**
 * Whether a class lies in one of others, by descent or through crosswalks. Undefined where only a part of the class does:
 * its code alone does not tell whether this enterprise belongs to that part.
 */
export function reaches(programme: Programme, own: string, wanted: readonly string[]): boolean | undefined {
  const sure = new Set<string>()
  const partly = new Set<string>()
  const visit = (address: string, isSure: boolean): void => {
    if (sure.has(address) || (!isSure && partly.has(address))) return
    ;(isSure ? sure : partly).add(address)
    const [taxonomy = '', id = ''] = address.split('/')
    const parent = programme.taxonomies[taxonomy]?.classes.find((each) => each.id === id)?.parent
    if (parent !== undefined) visit(`${taxonomy}/${parent}`, isSure)
    for (const walk of Object.values(programme.crosswalks)) {
      if (walk.from !== taxonomy) continue
      for (const link of walk.links) if (link.from === id) visit(`${walk.to}/${link.to}`, isSure && link.part !== true)
    }
  }
  visit(own, true)
  if (wanted.some((address) => sure.has(address))) return true
  return wanted.some((address) => partly.has(address)) ? undefined : false
}
