import { useQuery } from '@tanstack/react-query'
import { Select, TreeSelect } from 'antd'
import { useMemo } from 'react'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useSession } from '#kit/web/session.tsx'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { placeTree } from '#kit/web/ui/places.ts'
import type { Column } from '#kit/web/ui/table/columns.ts'
import { type Duty, peopleContract } from '../contract.ts'
import { DutyRoutePart } from './DutyRoutePart.tsx'
import { DayBox } from './DayBox.tsx'
import { SourceLink } from './SourceLink.tsx'
import { dutyWords as words } from './duty-words.ts'

/** Who leads, assists and decides in what, since when, by which document; and whose a given matter is on a given day. */
export function DutiesPage() {
  const api = useApi(peopleContract)
  const t = useTexts(words)
  const { state, set } = useAddress()
  const duties = useQuery(api.dutyList.queryOptions({ input: {} }))
  const all = useMemo(() => duties.data ?? [], [duties.data])
  const shown = useMemo(() => all.filter((duty) => fits(duty, state)), [all, state])
  const filtered = Object.keys(noFilter).some((name) => state[name] !== undefined)
  return (
    <Page
      title={t('duties')}
      sentence={t('sentence')}
      problem={duties.error}
      loading={duties.isLoading}
      filters={<Filters all={all} />}
    >
      <DutyRoutePart />
      <PagePart title={t('list')}>
        <DutyTable rows={shown} filtered={filtered} clear={() => set(noFilter)} />
      </PagePart>
    </Page>
  )
}

const noFilter = { kind: undefined, field: undefined, where: undefined, on: undefined }

function Filters({ all }: { all: readonly Duty[] }) {
  const t = useTexts(words)
  const say = useText()
  const { state, set } = useAddress()
  const { places } = useSession()
  const tree = useMemo(() => placeTree(places, say), [places, say])
  const kinds = useMemo(
    () => [...new Map(all.flatMap(({ cases }) => cases.map((one) => [one.id, one]))).values()],
    [all],
  )
  const fields = useMemo(
    () => [...new Set(all.flatMap(({ field }) => (field === undefined ? [] : [field])))].toSorted(),
    [all],
  )
  return (
    <>
      <Select
        aria-label={t('field')}
        placeholder={t('anyField')}
        value={state.field ?? null}
        options={fields.map((value) => ({ value, label: fieldName(all, value, say) }))}
        onChange={(field) => set({ field: field ?? undefined })}
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        popupMatchSelectWidth={false}
        className="people-filter"
      />
      <TreeSelect
        aria-label={t('place')}
        placeholder={t('anyPlace')}
        value={state.where ?? null}
        treeData={tree}
        treeDefaultExpandedKeys={tree.map(({ value }) => value)}
        onChange={(where) => set({ where: where ?? undefined })}
        allowClear
        showSearch={{ treeNodeFilterProp: 'title' }}
        popupMatchSelectWidth={false}
        className="people-filter"
      />
      {kinds.length === 0 ? null : (
        <Select
          aria-label={t('kind')}
          placeholder={t('anyKind')}
          value={state.kind ?? null}
          options={kinds.map(({ id, name }) => ({ value: id, label: say(name) }))}
          onChange={(kind) => set({ kind: kind ?? undefined })}
          allowClear
          popupMatchSelectWidth={false}
          className="people-filter"
        />
      )}
      <DayBox label={t('on')} value={state.on} onChange={(on) => set({ on })} />
    </>
  )
}

type DutyTableProps = { rows: Duty[]; filtered: boolean; clear: () => void }

function DutyTable({ rows, filtered, clear }: DutyTableProps) {
  const t = useTexts(words)
  const say = useText()
  const names = (units: Duty['lead']) => units.map((one) => say(one.name)).join(' · ')
  const columns: Column<Duty>[] = [
    { id: 'matter', title: t('matter'), value: (duty) => say(duty.matter), width: 260 },
    { id: 'lead', title: t('lead'), value: (duty) => names(duty.lead), width: 190 },
    { id: 'assist', title: t('assist'), value: (duty) => names(duty.assist), width: 230 },
    { id: 'decide', title: t('decide'), value: (duty) => names(duty.decide), width: 150 },
    {
      id: 'field',
      title: t('field'),
      value: (duty) => (duty.field === undefined ? '' : fieldName([duty], duty.field, say)),
      width: 130,
    },
    {
      id: 'place',
      title: t('place'),
      value: (duty) => say(duty.placeName),
      width: 130,
    },
    {
      id: 'kind',
      title: t('kind'),
      value: (duty) => duty.cases.map(({ name }) => say(name)).join(' · '),
      width: 130,
    },
    { id: 'from', title: t('from'), kind: 'date', value: (duty) => duty.from, width: 110 },
    { id: 'to', title: t('to'), value: (duty) => duty.to ?? t('open'), width: 110 },
    {
      id: 'source',
      title: t('source'),
      value: (duty) => duty.source,
      show: (duty) =>
        duty.source === undefined ? null : <SourceLink source={duty.source} title={say(duty.sourceTitle)} />,
      width: 220,
    },
    { id: 'note', title: t('note'), value: (duty) => say(duty.note), width: 220, hidden: true },
  ]
  return (
    <DataTable
      name={t('duties')}
      columns={columns}
      rows={rows}
      rowKey={(duty) => duty.id}
      empty={
        <EmptyState
          title={filtered ? t('noneFits') : t('none')}
          act={
            filtered ? (
              <button type="button" className="jd-link" onClick={clear}>
                {t('showAll')}
              </button>
            ) : undefined
          }
        />
      }
    />
  )
}

/** A duty fits what was asked when it names some of it and nothing else: one that names no field is about every field. */
function fits(duty: Duty, { kind, field, where, on }: Record<string, string | undefined>): boolean {
  if (on !== undefined && !isInForce(duty, on)) return false
  const named = [
    [field, duty.field === undefined ? [] : [duty.field]],
    [where, duty.place === undefined ? [] : [duty.place]],
    [kind, duty.cases.map(({ id }) => id)],
  ] as const
  const asked = named.filter(([wanted]) => wanted !== undefined)
  return (
    asked.length === 0 ||
    (asked.every(([wanted, own]) => own.length === 0 || own.some((id) => id === wanted)) &&
      asked.some(([, own]) => own.length > 0))
  )
}

function isInForce({ from, to }: Duty, on: string): boolean {
  return (from === undefined || from <= on) && (to === undefined || on <= to)
}

type Say = ReturnType<typeof useText>

function fieldName(duties: readonly Duty[], field: string, say: Say): string {
  return say(duties.find((duty) => duty.field === field)?.fieldName) || field
}
