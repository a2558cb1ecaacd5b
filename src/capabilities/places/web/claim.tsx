import { unitName } from '#base/unit.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useLanguage, useTexts } from '#kit/web/texts.tsx'
import type { PlaceClaim } from '../contract.ts'
import { words } from './texts.ts'

/** Writes a claim as its source does, with its unit: about 12,300 mu. */
export function useClaimWords(): (claim: PlaceClaim) => string {
  const t = useTexts(words)
  const language = useLanguage()
  return ({ value, unit, sign }) => {
    const n = `${formatNumber(value)} ${unitName(unit, language)}`
    const known = (['about', 'over', 'under', 'at_least'] as const).find((each) => each === sign)
    return known === undefined ? n : t(known, { n })
  }
}

/** Whether the claims about one place differ by more than rounding: 0.5 %. */
export function claimsDiffer(claims: readonly PlaceClaim[]): boolean {
  const areas = claims.map((claim) => Number(claim.inSquareMetres))
  return areas.length > 1 && Math.max(...areas) > Math.min(...areas) * 1.005
}
