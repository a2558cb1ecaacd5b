import { type Blank, blank, isBlank } from '#base/blank.ts'
import { Decimal } from '#base/decimal.ts'
import { parsePeriod, toOrdinal } from '#base/period.ts'
import {
  type Asking,
  type PublishedFigures,
  publishedFigures,
  type StoredEdition,
  toCited,
} from '#capabilities/releases/server/service.ts'
import type { House } from '#kit/server/house.ts'
import { getDoc } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { ReleaseCited } from '#capabilities/releases/contract.ts'
import type { LeafAnswer, Need } from '../rules/asked.ts'
import type { Answers } from './answers.ts'
import { askedCells } from './asked-cells.ts'
import type { Groups } from './groups.ts'
import { latestPeriods } from './latest.ts'
import { LeafAnswers } from './leaf-answers.ts'
import { type Latest, LeafPlaces, type LeafRequest, type Slot, storedIn } from './leaf-places.ts'

export type ReleasedQuestion = {
  readonly groups: Groups
  readonly needs: readonly LeafRequest[]
  readonly asOf: string | null
  readonly expected: boolean
}

type Parts = {
  readonly programme: Programme
  readonly question: ReleasedQuestion
  readonly places: LeafPlaces
  readonly latest: Latest
  readonly figures: PublishedFigures
  /** The last period with values, published or not, by kind of period. */
  readonly ends: Readonly<Record<string, string>>
  /** What nobody reports for itself: places say it of themselves. */
  readonly open: LeafAnswers
}

/** What was published, for readers without sight of single values: sums of whole published cells, and nothing else. */
export class ReleasedAnswers implements Answers {
  readonly isReleased = true
  readonly isCut = false
  /** The editions that were looked at. */
  readonly editions = new Map<string, StoredEdition>()
  readonly #parts: Parts
  readonly #cells = new Map<string, readonly (readonly Asking[])[] | null>()

  private constructor(parts: Parts) {
    this.#parts = parts
  }

  static async ask(house: House, question: ReleasedQuestion): Promise<ReleasedAnswers> {
    const programme = house.programme()
    const isOpen = ({ leaf }: LeafRequest) => getDoc(programme, 'indicators', leaf.indicator).subject !== 'enterprise'
    const { asOf, groups, expected } = question
    const [figures, open] = await Promise.all([
      publishedFigures(house, asOf === null ? null : new Date(asOf)),
      LeafAnswers.ask(house, { groups, asOf, expected, units: false, needs: question.needs.filter(isOpen) }),
    ])
    const closed = question.needs.filter((each) => !isOpen(each))
    const stored = storedIn(programme, closed)
    const latest = new Map([...stored.values()].map(({ table, kind }) => [table.name, figures.latest(kind)]))
    const { byKind } = await latestPeriods(house)
    const places = new LeafPlaces(programme, stored, latest)
    return new ReleasedAnswers({ programme, question, places, latest, figures, open, ends: byKind })
  }

