import { type Actor, can } from '#base/decision.ts'
import { isPlainDate } from '#base/plain-date.ts'
import { Problem } from '#base/problem.ts'
import { recordAct } from '#kit/server/acts.ts'
import { decide } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { findDoc, getDoc, listDocs } from '#pack/lookup.ts'
import type { Programme } from '#pack/programme.ts'
import type { PlatformDetail, PlatformState, PlatformSummary } from '../contract.ts'
import { citationOf, unitsOf } from '../rules.ts'
import { type DbPlatformState, insertPlatformState, selectPlatformStates } from './store.ts'

type PlatformHouse = Pick<House, 'programme' | 'record' | 'clock'>
type Platform = Programme['platforms'][string]

/** The platforms and databases that the documents name, each with its latest state. */
export async function listPlatforms(house: PlatformHouse, actor: Actor): Promise<PlatformSummary[]> {
  const programme = house.programme()
  const noted = await house.record.withActor(actor, (tx) => selectPlatformStates(tx))
  return listDocs(programme, 'platforms').map((platform) => toSummary(programme, platform, noted))
}

/** @throws Problem not_found */
export async function showPlatform(house: PlatformHouse, actor: Actor, id: string): Promise<PlatformDetail> {
  const programme = house.programme()
  const platform = getDoc(programme, 'platforms', id)
  const noted = await house.record.withActor(actor, (tx) => selectPlatformStates(tx, id))
  const { about, note, state, source } = platform
  const stated: PlatformState = {
    state: state.is,
    source: citationOf(programme, source),
    ...(state.as_of === undefined ? {} : { since: state.as_of }),
  }
  return {
    ...toSummary(programme, platform, noted),
    about,
    ...(note === undefined ? {} : { note }),
    states: [...noted.map(toState), stated],
    mayRecord: can(actor, 'catalogue.record', {}),
  }
}

function toState({ state, since, reason, recorded_at }: DbPlatformState): PlatformState {
  return { state: state as PlatformState['state'], since, reason, recordedAt: recorded_at.toISOString() }
}

function toSummary(programme: Programme, platform: Platform, noted: readonly DbPlatformState[]): PlatformSummary {
  const { id, name, kind, owner, field, state, disposition, page, link, source } = platform
  const latest = noted.find((one) => one.platform === id)
  const [taxonomy = '', classId = ''] = field?.split('/') ?? []
  const found = findDoc(programme, 'taxonomies', taxonomy)?.classes.find((one) => one.id === classId)?.name
  return {
    id,
    name,
    kind,
    owner: unitsOf(programme, owner),
    ...(found === undefined ? {} : { field: { zh: found.zh, en: found.en ?? found.zh } }),
    state: latest === undefined ? state.is : (latest.state as PlatformSummary['state']),
    ...(latest !== undefined
      ? { stateSince: latest.since }
      : state.as_of === undefined
        ? {}
        : { stateSince: state.as_of }),
    disposition,
    ...(page === undefined ? {} : { page }),
    ...(link === undefined ? {} : { link }),
    source: citationOf(programme, source),
  }
}

export type NewState = {
  readonly id: string
  readonly state: 'planned' | 'building' | 'running' | 'ended'
  readonly since: string
  readonly reason: string
}

/** Notes how far a platform is. @throws Problem not_found, forbidden, invalid_input */
export async function notePlatformState(house: PlatformHouse, actor: Actor, asked: NewState): Promise<{ id: string }> {
  const programme = house.programme()
  const platform = getDoc(programme, 'platforms', asked.id)
  decide(actor, 'catalogue.record', {})
  const today = house.clock.today(programme.timeZone)
  if (!isPlainDate(asked.since) || asked.since > today) {
    const issue = { text: 'catalogue.not_a_day_past', where: 'body.since', found: asked.since, expected: today }
    throw new Problem('invalid_input', { issues: [issue] })
  }
  return house.record.withActor(actor, async (tx) => {
    const { id: of, ...state } = asked
    const { id } = await insertPlatformState(tx, { platform: of, ...state })
    await recordAct(tx, {
      name: 'catalogue.platform_state_noted',
      subject: { kind: 'platform', id: platform.id },
      detail: { state: asked.state, since: asked.since },
    })
    return { id }
  })
}
