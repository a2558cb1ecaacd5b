import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button, Select } from 'antd'
import { useMemo } from 'react'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useSession } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { evaluationsContract } from '../contract.ts'
import type { SimulationDetail } from '../contract/simulations.ts'
import { cellOf } from '../rules/simulate.ts'
import { MeasuresTable } from './MeasuresTable.tsx'
import { useNames } from './names.tsx'
import { Hash } from './RunRecord.tsx'
import { SimulationMark } from './SimulationMark.tsx'
import { useDimension } from './dimension.tsx'
import { MovesByTable } from './SimulationOutcome.tsx'
import { SimulationUnits } from './SimulationUnits.tsx'
import { words } from './simulation-texts.ts'
import { words as shared } from './texts.ts'
import './evaluations.css'

/** One simulation that was kept: what was changed, who would move, what measures would come to; beside another one. */
export function SimulationPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const { state, set } = useAddress()
  const found = useQuery(api.simulationShow.queryOptions({ input: { id } }))
  const list = useQuery(
    api.simulationList.queryOptions({
      input: found.data === undefined ? {} : { run: found.data.run },
      enabled: found.data !== undefined,
    }),
  )
  const other = useQuery(
    api.simulationShow.queryOptions({ input: { id: state.other ?? id }, enabled: state.other !== undefined }),
  )
  const others = (list.data?.items ?? []).filter((one) => one.id !== id)
  return (
    <Page
      title={found.data === undefined ? s('simulation') : t('title', { name: found.data.name })}
      crumbs={[
        { title: s('evaluations'), to: evaluationPaths.list() },
        { title: t('saved'), to: evaluationPaths.simulations() },
      ]}
      acts={<Button onClick={() => globalThis.print()}>{s('print')}</Button>}
      filters={
        others.length === 0 ? undefined : (
          <Select
            aria-label={t('compareWith')}
            placeholder={t('compareWith')}
            allowClear
            style={{ minWidth: 240 }}
            value={state.other}
            options={others.map((one) => ({ value: one.id, label: one.name }))}
            onChange={(next: string | undefined) => set({ other: next })}
          />
        )
      }
      problem={found.error ?? other.error}
      loading={found.isLoading}
    >
      <SimulationMark />
      {found.data === undefined ? null : (
        <Shown simulation={found.data} other={state.other === undefined ? undefined : other.data} />
      )}
    </Page>
  )
}

type ShownProps = { simulation: SimulationDetail; other: SimulationDetail | undefined }

function Shown({ simulation, other }: ShownProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const { programme } = useSession()
  const { by, name: dimension, picker } = useDimension()
  const { units, better, worse } = simulation
  return (
    <>
      <Facts
        items={[
          {
            label: s('run'),
            value: (
              <Go to={evaluationPaths.one(simulation.run, simulation.number)}>
                {formatPeriod(simulation.period, language)} · {s('resultNumber', { n: simulation.number })}
              </Go>
            ),
          },
          {
            label: t('outcome'),
            value: t('moved', {
              better: formatNumber(better),
              worse: formatNumber(worse),
              same: formatNumber(units - better - worse),
            }),
          },
          { label: t('created'), value: formatInstant(simulation.createdAt, programme.timeZone) },
          { label: t('createdBy'), value: simulation.createdBy ?? '' },
          { label: t('hash'), value: <Hash hash={simulation.resultHash} /> },
        ]}
      />
      <PagePart title={t('changes')}>
        <Changes simulation={simulation} other={other} />
      </PagePart>
      <PagePart title={t('moves')}>
        <Moves simulation={simulation} other={other} />
        {picker}
        <MovesByTable title={dimension} rows={simulation.by[by]} nameOf={({ name }) => say(name)} />
      </PagePart>
      <MeasuresTable rows={simulation.measures} note={t('measuresSaved')} />
      <PagePart title={t('who')}>
        <SimulationUnits simulation={simulation} />
      </PagePart>
    </>
  )
}

type ChangeRow = { path: string; was: string; own: string; other: string }

/** What each simulation changed of the scheme in force. */
function Changes({ simulation, other }: ShownProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const rows = useMemo(() => {
    const paths = [...new Set([...simulation.changes, ...(other?.changes ?? [])].map(({ path }) => path))].sort()
    return paths.map((path): ChangeRow => {
      const own = simulation.changes.find((one) => one.path === path)
      const beside = other?.changes.find((one) => one.path === path)
      const was = own?.from ?? beside?.from ?? ''
      return { path, was, own: own?.to ?? was, other: beside?.to ?? was }
    })
  }, [simulation, other])
  const columns: Column<ChangeRow>[] = [
    { id: 'path', title: t('path'), value: ({ path }) => path, show: ({ path }) => <code>{path}</code>, width: 320 },
    { id: 'was', title: t('inForce'), value: ({ was }) => was, width: 120 },
    { id: 'own', title: simulation.name, value: ({ own }) => own, width: 140 },
    ...(other === undefined
      ? []
      : [{ id: 'other', title: other.name, value: (row: ChangeRow) => row.other, width: 140 }]),
  ]
  return (
    <DataTable
      name={`${s('simulation')} ${t('changes')}`}
      prefix="changes."
      columns={columns}
      rows={rows}
      rowKey={({ path }) => path}
      searchable={false}
      empty={<EmptyState title={t('noChanges')} />}
    />
  )
}

type MoveRow = { id: string; from: string | null; to: string | null; own: number; other: number }

function Moves({ simulation, other }: ShownProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const gradeName = useNames([...simulation.grades, ...(other?.grades ?? [])])
  const rows = new Map<string, MoveRow>()
  for (const [side, one] of [
    ['own', simulation],
    ['other', other],
  ] as const) {
    for (const { from, to, units } of one?.moves ?? []) {
      const id = cellOf(from, to)
      rows.set(id, { ...(rows.get(id) ?? { id, from, to, own: 0, other: 0 }), [side]: units })
    }
  }
  const columns: Column<MoveRow>[] = [
    { id: 'from', title: t('from'), value: ({ from }) => gradeName(from), width: 130 },
    { id: 'to', title: t('to'), value: ({ to }) => gradeName(to), width: 130 },
    { id: 'own', title: t('movesIn', { name: simulation.name }), value: ({ own }) => own, kind: 'number', width: 160 },
    ...(other === undefined
      ? []
      : [
          {
            id: 'other',
            title: t('movesIn', { name: other.name }),
            value: (row: MoveRow) => row.other,
            kind: 'number' as const,
            width: 160,
          },
        ]),
  ]
  return (
    <DataTable
      name={`${s('simulation')} ${t('moves')}`}
      prefix="moves."
      columns={columns}
      rows={[...rows.values()]}
      rowKey={({ id }) => id}
      searchable={false}
      empty={<EmptyState title={t('nobody')} />}
    />
  )
}
