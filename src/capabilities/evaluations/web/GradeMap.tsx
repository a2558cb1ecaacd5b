import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { Suspense, useMemo } from 'react'
import type { Figure } from '#base/figure.ts'
import { indicatorsContract } from '#capabilities/indicators/contract.ts'
import { TileMap } from '#capabilities/indicators/web/parts.tsx'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import type { GradeRow } from '../contract/results.ts'
import type { ResultHead, RunDetail } from '../contract/runs.ts'
import { shareOf } from '../rules/shares.ts'

const words = defineTexts({
  title: { zh: '{grade} 占本镇街评价对象的比例 · {period}', en: 'Share of {grade} among those of the town · {period}' },
  grade: { zh: '图中等级', en: 'Grade drawn' },
  opens: { zh: '点一格，下面的名单只列该镇街。', en: 'A square narrows the list below to its town.' },
})

const long = 10 * 60_000

/** A schematic map of towns: the share of one grade; a square narrows the list of subjects. */
export function GradeMap({ run, rows, head }: { run: RunDetail; rows: readonly GradeRow[]; head: ResultHead }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const { state, set } = useAddress()
  const tiles = useQuery(useApi(indicatorsContract).dashboards.queryOptions({ staleTime: long })).data?.tiles
  const grade = run.grades.find(({ id }) => id === state.map) ?? run.grades[0]
  const figures = useMemo(
    () => new Map(rows.map((row) => [row.id, figureOf(row, grade?.id ?? '', head)] as const)),
    [rows, grade, head],
  )
  const shown = useMemo(() => (tiles ?? []).filter(({ place }) => figures.has(place)), [tiles, figures])
  if (grade === undefined || shown.length === 0) return null
  const title = t('title', { grade: say(grade.name), period: formatPeriod(run.period, language) })
  return (
    <section className="ev-map" aria-label={title}>
      <div className="jd-filters jd-screen-only">
        <Select
          aria-label={t('grade')}
          value={grade.id}
          options={run.grades.map(({ id, name }) => ({ value: id, label: say(name) }))}
          onChange={(map: string) => set({ map })}
        />
        <span className="jd-quiet">{t('opens')}</span>
      </div>
      <Suspense fallback={<Busy lines={6} />}>
        <TileMap
          title={title}
          tiles={shown}
          figures={figures}
          unit="percent"
          scale={1}
          signed={false}
          onOpen={(town) => set({ town }, { remember: true })}
        />
      </Suspense>
    </section>
  )
}

function figureOf(row: GradeRow, grade: string, head: ResultHead): Figure {
  const share = shareOf(row.byGrade[grade] ?? 0, row.units)
  return {
    value: share === undefined ? { blank: 'not_applicable' } : { value: share, unit: 'percent' },
    marks: [],
    explanation: {
      coverage: { reported: row.units, expected: row.units },
      blanks: {},
      knownAt: head.computedAt ?? new Date(0).toISOString(),
      lineage: '',
    },
  }
}
