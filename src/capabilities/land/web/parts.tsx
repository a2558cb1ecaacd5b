import { lazy } from 'react'
import type { Section } from '#kit/web/sections.tsx'

const ParcelAgreements = lazy(async () => ({ default: (await import('./AgreementsSection.tsx')).ParcelAgreements }))
const EnterpriseAgreements = lazy(async () => ({
  default: (await import('./AgreementsSection.tsx')).EnterpriseAgreements,
}))
const CoverageSection = lazy(async () => ({ default: (await import('./CoverageSection.tsx')).CoverageSection }))

/** What is assessed over a parcel, kind by kind, as a section of its dossier. */
export const parcelCoverageSection: Section = {
  id: 'parcel-coverage',
  slot: 'parcel.dossier',
  title: { zh: '区域评估', en: 'Regional assessments' },
  may: 'land.see',
  order: 20,
  component: ({ subject }) => <CoverageSection parcel={subject} />,
}

const SupplySection = lazy(async () => ({ default: (await import('./SupplySection.tsx')).SupplySection }))

/** Supply of a parcel and whether it is public, as a section of its dossier. */
export const parcelSupplySection: Section = {
  id: 'parcel-supply',
  slot: 'parcel.dossier',
  title: { zh: '供应与发布', en: 'Supply and publication' },
  may: 'land.see',
  order: 30,
  component: ({ subject }) => <SupplySection parcel={subject} />,
}

/** The agreements on a parcel, as a section of its dossier. */
export const parcelAgreementsSection: Section = {
  id: 'parcel-agreements',
  slot: 'parcel.dossier',
  title: { zh: '供后监管', en: 'Agreements' },
  may: 'land.see',
  order: 40,
  component: ({ subject }) => <ParcelAgreements parcel={subject} />,
}

/** The agreements of an enterprise and its defaults, as a section of its dossier. */
export const enterpriseAgreementsSection: Section = {
  id: 'enterprise-agreements',
  slot: 'enterprise.dossier',
  title: { zh: '用地监管和信用', en: 'Land agreements and defaults' },
  may: 'land.see',
  order: 35,
  component: ({ subject }) => <EnterpriseAgreements enterprise={subject} />,
}

const ParcelFirms = lazy(async () => ({ default: (await import('./ParcelFirms.tsx')).ParcelFirms }))

/** The firms on a parcel with figures per mu and grades, as a section of its dossier. */
export const parcelFirmsSection: Section = {
  id: 'parcel-firms',
  slot: 'parcel.dossier',
  title: { zh: '企业与亩均效益', en: 'Firms and figures per mu' },
  may: 'land.see',
  order: 50,
  component: ParcelFirms,
}

const ParcelLink = lazy(async () => ({ default: (await import('./ParcelLink.tsx')).ParcelLink }))

/** The way from the register to the dossier of a parcel. */
export const parcelDossierSection: Section = {
  id: 'parcel-dossier',
  slot: 'parcel.page',
  title: { zh: '地块档案', en: 'Dossier' },
  may: 'land.see',
  order: 10,
  component: ParcelLink,
}