  get latest(): Latest {
    return new Map([...this.#parts.open.latest, ...this.#parts.latest])
  }

  /** Groups that are not listed anyway: sizes and kinds of ownership of which anything was published. */
  keys(): Iterable<string> {
    const { programme, question, places, open } = this.#parts
    const { groups } = question
    const listed = groups.keys.map((key) => idsOf(programme, key))
    let all: string[][] = [[]]
    for (const ids of listed) all = all.flatMap((each) => ids.map((id) => [...each, id])).slice(0, mostGroups)
    const known = all
      .map((ids) => groups.join(ids))
      .filter((group) =>
        places.placed.some((placed) =>
          [...placed.needs.values()].some((need) => this.has(group, this.slot(placed.key, need))),
        ),
      )
    return new Set([...known, ...open.keys()])
  }

  slot(key: string, need: Need): Slot | Blank {
    const { places, latest, open } = this.#parts
    if (!places.placed.some((each) => each.key === key)) return open.slot(key, need)
    const slot = places.slot(key, need, latest)
    return isBlank(slot) && slot.blank === 'not_yet_due' ? blank('not_released') : slot
  }

  has(group: string, slot: Slot | Blank): boolean {
    if (isBlank(slot)) return false
    if (this.#isOpen(slot)) return this.#parts.open.has(group, slot)
    const answer = this.at(group, slot)
    return isBlank(answer) ? answer.blank === 'suppressed' : answer.reported > 0
  }

  at(group: string, slot: Slot | Blank): LeafAnswer | Blank {
    if (isBlank(slot)) return slot
    if (this.#isOpen(slot)) return this.#parts.open.at(group, slot)
    const cells = this.#cellsOf(group, slot)
    return cells === null ? blank('not_released') : this.#sum(slot, cells)
  }

  of(group: string, key: string, need: Need): LeafAnswer | Blank {
    return this.at(group, this.slot(key, need))
  }

  placeOf(): undefined {
    return undefined
  }

  #isOpen({ placed }: Slot): boolean {
    return !this.#parts.places.placed.includes(placed)
  }

  #cellsOf(group: string, { placed }: Slot): readonly (readonly Asking[])[] | null {
    const name = `${placed.key}\u001f${group}`
    const known = this.#cells.get(name)
    if (known !== undefined) return known
    const { programme, question } = this.#parts
    const cells = askedCells(programme, question.groups, {
      key: group,
      leaf: placed.leaf,
      where: question.groups.where,
    })
    this.#cells.set(name, cells)
    return cells
  }

  /** A period that is over is known only when all of it was published; the present one as far as it was. */
  #periodOf({ placed, range, due }: Slot): Slot['due'] {
    const end = this.#parts.ends[placed.stored.kind]
    return end !== undefined && range.to <= toOrdinal(parsePeriod(end)) ? range : due
  }

  /** A sum is known only where every cell of it was published in every period of it. */
  #sum(slot: Slot, cells: readonly (readonly Asking[])[]): LeafAnswer | Blank {
    const { placed, reports } = slot
    const { leaf, stored } = placed
    let sum = new Decimal(0)
    let reported = 0
    let knownAt: string | null = null
    for (const ordinal of ordinalsIn(this.#periodOf(slot), stored)) {
      for (const cell of cells) {
        const found = this.#parts.figures.find(leaf.indicator, { kind: stored.kind, ordinal }, cell)
        if (found === 'not_released') return blank('not_released')
        if (found === 'nobody') continue
        this.editions.set(found.edition.id, found.edition)
        if (found.amount === null) return blank('suppressed')
        sum = sum.plus(found.amount)
        reported += found.units ?? 0
        const at = found.edition.publishedAt.toISOString()
        if (knownAt === null || at > knownAt) knownAt = at
      }
    }
    const periods = stored.overTime === 'mean' ? reports : 1
    const text = leaf.counts ? String(reported) : sum.toFixed(stored.cell.scale)
    return { sum: text, reported, periods, units: null, expected: reported, blanks: null, knownAt }
  }
}

/** The editions that answers were taken from, the latest first; null for readers who see the present figures. */
export function citedReleases(house: House, answers: Answers): ReleaseCited[] | null {
  if (!(answers instanceof ReleasedAnswers)) return null
  return [...answers.editions.values()]
    .sort((a, b) => b.publishedAt.getTime() - a.publishedAt.getTime())
    .map((edition) => toCited(edition, house.programme().releases[edition.release]?.name))
}

const mostGroups = 5000

function idsOf(programme: Programme, key: Groups['keys'][number]): readonly string[] {
  const classesOf = (subject: string) =>
    Object.values(programme.taxonomies)
      .filter((taxonomy) => taxonomy.subject === subject)
      .flatMap((taxonomy) => taxonomy.classes.map(({ id }) => id))
  if (key.kind === 'classes') return (programme.taxonomies[key.taxonomy]?.classes ?? []).map(({ id }) => id)
  if (key.kind === 'rungs') return (programme.taxonomies[key.ladder]?.classes ?? []).map(({ id }) => id)
  if (key.kind === 'members')
    return Object.values(programme.places).flatMap(({ id, kind }) => (kind === key.placeKind ? [id] : []))
  if (key.column === 'size' || key.column === 'ownership') return classesOf(key.column)
  return key.column === 'subject' || key.column === 'industry' ? [] : Object.keys(programme.places)
}

/** Where the first two months are reported together there is no January. */
function ordinalsIn({ from, to }: Slot['due'], { kind, januaryFebruary }: Slot['placed']['stored']): number[] {
  const all = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
  return kind === 'month' && januaryFebruary === 'together' ? all.filter((ordinal) => ordinal % 12 !== 0) : all
}
