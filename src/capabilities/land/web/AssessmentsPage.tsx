import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { landPaths } from '#base/paths/land.ts'
import { useAddress, usePlace } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { landContract } from '../contract.ts'
import { type AssessmentSummary, standings } from '../contract/assessments.ts'
import { AssessmentAdd } from './assessment-forms.tsx'
import { NatureMarks, StandingMark } from './assessment-marks.tsx'
import { assessmentWords } from './assessment-words.ts'
import { FilterChoice } from './FilterChoice.tsx'
import { FoundTable } from './FoundTable.tsx'

const most = 500

/** Assessments that hold for an area, those that end first on top. */
export function AssessmentsPage() {
  const api = useApi(landContract)
  const t = useTexts(assessmentWords)
  const say = useText()
  const place = usePlace()
  const { state, set } = useAddress()
  const [adding, setAdding] = useState(false)
  const standing = standings.find((one) => one === state.standing)
  const found = useQuery(
    api.assessmentList.queryOptions({ input: { kind: state.kind, place, standing, pageSize: most } }),
  )
  const kinds = found.data?.kinds ?? []
  return (
    <Page
      title={t('assessments')}
      sentence={t('sentence')}
      problem={found.error}
      primary={
        <ActButton primary decision={found.data?.mayAdd} act={() => setAdding(true)}>
          {t('add')}
        </ActButton>
      }
      filters={
        <>
          <FilterChoice
            name={t('kind')}
            value={state.kind}
            all={t('allKinds')}
            choices={kinds.map(({ id, name }) => ({ value: id, label: say(name) }))}
            width={200}
            onChoose={(kind) => set({ kind })}
          />
          <FilterChoice
            name={t('standing')}
            value={standing}
            all={t('allStandings')}
            choices={standings.map((one) => ({ value: one, label: t(one) }))}
            width={160}
            onChoose={(next) => set({ standing: next })}
          />
        </>
      }
    >
      <FoundTable
        name={t('assessments')}
        columns={useColumns()}
        found={found.data}
        rowTo={({ id }) => landPaths.assessment(id)}
        loading={found.isLoading}
        none={t('none')}
        noneWhy={t('noneWhy')}
      />
      <AssessmentAdd open={adding} onClose={() => setAdding(false)} kinds={kinds} />
    </Page>
  )
}

function useColumns(): Column<AssessmentSummary>[] {
  const t = useTexts(assessmentWords)
  const say = useText()
  return [
    {
      id: 'name',
      title: t('name'),
      value: ({ name }) => name,
      show: (one) => (
        <>
          {one.name}
          <NatureMarks one={one} />
        </>
      ),
      width: 280,
    },
    { id: 'kind', title: t('kind'), value: ({ kindName }) => say(kindName), width: 150 },
    {
      id: 'standing',
      title: t('standing'),
      value: ({ standing }) => t(standing),
      show: (one) => <StandingMark one={one} />,
      width: 190,
    },
    {
      id: 'until',
      title: t('validUntil'),
      kind: 'date',
      value: ({ validUntil }) => validUntil ?? undefined,
      show: ({ validUntil }) => validUntil ?? <span className="jd-quiet">{t('noEnd')}</span>,
      width: 120,
    },
    { id: 'place', title: t('place'), value: ({ place }) => say(place.name), width: 130 },
    {
      id: 'area',
      title: t('area'),
      unit: 'm2',
      value: ({ area }) => (area === null ? { blank: 'not_applicable' } : { value: area, unit: 'm2' }),
      width: 130,
    },
    { id: 'uses', title: t('uses'), kind: 'number', value: ({ uses }) => uses, width: 90 },
    { id: 'body', title: t('body'), value: ({ body }) => body, width: 160 },
    { id: 'number', title: t('number'), value: ({ number }) => number ?? undefined, hidden: true },
    { id: 'approved', title: t('approvedOn'), kind: 'date', value: ({ approvedOn }) => approvedOn, hidden: true },
  ]
}
