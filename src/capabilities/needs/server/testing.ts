import { randomUUID } from 'node:crypto'
import { parsePlainDate } from '#base/plain-date.ts'
import type { NewOffer } from '#capabilities/land/server/service.ts'

const nobody = { id: 'enterprise:none', name: { zh: '县自然资源局', en: 'Land office' } }

/** What a test publishes: ground of 20 000 m² in the base, unless said otherwise. */
export function offerOf(code: string, more: Partial<NewOffer> = {}): NewOffer {
  return {
    kind: 'parcel',
    of: randomUUID(),
    code,
    name: null,
    place: 'kite',
    base: 'lantern-base',
    area: '20000',
    least: null,
    use: 'industry',
    tenures: ['sale'],
    price: { value: '80', unit: 'CNY_10k/mu' },
    rent: null,
    from: parsePlainDate('2026-03-01'),
    until: null,
    powerKw: '2000',
    cleanRoom: null,
    ceiling: null,
    floorLoad: null,
    industries: [],
    position: [124, 29],
    geometry: null,
    approximate: false,
    schematic: false,
    synthetic: true,
    contact: { organisation: 'land-office', name: nobody.name, phone: null },
    supply: null,
    stage: 'on_offer',
    publishedAt: '2026-03-01T00:00:00.000Z',
    ...more,
  }
}

/** Space that is let in parts. */
export function spaceOf(code: string, more: Partial<NewOffer> = {}): NewOffer {
  return offerOf(code, {
    kind: 'space',
    area: '3000',
    least: '500',
    use: null,
    tenures: ['lease'],
    price: null,
    rent: { value: '18', unit: 'CNY/m2/month' },
    ceiling: '6',
    floorLoad: '1.5',
    ...more,
  })
}

/** Investment of 300 by mu, as an entry condition for makers of light. */
export const lightAt300: NewOffer['industries'] = [
  {
    industry: 'plan-fields/light-making',
    name: { zh: '光电', en: 'Light' },
    rows: [
      {
        row: {
          id: 'investment_intensity',
          name: { zh: '投资强度', en: 'Investment per mu' },
          kind: 'at_least',
          measure: 'investment / land_area',
          unit: 'CNY_10k/mu',
          amount: { value: '300' },
          when: { once: 'completion' },
          nature: 'normative',
          source: 'illustrative standard',
        },
        words: { zh: '投资强度不低于 300 万元/亩', en: 'investment of 300 by mu at least' },
        standard: null,
        clause: null,
        how: 'added',
        stated: null,
        reason: null,
      },
    ],
  },
]
