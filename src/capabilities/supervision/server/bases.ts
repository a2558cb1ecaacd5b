import { sql } from 'kysely'
import { type Actor, can, system } from '#base/decision.ts'
import { parsePlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import { act, actTo, fieldsFor, findCaseOf, type Moved as MovedCase } from '#capabilities/workflows/server/service.ts'
import { namesOfPeople, organisationsAround } from '#capabilities/people/server/service.ts'
import { getPlace, placesAround } from '#capabilities/places/server/service.ts'
import { recordAct } from '#kit/server/acts.ts'
import type { Transaction } from '#kit/server/db.ts'
import { decide } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { findDoc, listDocs } from '#pack/lookup.ts'
import type { Programme, ProgrammeDoc } from '#pack/programme.ts'
import type { BaseSheet, Body, StandingShown } from '../contract/bases.ts'
import { standingOf } from '../rules/standings.ts'
import { attachedTo, filesByIds } from './case-files.ts'
import { open, workflowOf } from './engine.ts'
import { clauseOf, namedOrganisation, namedOrganisations, namedPlace, textOf, written } from '#pack/naming.ts'
import { tables } from './store.ts'
import { listWorks } from './works.ts'

type Checklist = ProgrammeDoc<'checklists'>
type Recorded = Awaited<ReturnType<typeof recordedOf>>[number]

/** The states of an item in its workflow, as the sheet shows them. */
const shownStates: Readonly<Record<string, 'stands' | 'in_progress' | 'missing'>> = {
  missing: 'missing',
  claimed: 'in_progress',
  stands: 'stands',
}

/** Headquarters, task forces, teams: organisations with posts, members, a liaison officer, or beneath one that has them. */
export function listBodies(house: Pick<House, 'programme'>): Body[] {
  const programme = house.programme()
  const all = listDocs(programme, 'organisations')
  const hasPosts = (one: (typeof all)[number]) =>
    one.posts !== undefined || one.members !== undefined || one.liaison === true || one.kind === 'headquarters'
  const chosen = new Set(all.filter(hasPosts).map(({ id }) => id))
  const isBody = ({ id, kind, parent, place }: (typeof all)[number]) =>
    chosen.has(id) ||
    (kind === 'team' && parent !== undefined && chosen.has(parent)) ||
    (kind !== 'town' && place !== undefined && findDoc(programme, 'places', place)?.kind === 'base')
  return all.filter(isBody).map((one): Body => {
    const isBase = one.place !== undefined && one.place !== programme.rootPlace
    return {
      id: one.id,
      name: textOf(one.name),
      kind: one.kind,
      base: isBase && one.place !== undefined ? namedPlace(programme, one.place) : null,
      parent: one.parent === undefined ? null : namedOrganisation(programme, one.parent),
      posts: (one.posts ?? []).map(({ post, held_by, source }) => ({
        post: textOf(post),
        holder: 'zh' in held_by ? textOf(held_by) : null,
        clause: clauseOf(programme, source ?? one.source),
      })),
      members: namedOrganisations(programme, one.members ?? []),
      liaison: one.liaison === true,
      from: one.from ?? null,
      to: one.to ?? null,
      successors: (one.successors ?? []).map(({ organisation }) => namedOrganisation(programme, organisation)),
      clause: clauseOf(programme, one.source),
    }
  })
}

/** The checklists that a base has to have every item of. */
function checklistsOf(programme: Programme, base: string): Checklist[] {
  return listDocs(programme, 'checklists').filter(({ places }) => places.includes(base))
}

function recordedOf(tx: Transaction, base: string | undefined) {
  const query = tables(tx).selectFrom('supervision_standing').selectAll().orderBy('number')
  return (base === undefined ? query : query.where('base', '=', base)).execute()
}

/** The sheets of all bases within reach. */
export async function listSheets(house: House, tx: Transaction, actor: Actor): Promise<{ items: BaseSheet[] }> {
  const programme = house.programme()
  const bases = [...new Set(listDocs(programme, 'checklists').flatMap(({ places }) => places))]
  const recorded = await recordedOf(tx, undefined)
  const items: BaseSheet[] = []
  for (const base of bases) {
    if (!can(actor, 'supervision.see', { places: placesAround(programme, base) }).allowed) continue
    items.push(await sheetOf(house, tx, { base, actor, recorded: recorded.filter((row) => row.base === base) }))
  }
  return { items }
}

/** The sheet of one base with its bodies and works. @throws Problem not_found, forbidden */
export async function showSheet(
  house: House,
  tx: Transaction,
  { base, actor }: { readonly base: string; readonly actor: Actor },
) {
  const programme = house.programme()
  getPlace(programme, base)
  decide(actor, 'supervision.see', { places: placesAround(programme, base) })
  const sheet = await sheetOf(house, tx, { base, actor, recorded: await recordedOf(tx, base) })
  const works = await listWorks(house, tx, { base })
  return { ...sheet, bodies: listBodies(house).filter((body) => body.base?.id === base), works: works.items }
}

type SheetAsked = { readonly base: string; readonly actor: Actor; readonly recorded: readonly Recorded[] }

async function sheetOf(house: House, tx: Transaction, { base, actor, recorded }: SheetAsked): Promise<BaseSheet> {
  const programme = house.programme()
  const lists = checklistsOf(programme, base)
  const names = await namesOfPeople(
    tx,
    recorded.map(({ by }) => by),
  )
  const items: StandingShown[] = []
  for (const list of lists) {
    for (const item of list.items) {
      const of = recorded.filter((row) => row.checklist === list.id && row.item === item.id)
      items.push(await standingShown(house, { list, item, base, recorded: of, names }))
    }
  }
  const stands = items.filter(({ state }) => state === 'stands').length
  return {
    base: namedPlace(programme, base),
    checklists: lists.map(({ id, name }) => ({ id, name: textOf(name) })),
    items,
    stands,
    of: items.length,
    complete: items.length > 0 && stands === items.length,
    may: { record: can(actor, 'supervision.record', { places: placesAround(programme, base) }).allowed },
  }
}

type StandingAsked = {
  readonly list: Checklist
  readonly item: Checklist['items'][number]
  readonly base: string
  readonly recorded: readonly Recorded[]
  readonly names: ReadonlyMap<string, string>
}

async function standingShown(
  house: House,
  { list, item, base, recorded, names }: StandingAsked,
): Promise<StandingShown> {
  const programme = house.programme()
  const stated = list.standing.find((one) => one.place === base && one.item === item.id)
  const { state, since, isFrom } = standingOf(stated, recorded)
  const last = isFrom === 'record' ? recorded.at(-1) : undefined
  const caseId = last?.case_id
  return {
    checklist: list.id,
    item: item.id,
    name: textOf(item.name),
    meant: textOf(item.words),
    state,
    since,
    asOf: last === undefined ? (stated?.as_of ?? null) : null,
    document: last?.document ?? null,
    clause: last === undefined ? clauseOf(programme, stated?.source) : null,
    references: last === undefined && stated !== undefined ? referencesOf(programme, stated) : [],
    words: last === undefined ? (stated === undefined ? null : textOf(stated.what)) : written(last.words),
    evidence: last?.evidence ?? null,
    files: caseId === undefined || caseId === null ? [] : await filesByIds(house, caseId, last?.files ?? []),
    isFrom,
    history: recorded.toReversed().map((row) => ({
      id: row.id,
      state: row.state,
      since: row.since,
      document: row.document,
      words: row.words,
      at: row.at.toISOString(),
      by: names.get(row.by) ?? null,
    })),
  }
}

const referenceWords = ['organisations', 'works', 'duties', 'targets', 'tasks', 'meetings'] as const

function referencesOf(programme: Programme, stated: Checklist['standing'][number]): StandingShown['references'] {
  return referenceWords.flatMap((word) =>
    (stated[word] ?? []).map((id) => {
      const found = findDoc(programme, word, id) as
        | { name?: { zh: string; en: string }; matter?: { zh: string; en: string } }
        | undefined
      return { kind: word, id, name: textOf(found?.name ?? found?.matter ?? { zh: id, en: id }) }
    }),
  )
}

export type Recording = {
  readonly base: string
  readonly checklist?: string | undefined
  readonly item: string
  readonly state: 'stands' | 'in_progress' | 'missing'
  readonly since: string
  readonly document?: string | undefined
  readonly evidence?: string | undefined
  readonly words: string
  readonly actor: Actor
}

/**
 * Records where an item stands. It goes through its case: what is reported as standing is confirmed at once by whoever may, else it waits
 * for confirmation and is in progress. What was recorded before stays. @throws Problem not_found, forbidden, invalid_input, wrong_state
 */
export async function recordStanding(house: House, tx: Transaction, asked: Recording): Promise<{ id: string }> {
  const programme = house.programme()
  const { base, item, actor } = asked
  getPlace(programme, base)
  const lists = checklistsOf(programme, base).filter(
    ({ id }) => asked.checklist === undefined || id === asked.checklist,
  )
  const [list] = lists
  if (list === undefined || lists.length > 1 || !list.items.some(({ id }) => id === item)) {
    const expected = lists.flatMap(({ items }) => items.map(({ id }) => id)).join(', ')
    const isList = list === undefined || lists.length > 1
    throw new Problem('invalid_input', {
      issues: [
        { text: 'supervision.unknown_item', where: isList ? 'body.checklist' : 'body.item', found: item, expected },
      ],
    })
  }
  const places = placesAround(programme, base)
  decide(actor, 'supervision.record', { places })
  const since = parsePlainDate(asked.since)
  const subject = `${list.id}/${base}/${item}`
  const one =
    (await findCaseOf(tx, { kind: 'standing', id: subject })) ??
    (await openStanding(house, tx, { list, base, item, actor }))
  const workflow = workflowOf(programme, 'standing')
  const move = async (from: string, to: string, version: number, by: Actor) => {
    const name = actTo(workflow, from, to)
    const { words, document, evidence } = asked
    const fields = fieldsFor(workflow, name, { since, words, document, evidence })
    return act(house, tx, {
      caseId: one.id,
      act: name,
      actor: by,
      expectedVersion: version,
      reason: words,
      fields,
    })
  }
  let at = { state: one.state, version: one.version }
  const confirms = asked.state === 'stands' && can(actor, 'supervision.decide', { places }).allowed
  await recordedAsOne(tx, async () => {
    if (asked.state === 'missing' && at.state !== 'missing') at = await move(at.state, 'missing', at.version, actor)
    if (asked.state !== 'missing' && at.state === 'missing') at = await move(at.state, 'claimed', at.version, actor)
    if (confirms && at.state === 'claimed') at = await move(at.state, 'stands', at.version, actor)
  })
  const state = asked.state === 'missing' ? 'missing' : (shownStates[at.state] ?? 'in_progress')
  return keepStanding(house, tx, {
    checklist: list.id,
    base,
    item,
    state,
    since,
    document: asked.document ?? null,
    evidence: asked.evidence ?? null,
    words: asked.words,
    case_id: one.id,
    places,
  })
}

type Kept = {
  readonly checklist: string
  readonly base: string
  readonly item: string
  readonly state: 'stands' | 'in_progress' | 'missing'
  readonly since: string
  readonly document: string | null
  readonly evidence: string | null
  readonly words: string
  readonly case_id: string
  readonly places: string[]
}

async function keepStanding(house: House, tx: Transaction, kept: Kept): Promise<{ id: string }> {
  const { number } = await tables(tx)
    .selectFrom('supervision_standing')
    .select(sql<number>`coalesce(max(number), 0)::integer + 1`.as('number'))
    .where('checklist', '=', kept.checklist)
    .where('base', '=', kept.base)
    .where('item', '=', kept.item)
    .executeTakeFirstOrThrow()
  const { id } = await tables(tx)
    .insertInto('supervision_standing')
    .values({ ...kept, files: await attachedTo(tx, kept.case_id), number, at: house.clock.now() })
    .returning('id')
    .executeTakeFirstOrThrow()
  await recordAct(tx, {
    name: 'supervision.standing_recorded',
    subject: { kind: 'standing', id: `${kept.checklist}/${kept.base}/${kept.item}` },
    detail: { place: kept.base, item: kept.item, to: kept.state, from: kept.since },
  })
  return { id }
}

type OpeningStanding = { readonly list: Checklist; readonly base: string; readonly item: string; readonly actor: Actor }

/** The case of an item begins missing; where the programme says that it stands, it is taken there first. */
async function openStanding(house: House, tx: Transaction, { list, base, item, actor }: OpeningStanding) {
  const programme = house.programme()
  const name = textOf(list.items.find(({ id }) => id === item)?.name ?? { zh: item, en: item })
  const place = namedPlace(programme, base).name
  const stated = list.standing.find((one) => one.place === base && one.item === item)
  const opened = await open(house, tx, {
    kind: 'standing',
    subject: `${list.id}/${base}/${item}`,
    title: { zh: `${place.zh}：${name.zh}`, en: `${place.en}: ${name.en}` },
    actor,
    place: base,
    organisations: organisationsAround(programme, stated?.organisations ?? []),
  })
  if (stated?.stands !== true) return opened
  const workflow = workflowOf(programme, 'standing')
  let at = { state: opened.state, version: opened.version }
  await recordedAsOne(tx, async () => {
    for (const to of ['claimed', 'stands']) {
      const step = actTo(workflow, at.state, to)
      const since = stated.since ?? stated.as_of ?? house.clock.today(programme.timeZone)
      const fields = fieldsFor(workflow, step, { since, words: stated.what.zh, document: stated.source })
      const { zh } = stated.what
      at = await act(house, tx, {
        caseId: opened.id,
        act: step,
        actor: system,
        expectedVersion: at.version,
        reason: zh,
        fields,
      })
    }
  })
  return { ...opened, ...at }
}

const recording = new WeakSet<Transaction>()

/** Steps of a case that are recorded together, by whoever takes them, and not one by one as they are followed. */
async function recordedAsOne(tx: Transaction, work: () => Promise<void>): Promise<void> {
  recording.add(tx)
  try {
    await work()
  } finally {
    recording.delete(tx)
  }
}

/** What is confirmed, sent back or lapses elsewhere, on the desk or its case page, is recorded as it then stands. */
export async function followStanding(house: House, tx: Transaction, moved: MovedCase): Promise<void> {
  const { after, before, act: name, fields = {}, reason } = moved
  const state = shownStates[after.state]
  const [checklist, base, item] = after.subject.id.split('/')
  if (before === undefined || before.state === after.state || state === undefined) return
  if (checklist === undefined || base === undefined || item === undefined) return
  if (recording.has(tx)) return
  const rows = await recordedOf(tx, base)
  const last = rows.findLast((row) => row.checklist === checklist && row.item === item)
  await keepStanding(house, tx, {
    checklist,
    base,
    item,
    state,
    since:
      fields.since ?? (state === 'stands' ? last?.since : undefined) ?? house.clock.today(house.programme().timeZone),
    document: fields.document ?? last?.document ?? null,
    evidence: fields.evidence ?? last?.evidence ?? null,
    words: fields.words ?? reason ?? last?.words ?? name,
    case_id: after.id,
    places: placesAround(house.programme(), base),
  })
}
