import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { useApi } from '#kit/web/api.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { evaluationsContract } from '../contract.ts'
import type { Missing, RunDetail } from '../contract/runs.ts'
import { useNames } from './names.tsx'
import { StateForm } from './StateForm.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  population: { zh: '评价范围与缺失数据', en: 'Population and missing inputs' },
  missing: { zh: '缺“{name}”', en: 'Without “{name}”' },
  outside: { zh: '不参加评价', en: 'Not evaluated' },
  outsideLine: { zh: '{sentence}：{n} 个', en: '{sentence}: {n}' },
  who: { zh: '缺少数据的对象', en: 'Subjects with something missing' },
  lacks: { zh: '缺少', en: 'Missing' },
  nobody: { zh: '没有评价对象', en: 'Nobody to evaluate' },
  nobodyWhy: {
    zh: '先归集数据；归集后仍没有，请检查办法的评价范围。',
    en: 'Gather the inputs first; if there is still nobody, look at the population of the scheme.',
  },
  complete: { zh: '数据齐全', en: 'Nothing is missing' },
  completeWhy: { zh: '您可见的评价对象都有全部数据。', en: 'Every subject that you may see has all inputs.' },
})

type GroupRow = Missing['groups'][number]
type UnitRow = Missing['units'][number]

/** Who is evaluated, by group, what is missing of them, and who is left out and why. */
export function RunPopulation({ run }: { run: RunDetail }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const say = useText()
  const found = useQuery(api.missing.queryOptions({ input: { id: run.id } }))
  const columns = useGroupColumns(found.data)
  return (
    <PagePart
      title={t('population')}
      id="population"
      acts={run.state === 'draft' && run.may.run ? <StateForm run={run} /> : undefined}
    >
      {found.error === null ? null : <ProblemAlert problem={found.error} />}
      {found.isLoading ? <Busy lines={4} /> : null}
      {found.data === undefined ? null : (
        <>
          <DataTable
            name={t('population')}
            prefix="population."
            columns={columns}
            rows={found.data.groups}
            rowKey={({ group }) => group.id}
            searchable={false}
            empty={<EmptyState title={t('nobody')} why={t('nobodyWhy')} />}
          />
          {found.data.outside.length === 0 ? null : (
            <>
              <h3 className="ev-h">{t('outside')}</h3>
              <ul className="ev-list">
                {found.data.outside.map(({ reason, sentence, units }) => (
                  <li key={`${reason}${sentence.zh}`}>
                    {t('outsideLine', { sentence: say(sentence), n: formatNumber(units) })}
                  </li>
                ))}
              </ul>
            </>
          )}
          <MissingUnits run={run} units={found.data.units} groups={found.data.groups} />
        </>
      )}
    </PagePart>
  )
}

function useGroupColumns(found: Missing | undefined): Column<GroupRow>[] {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  return useMemo(() => {
    const inputs = [
      ...new Map(found?.groups.flatMap((one) => one.inputs.map(({ input }) => [input.id, input] as const))).values(),
    ]
    return [
      { id: 'group', title: s('group'), value: ({ group }) => say(group.name), width: 180 },
      { id: 'units', title: s('units'), value: ({ units }) => units, kind: 'number', scale: 0, width: 110 },
      ...inputs.map(
        (input): Column<GroupRow> => ({
          id: `missing.${input.id}`,
          title: t('missing', { name: say(input.name) }),
          value: ({ inputs: own }) => own.find((one) => one.input.id === input.id)?.missing ?? 0,
          kind: 'number',
          scale: 0,
          width: 130,
        }),
      ),
    ]
  }, [found, t, s, say])
}

type MissingUnitsProps = { run: RunDetail; units: readonly UnitRow[]; groups: readonly GroupRow[] }

function MissingUnits({ run, units, groups }: MissingUnitsProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const groupName = useNames(run.groups)
  const inputName = useNames(groups.flatMap(({ inputs }) => inputs.map(({ input }) => input)))
  const columns: Column<UnitRow>[] = [
    { id: 'name', title: s('name'), value: ({ name }) => name, width: 260 },
    { id: 'group', title: s('group'), value: ({ group }) => (group === null ? '' : groupName(group)), width: 140 },
    { id: 'lacks', title: t('lacks'), value: ({ inputs }) => inputs.map(inputName).join(' · '), width: 420 },
  ]
  return (
    <>
      <h3 className="ev-h">{t('who')}</h3>
      <DataTable
        name={t('who')}
        prefix="missing."
        columns={columns}
        rows={[...units]}
        rowKey={({ unit }) => unit}
        rowTo={() => evaluationPaths.inputs(run.id)}
        empty={<EmptyState title={t('complete')} why={t('completeWhy')} />}
      />
    </>
  )
}
