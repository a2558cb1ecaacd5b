import { lazy } from 'react'
import { enterpriseSearch } from '#capabilities/enterprises/web/search.ts'
import { enterpriseEvaluationsSection } from '#capabilities/evaluations/web/parts.tsx'
import {
  enterpriseFiguresSection,
  enterprisePeersSection,
  indicatorSearch,
  industrySearch,
  targetSearch,
} from '#capabilities/indicators/web/parts.tsx'
import {
  enterpriseAgreementsSection,
  parcelAgreementsSection,
  parcelCoverageSection,
  parcelDossierSection,
  parcelFirmsSection,
  parcelSupplySection,
} from '#capabilities/land/web/parts.tsx'
import { parcelSearch } from '#capabilities/parcels/web/search.ts'
import { placeSearch } from '#capabilities/places/web/search.ts'
import { placeSheetSection, taskSearch } from '#capabilities/supervision/web/parts.tsx'
import type { SearchSource, Section } from '#kit/web/sections.tsx'

/** What higher rooms show on the pages of lower ones. */
export const sections: readonly Section[] = [
  {
    id: 'due-returns',
    slot: 'desk',
    title: { zh: '待报报表', en: 'Returns to fill' },
    may: 'returns.fill',
    order: 10,
    component: lazy(async () => ({ default: (await import('#capabilities/returns/web/parts.tsx')).DeskDueReturns })),
  },
  {
    id: 'enterprise-returns',
    slot: 'enterprise.dossier',
    title: { zh: '报表', en: 'Returns' },
    may: 'returns.see',
    order: 20,
    component: lazy(async () => ({ default: (await import('#capabilities/returns/web/parts.tsx')).EnterpriseReturns })),
  },
  {
    id: 'enterprise-parcels',
    slot: 'enterprise.dossier',
    title: { zh: '用地', en: 'Parcels' },
    may: 'parcels.see',
    order: 30,
    component: lazy(async () => ({ default: (await import('#capabilities/parcels/web/parts.tsx')).EnterpriseParcels })),
  },
  enterpriseFiguresSection,
  enterpriseEvaluationsSection,
  enterprisePeersSection,
  placeSheetSection,
  enterpriseAgreementsSection,
  parcelDossierSection,
  parcelCoverageSection,
  parcelSupplySection,
  parcelAgreementsSection,
  parcelFirmsSection,
]

/** What Ctrl K finds besides pages. */
export const searches: readonly SearchSource[] = [
  enterpriseSearch,
  targetSearch,
  indicatorSearch,
  industrySearch,
  placeSearch,
  parcelSearch,
  taskSearch,
]
