import type { Programme } from '#pack/programme.ts'
import type { KeptBreach } from '../rules/kept-breach.ts'
import type { AgreementRow } from './agreement-store.ts'
import { wordsOf } from './known.ts'

/** What the programme says today of a breach and of idle land, to be kept with an agreement that begins. */
export function breachToday(programme: Programme): KeptBreach {
  const breach = programme.land?.breach
  if (breach === undefined) return { penalty: null, months: null, idle: [], source: null, cited: null }
  const { penalty, rectify, idle = [], source } = breach
  return {
    penalty: typeof penalty === 'string' ? penalty : null,
    months: 'months' in rectify ? rectify.months : null,
    idle,
    source,
    cited: wordsOf(programme).clauseOf(source),
  }
}

/** What follows from a breach of an agreement: as it was when it began. */
export function breachOf(programme: Programme, { breach }: Pick<AgreementRow, 'breach'>): KeptBreach {
  return breach ?? breachToday(programme)
}
