import { type Period, toOrdinal } from '#base/period.ts'
import { classesBelow, listClasses } from '#capabilities/enterprises/server/service.ts'
import { mirrorTables, type MirrorTable } from '#capabilities/observations/server/service.ts'
import type { House } from '#kit/server/house.ts'
import { namesOf } from '#pack/formula/dependencies.ts'
import { evaluateFormula } from '#pack/formula/evaluate.ts'
import { checkUnits } from '#pack/formula/units.ts'
import { createProgrammeWorld } from '#pack/formula/world.ts'
import type { Programme, ProgrammeForm, ProgrammePeers } from '#pack/programme.ts'
import { peerFigures, type PeerFigures } from '../rules/peers.ts'
import { periodBefore } from '../rules/periods.ts'
import type { Respondent } from '../rules/respondents.ts'

export type PeerHouse = Pick<House, 'programme' | 'facts' | 'clock'>

/** Digits after the point of what is compared. */
const scale = 6
const kept = 300
const freshMilliseconds = 10 * 60_000

type Group = { readonly values: ReadonlyMap<string, number>; readonly at: number }
const groupsOf = new WeakMap<PeerHouse['facts'], Map<string, Promise<Group>>>()

/**
 * Median and deviation of the peers of a respondent, for each check against peers: the others of its class in the period before, and where
 * these are too few those of the class above. Only the two numbers leave this file, never a value of somebody else.
 */
export async function peersOf(
  house: PeerHouse,
  form: ProgrammeForm,
  { respondent, period }: { readonly respondent: Respondent; readonly period: Period },
): Promise<Record<string, PeerFigures>> {
  const programme = house.programme()
  const table = mirrorTables(programme).find(
    (each) => each.subjectKind === form.respondents.subject && each.periodKind === form.period,
  )
  const found: Record<string, PeerFigures> = {}
  if (table === undefined || respondent.industry === null) return found
  const before = periodBefore(form, period)
  for (const check of form.peers) {
    const unit = unitOf(programme, check)
    if (unit === undefined) continue
    const figures = await figuresOf(house, { form, check, table, before, unit, respondent })
    if (figures !== undefined) found[check.id] = figures
  }
  return found
}

type Asked = {
  readonly form: ProgrammeForm
  readonly check: ProgrammePeers
  readonly table: MirrorTable
  readonly before: Period
  readonly unit: string
  readonly respondent: Respondent
}

async function figuresOf(house: PeerHouse, asked: Asked): Promise<PeerFigures | undefined> {
  const classes = listClasses(house.programme(), 'industry')
  const { check, unit, respondent } = asked
  for (let id = respondent.industry ?? undefined; id !== undefined; id = classes.find((one) => one.id === id)?.parent) {
    const { values } = await groupOf(house, asked, id)
    const others = [...values].flatMap(([subject, value]) => (subject === respondent.id ? [] : [value]))
    const figures = peerFigures(others, check.least, unit)
    if (figures !== undefined) return figures
  }
  return undefined
}

/** The ratio of everybody in a class, kept for some minutes: many returns of one class are saved in an hour. */
async function groupOf(house: PeerHouse, asked: Asked, id: string): Promise<Group> {
  const key = [house.programme().hash, asked.form.id, asked.check.id, asked.before, id].join(' ')
  const groups = groupsOf.get(house.facts) ?? new Map<string, Promise<Group>>()
  groupsOf.set(house.facts, groups)
  const known = await groups.get(key)?.catch(() => undefined)
  const now = house.clock.now().getTime()
  if (known !== undefined && now - known.at < freshMilliseconds && now >= known.at) return known
  const reading = readGroup(house, asked, id).then((values) => ({ values, at: now }))
  groups.set(key, reading)
  const oldest = groups.size > kept ? groups.keys().next().value : undefined
  if (oldest !== undefined) groups.delete(oldest)
  return reading
}

async function readGroup(
  house: PeerHouse,
  { check, table, before, unit }: Asked,
  id: string,
): Promise<Map<string, number>> {
  const programme = house.programme()
  const cells = namesOf(check.of.tree).flatMap(
    (name) => table.cells.find((cell) => cell.indicator === name && cell.span === 'this') ?? [],
  )
  if (cells.length < namesOf(check.of.tree).length) return new Map()
  const sums = cells.flatMap((cell, i) => [`sum(${cell.value}) as v${i}`, `sum(${cell.count}) as c${i}`])
  const rows = await house.facts.query(
    `select subject, ${sums.join(', ')} from ${table.name} where period = $1 and industry = any($2) group by subject`,
    [toOrdinal(before), classesBelow(listClasses(programme, 'industry'), id)],
  )
  const values = new Map<string, number>()
  for (const row of rows) {
    const { value } = evaluateFormula(
      check.of,
      {
        valueOf({ name }) {
          const i = cells.findIndex((cell) => cell.indicator === name)
          const [sum, count] = [row[`v${i}`], row[`c${i}`]]
          if (i < 0 || sum === null || sum === undefined || Number(count) !== 1) return { blank: 'not_reported' }
          return { value: String(sum), unit: programme.indicators[name]?.unit ?? 'one' }
        },
      },
      { unit, scale },
    )
    if ('value' in value) values.set(String(row.subject), Number(value.value))
  }
  return values
}

function unitOf(programme: Programme, { of }: ProgrammePeers): string | undefined {
  const { yields } = checkUnits(of.tree, createProgrammeWorld(programme))
  return yields.is === 'amount' ? yields.unit : undefined
}
