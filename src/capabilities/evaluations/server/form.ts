import { createHash } from 'node:crypto'
import { blankReasons, type BlankReason } from '#base/blank.ts'
import { endOf } from '#base/period.ts'
import { convert } from '#base/quantity.ts'
import { listOccupations, listParcelsById } from '#capabilities/parcels/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { formUnits, type Land } from '../rules/form-units.ts'
import type { Gathering } from './gather.ts'
import type { KeptInput, KeptUnit } from './model.ts'
import { toUnits } from './seal.ts'

/** Members as the units that the scheme evaluates: tenants of one parcel together, or parcels, each with the ground that is counted for it. */
export async function formKept(
  tx: Transaction,
  { scheme, period }: Gathering,
  members: readonly KeptUnit[],
): Promise<KeptUnit[]> {
  const rule = scheme.units
  if (rule === undefined || (rule.by === 'legal_person' && rule.tenants !== 'merged')) return [...members]
  const unit = scheme.inputs.find(({ together }) => together === 'parcel')?.unit ?? 'm2'
  const land = await landOn(tx, { day: endOf(period), unit, members: members.map((one) => one.unit) })
  const frozen = { format: 1 as const, scheme: scheme.id, period, given: {}, units: members }
  const formed = formUnits(scheme, toUnits(scheme, frozen), land)
  const byId = new Map(members.map((one) => [one.unit, one]))
  return formed.units.ids.map((id, at) => {
    const inside = (formed.members[id] ?? []).flatMap((member) => byId.get(member) ?? [])
    const inputs = scheme.inputs.map(({ id: input, domain, together }): KeptInput => {
      const text = (formed.units.inputs[input] as readonly string[])[at] ?? 'not_reported'
      return mergedInput(inside, {
        input,
        text,
        domain: domain as KeptInput['domain'],
        isGround: together === 'parcel',
      })
    })
    const classes = Object.fromEntries(
      Object.entries(formed.units.classes ?? {}).flatMap(([name, column]) =>
        column[at] === undefined || column[at].length === 0 ? [] : [[name, column[at]]],
      ),
    )
    const aboveScale = formed.units.facts?.above_scale?.[at] ?? null
    return { ...mergedUnit(id, inside), inputs, classes, aboveScale, meanIndustry: formed.units.industry?.[at] ?? null }
  })
}

type LandAsked = { readonly day: string; readonly unit: string; readonly members: readonly string[] }

async function landOn(tx: Transaction, { day, unit, members }: LandAsked): Promise<Land> {
  const stays = (await listOccupations(tx, members)).filter(({ from, to }) => from <= day && (to === null || day < to))
  const parcels = await listParcelsById(tx, [...new Set(stays.map(({ parcel }) => parcel))])
  const inUnit = (area: string) => convert({ value: area, unit: 'm2' }, unit).value
  return {
    parcels: Object.fromEntries([...parcels].map(([id, { area }]) => [id, inUnit(area)])),
    occupations: stays
      .map(({ enterprise, parcel, area }) => ({
        member: enterprise,
        parcel,
        ...(area === null ? {} : { area: inUnit(area) }),
      }))
      .sort((a, b) => (`${a.parcel}${a.member}` < `${b.parcel}${b.member}` ? -1 : 1)),
  }
}

type Merging = {
  readonly input: string
  readonly text: string
  readonly domain: KeptInput['domain']
  readonly isGround: boolean
}

/** One input of several members; where nothing was merged it stays as it was gathered. */
function mergedInput(inside: readonly KeptUnit[], { input, text, domain, isGround }: Merging): KeptInput {
  const own = inside.flatMap(({ inputs }) => inputs.filter((one) => one.input === input))
  const [first] = own
  if (own.length === 1 && first !== undefined && (first.amount ?? first.blank) === text) return first
  const isBlank = (blankReasons as readonly string[]).includes(text)
  const sources = [...new Set(own.flatMap(({ source }) => source ?? []))]
  return {
    input,
    amount: isBlank ? null : text,
    blank: isBlank ? (text as BlankReason) : null,
    domain,
    source: isGround && !isBlank ? 'parcels' : sources.join('; ') || null,
    version: null,
    by: null,
    knownAt:
      own
        .map(({ knownAt }) => knownAt ?? '')
        .sort()
        .at(-1) || null,
    stated: false,
  }
}

/** What the unit is called, where it lies, and whose it is. The id of several members is made of theirs. */
function mergedUnit(id: string, inside: readonly KeptUnit[]): KeptUnit {
  const first = inside[0] as KeptUnit
  if (inside.length === 1) return { ...first, unit: id }
  const names = inside.map(({ name }) => name)
  const shown = names.slice(0, 2).join('、')
  return {
    ...first,
    unit: `shared-${createHash('sha256').update(id).digest('hex').slice(0, 24)}`,
    name: names.length > 2 ? `${shown}等 ${names.length} 家` : shown,
    members: inside.flatMap(({ members }) => members).sort(),
    places: [...new Set(inside.flatMap(({ places }) => places))],
    organisations: [...new Set(inside.flatMap(({ organisations }) => organisations))].sort(),
  }
}
