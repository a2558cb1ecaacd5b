import { lazy } from 'react'
import type { Section } from '#kit/web/sections.tsx'

const PlaceSheetSection = lazy(async () => ({
  default: (await import('./PlaceSheetSection.tsx')).PlaceSheetSection,
}))

/** The seven ones of a base, as a section of its dossier. */
export const placeSheetSection: Section = {
  id: 'place-sheet',
  slot: 'place.page',
  title: { zh: '七个一', en: 'Seven ones' },
  may: 'supervision.see',
  isFor: (place, { places }) => places.some(({ id, kind }) => id === place && kind === 'base'),
  order: 40,
  component: ({ subject }) => <PlaceSheetSection place={subject} />,
}
