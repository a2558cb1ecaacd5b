import { lazy } from 'react'
import { supervisionPaths } from '#base/paths/supervision.ts'
import { createApi } from '#kit/web/api.ts'
import type { SearchSource, Section } from '#kit/web/sections.tsx'
import { supervisionContract } from '../contract.ts'

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

const most = 6

/** Tasks by their title or number. */
export const taskSearch: SearchSource = {
  id: 'tasks',
  title: { zh: '任务', en: 'Tasks' },
  may: 'supervision.see',
  async find(words, signal) {
    const { items } = await createApi(supervisionContract).taskList({ text: words, pageSize: most }, { signal })
    return items.map(({ id, number, title, leaderName, lead }) => ({
      id,
      title: { zh: `${number} ${title.zh}`, en: `${number} ${title.en}` },
      detail: lead[0]?.name ?? leaderName ?? undefined,
      to: supervisionPaths.task(id),
    }))
  },
}
