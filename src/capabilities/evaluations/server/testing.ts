import { type Actor, system } from '#base/decision.ts'
import { parsePeriod } from '#base/period.ts'
import { createEnterprisesInBulk } from '#capabilities/enterprises/server/service.ts'
import { type CellContent, record } from '#capabilities/observations/server/service.ts'
import type { House } from '#kit/server/house.ts'
import { type TestApp, testActor } from '#kit/server/testing.ts'

/** Values of a year: tax, land, value added, energy, emissions, staff, research, revenue; null where nothing was reported. */
export type FirmValues = readonly (string | null)[]

const indicators = [
  'tax_paid',
  'land_in_use',
  'value_added',
  'energy_used',
  'emissions',
  'staff_average',
  'rd_spending',
  'revenue_year',
] as const

export type TestFirm = {
  readonly name: string
  readonly town: string
  readonly values: FirmValues
  readonly industry?: string
}

/** Firms above scale of the demo county with what bureaus know of them for a year. Answers their ids in order. */
export async function enterFirms(house: House, firms: readonly TestFirm[], year: string): Promise<string[]> {
  const same = { aboveScaleSince: '2015-01-01', openedOn: '2010-01-01', synthetic: false }
  return house.record.withActor(system, async (tx) => {
    const ids = await createEnterprisesInBulk(
      tx,
      house.programme(),
      firms.map(({ name, town, industry = '1011' }) => ({ ...same, name, town, industry })),
    )
    await record(house, tx, {
      kind: 'file',
      domain: 'administrative',
      subjectKind: 'enterprise',
      periodKind: 'year',
      cells: indicators.map((indicator) => ({ indicator, span: 'this' as const })),
      rows: firms.map(({ values }, at) => ({
        subject: ids[at] ?? '',
        period: parsePeriod(year),
        contents: indicators.map((_, i): CellContent => {
          const value = values[i] ?? null
          return value === null ? { blank: 'not_reported' } : { value, status: 'normal' }
        }),
        source: `file of ${year}`,
        sourceVersion: at + 2,
      })),
      actor: 'tester',
    })
    return ids
  })
}

/** Firms that differ in everything: the first is the best by all criteria, the last the worst. */
export function ladder(count: number, town: (at: number) => string): TestFirm[] {
  return Array.from({ length: count }, (_, at) => {
    const place = count - at
    const values = [
      String(100 + place * 37),
      '20',
      String(1000 + place * 211),
      '500',
      '2.5',
      '80',
      String(10 + place * 3),
      '4000',
    ]
    return { name: `云渚${String(at + 1).padStart(3, '0')}厂`, town: town(at), values }
  })
}

const everywhere = [
  'evaluations.see',
  'evaluations.see_values',
  'evaluations.run',
  'evaluations.decide',
  'evaluations.object',
  'workflows.see',
]

/** Who runs evaluations. */
export const analyst: Actor = testActor(everywhere, { id: '00000000-0000-4000-8000-00000000000a' })

/** The clerk of an enterprise, as its role has it. */
export function clerkOf(enterprise: string): Actor {
  const organisation = `enterprise:${enterprise}`
  const held = ['evaluations.see', 'evaluations.see_values', 'evaluations.object', 'workflows.see']
  return testActor(
    held.map((permission) => ({ permission, scope: 'organisation' as const, organisation })),
    { id: '00000000-0000-4000-8000-00000000000b', organisation },
  )
}

/** Somebody of a town. */
export function townClerk(place: string): Actor {
  const held = ['evaluations.see', 'evaluations.see_values', 'evaluations.object', 'workflows.see']
  return testActor(
    held.map((permission) => ({ permission, scope: 'place' as const, place })),
    { id: '00000000-0000-4000-8000-00000000000c' },
  )
}

/** Asks and expects an answer; what is refused says why. */
export async function answerOf<Body>(asked: Promise<Response>): Promise<Body> {
  const response = await asked
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${response.status} ${text.slice(0, 600)}`)
  return JSON.parse(text) as Body
}

type Step = { readonly state: string; readonly revision: number }

/** A run as a person takes it through its steps. */
export function driveRun(app: TestApp, actor: Actor, id: string) {
  const at = `/api/evaluations/${id}`
  const show = () => answerOf<{ revision: number; state: string }>(app.ask(actor, at))
  return {
    at,
    show,
    async act(act: string): Promise<Step> {
      const { revision } = await show()
      return answerOf<Step>(app.ask(actor, `${at}/acts/${act}`, { body: { revision } }))
    },
    async compute(): Promise<number> {
      const { revision } = await show()
      const { number } = await answerOf<{ number: number }>(app.ask(actor, `${at}/compute`, { body: { revision } }))
      for (let tries = 0; tries < 200; tries++) {
        const { results } = await answerOf<{ results: { number: number; state: string; problem: string | null }[] }>(
          app.ask(actor, at),
        )
        const one = results.find((each) => each.number === number)
        if (one?.state === 'done') return number
        if (one?.state === 'failed') throw new Error(one.problem ?? 'failed')
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      throw new Error('the result did not come')
    },
  }
}

/** No firm of the demo scheme is anything special, unless said so. */
export const nothingSpecial = [
  'utility',
  'new_firm',
  'star',
  'accident',
  'late_report',
  'grown',
  'zero_emissions_verified',
].map((name) => ({ unit: '*', name, value: false }))
