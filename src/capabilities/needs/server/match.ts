import type { Named } from '#base/named.ts'
import type { Offer } from '#capabilities/land/contract.ts'
import { landOf, nameOfIndustry } from '#capabilities/land/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { type House, todayOf } from '#kit/server/house.ts'
import { textOf, written } from '#pack/naming.ts'
import type { Programme } from '#pack/programme.ts'
import type { Matched, MatchShown, RelaxationShown } from '../contract.ts'
import { matchAll } from '../rules/many.ts'
import { isBinding, type Match, type Need, type OfferTerms } from '../rules/model.ts'
import { cheapestRelaxation, nearestRelaxation, type Relaxation } from '../rules/relax.ts'
import { allOffers } from './terms.ts'
import { worldOf } from './world.ts'

/** Everything on offer held against a need: the best with every reason, and what the others would take. */
export async function matchNeed(
  house: House,
  tx: Transaction,
  { need, most }: { readonly need: Need; readonly most: number },
): Promise<Matched> {
  const programme = house.programme()
  const world = worldOf(programme)
  const { offers, terms } = await allOffers(house, tx)
  const table = matchAll([need], terms, world)
  const ranked = [...table.ranked(0)]
  const fitting = ranked.filter((at) => table.no[at] === 0)
  const shown = ranked.slice(0, most).map((at) => {
    const [offer, own] = [offers[at] as Offer, terms[at] as OfferTerms]
    const match = table.reasons(0, at)
    const near = match.fits ? undefined : nearestRelaxation({ need, offer: own, world })
    return shownMatch(programme, { offer, match, relaxation: near })
  })
  const cheapest = cheapestRelaxation(
    need,
    terms.filter((_, at) => table.no[at] !== 0),
    world,
  )
  const code = offers.find(({ id }) => id === cheapest?.offer)?.code ?? ''
  return {
    on: todayOf(house),
    offers: offers.length,
    fit: fitting.length,
    open: fitting.filter((at) => table.unknown[at] !== 0).length,
    matches: shown,
    cheapest: cheapest === undefined ? null : shownRelaxation(programme, cheapest, code),
  }
}

type Shown = { readonly offer: Offer; readonly match: Match; readonly relaxation: Relaxation | undefined }

function shownMatch(programme: Programme, { offer, match, relaxation }: Shown): MatchShown {
  return {
    offer: offer.id,
    revision: offer.revision,
    code: offer.code,
    name: offer.name,
    kind: offer.kind,
    place: { id: offer.place, name: offer.placeName },
    base: offer.base === null ? null : { id: offer.base, name: offer.baseName ?? written(offer.base) },
    area: offer.area,
    takes: match.takes,
    price: offer.price,
    rent: offer.rent,
    from: offer.from,
    synthetic: offer.synthetic,
    schematic: offer.schematic,
    fits: match.fits,
    score: match.score,
    points: { ...match.points },
    industry: match.industry === null ? null : nameOfIndustry(programme, match.industry),
    reasons: match.reasons.map((reason) => ({ ...reason })),
    conditions: match.rows.map(({ entry, answer, promised, missing }) => ({
      id: entry.row.id,
      words: entry.words,
      name: textOf(entry.row.name),
      answer,
      binding: isBinding(entry),
      promised,
      missing: missing.map((id) => namedMeasure(programme, id)),
    })),
    relaxation: relaxation === undefined ? null : shownRelaxation(programme, relaxation, offer.code),
  }
}

function shownRelaxation(
  programme: Programme,
  { offer, changes, size, need }: Relaxation,
  code: string,
): RelaxationShown {
  return {
    offer,
    code,
    size,
    need: {
      ...need,
      area: { ...need.area },
      tenures: [...need.tenures],
      places: need.places.map((one) => ({ ...one })),
      promises: { ...need.promises },
    },
    changes: changes.map((change) => ({
      ...change,
      nameShown: change.name === null ? null : namedMeasure(programme, change.name).name,
    })),
  }
}

function namedMeasure(programme: Programme, id: string): Named {
  const found = landOf(programme).measures.find((one) => one.id === id)
  return { id, name: found === undefined ? written(id) : textOf(found.name) }
}
