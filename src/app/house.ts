import { join } from 'node:path'
import { Problem } from '#base/problem.ts'
import { refreshEnterprisePlaces } from '#capabilities/enterprises/server/service.ts'
import { refreshDimensions } from '#capabilities/indicators/server/service.ts'
import { startMirror } from '#capabilities/observations/server/service.ts'
import { offerGeometryView, refreshParcelPlaces } from '#capabilities/parcels/server/service.ts'
import { scheduleBackups } from '#kit/server/archive/schedule.ts'
import type { House, ProgrammeInForce } from '#kit/server/house.ts'
import type { Log } from '#kit/server/log.ts'
import { type OpenHouse, openHouse } from '#kit/server/open-house.ts'
import { loadProgramme } from '#kit/server/pack-folder.ts'
import { scheduleRetention } from '#kit/server/retention/schedule.ts'
import type { Settings } from '#kit/server/settings.ts'
import { canonicalText } from '#pack/canonical.ts'
import { capabilities } from './capabilities.ts'

/** The programme of the settings. @throws Problem invalid_pack with everything that is wrong */
export async function loadInForce(settings: Pick<Settings, 'packs' | 'packsDir'>): Promise<ProgrammeInForce> {
  const { programme, hash, problems } = await loadProgramme(settings.packs, join(settings.packsDir, '..'))
  if (!programme) throw new Problem('invalid_pack', { issues: [...problems] })
  return Object.freeze({ ...programme, hash })
}

/**
 * Opens the engines, registers the rooms, makes registers and mirror fit the programme and the record. Nothing is started yet.
 * @throws Problem invalid_pack, unavailable, locked
 */
export async function prepareHouse(settings: Settings, log: Log): Promise<OpenHouse> {
  const programme = await loadInForce(settings)
  const open = await openHouse({ settings, log, programme: () => programme })
  try {
    const { house } = open
    await keepPack(house)
    for (const { reacts } of capabilities) reacts?.(house)
    scheduleBackups(house)
    scheduleRetention(house)
    await startMirror(house)
    await refreshEnterprisePlaces(house)
    await refreshParcelPlaces(house)
    await refreshDimensions(house)
    await offerGeometryView(house)
    return open
  } catch (error) {
    await open.close()
    throw error
  }
}

/** Every return, case and publication names the pack it was made under, so each that was ever in force is kept whole. */
async function keepPack({ record, settings, programme }: House): Promise<void> {
  const { hash, ...content } = programme()
  await record.owner
    .insertInto('kit_pack_version')
    .values({ hash, packs: [...settings.packs], content: canonicalText(content) })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute()
}
