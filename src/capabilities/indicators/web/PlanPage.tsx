import { useQuery } from '@tanstack/react-query'
import { Button, Drawer, Select } from 'antd'
import { useCallback, useMemo } from 'react'
import { isPeriod, periodYear } from '#base/period.ts'
import { ReleasedNotice } from '#capabilities/releases/web/parts.tsx'
import { useAddress, usePlace } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { indicatorsContract, type PlanSource, type TargetRow } from '../contract.ts'
import { sourceId } from '../rules/plan.ts'
import { isComputed, standingAt, standings, type TargetGroup, targetGroups, yearsShown } from '../rules/plan-view.ts'
import { Contradictions } from './Contradictions.tsx'
import { fresh, useNews } from './freshness.ts'
import { TargetDetail } from './TargetDetail.tsx'
import { TargetTable } from './TargetTable.tsx'
import { StandingLight } from './target-words.tsx'
import { words as shared, wordOf } from './texts.ts'
import './indicators.css'

const words = defineTexts({
  title: { zh: '规划指标', en: 'Plan targets' },
  sentence: {
    zh: '各规划文件提出的目标、应达进度与实际，逐项注明出处。{known}',
    en: 'The targets of the plans, the path they require and what was reached, each with its source. {known}',
  },
  documents: { zh: '文件', en: 'Document' },
  kinds: { zh: '类型', en: 'Kind' },
  standings: { zh: '进度', en: 'Standing' },
  allDocuments: { zh: '全部文件', en: 'All documents' },
  allKinds: { zh: '全部类型', en: 'All kinds' },
  allStandings: { zh: '全部进度', en: 'All standings' },
  count: { zh: '{n} 项目标，其中 {computed} 项由数据计算', en: '{n} {n|target|targets}, {computed} of them computed' },
  others: { zh: '正文目标', en: 'Stated in the text' },
  table: { zh: '表 {table}', en: 'Table {table}' },
  print: { zh: '打印', en: 'Print' },
  jump: { zh: '不一致之处（{n}）', en: 'Disagreements ({n})' },
  none: { zh: '没有目标', en: 'No targets' },
  noneHere: { zh: '没有符合条件的目标', en: 'No target matches' },
  noneHereWhy: {
    zh: '所选地区没有单独的目标，或筛选条件过窄。',
    en: 'The chosen place has no targets of its own, or the filters are too narrow.',
  },
  noneWhy: { zh: '规划包里还没有目标文件。', en: 'The pack has no targets yet.' },
  clear: { zh: '清除条件', en: 'Clear the filters' },
})

/** Every target of the plans with its path, what was reached, and where the documents disagree. */
export function PlanPage() {
  useNews()
  const api = useApi(indicatorsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const { programme } = useSession()
  const place = usePlace()
  const subject = place === programme.rootPlace ? undefined : place
  const plan = useQuery(api.plan.queryOptions({ input: subject === undefined ? {} : { subject }, ...fresh }))
  const { state, set } = useAddress()
  const year = state.period !== undefined && isPeriod(state.period) ? periodYear(state.period) : undefined
  const all = plan.data?.targets
  const shown = useMemo(() => (all ?? []).filter((row) => passes(row, state, year)), [all, state, year])
  const groups = useMemo(() => targetGroups(shown, sourceId), [shown])
  const open = useCallback((row: TargetRow) => set({ target: row.id }, { remember: true }), [set])
  const chosen = all?.find((row) => row.id === state.target)
  const knownAt = plan.data?.knownAt ?? null
  const known = knownAt === null ? '' : s('knownAt', { at: formatInstant(knownAt, programme.timeZone) })
  return (
    <div className="ind-plan">
      <Page
        title={t('title')}
        sentence={t('sentence', { known })}
        problem={plan.data === undefined ? plan.error : undefined}
        loading={plan.isPending}
        acts={<Button onClick={() => globalThis.print()}>{t('print')}</Button>}
        filters={
          plan.data === undefined ? undefined : (
            <Filters
              rows={plan.data.targets}
              sources={plan.data.sources}
              contradictions={plan.data.contradictions.length}
            />
          )
        }
      >
        <ReleasedNotice />
        {plan.data === undefined ? null : (
          <>
            <Summary rows={shown} year={year} />
            {shown.length === 0 ? <Nothing any={plan.data.targets.length > 0 || subject !== undefined} /> : null}
            {plan.data.sources.toSorted(byDate).map((source) => (
              <SourcePart
                key={source.id}
                source={source}
                groups={groups.filter((group) => group.source === source.id)}
                year={year}
                synthetic={plan.data.synthetic}
                known={known}
                onOpen={open}
              />
            ))}
            <Contradictions contradictions={plan.data.contradictions} />
          </>
        )}
      </Page>
      <TargetDrawer
        row={chosen}
        synthetic={plan.data?.synthetic === true}
        knownAt={knownAt}
        onClose={() => set({ target: undefined })}
      />
    </div>
  )
}

/** The older document first: later ones build on it. */
function byDate(a: PlanSource, b: PlanSource): number {
  return (a.date ?? '9') < (b.date ?? '9') ? -1 : 1
}

function passes(row: TargetRow, state: Record<string, string>, year: number | undefined): boolean {
  if (state.source !== undefined && sourceId(row.source) !== state.source) return false
  if (state.kind !== undefined && row.kind !== state.kind) return false
  return state.standing === undefined || standingAt(row, yearsShown(row.points, year).full) === state.standing
}

type FiltersProps = { rows: TargetRow[]; sources: PlanSource[]; contradictions: number }

function Filters({ rows, sources, contradictions }: FiltersProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const { state, set } = useAddress()
  const kinds = [...new Set(rows.map((row) => row.kind))]
  return (
    <>
      <Select
        aria-label={t('documents')}
        allowClear
        placeholder={t('allDocuments')}
        value={state.source}
        popupMatchSelectWidth={false}
        style={{ width: 'min(320px, 100%)' }}
        options={sources
          .toSorted(byDate)
          .map((source) => ({ value: source.id, label: `${say(source.title)} (${source.targets})` }))}
        onChange={(source: string | undefined) => set({ source }, { remember: true })}
      />
      <Select
        aria-label={t('kinds')}
        allowClear
        placeholder={t('allKinds')}
        value={state.kind}
        style={{ width: 150 }}
        options={kinds.map((kind) => ({ value: kind, label: wordOf(s, 'kind', kind) }))}
        onChange={(kind: string | undefined) => set({ kind }, { remember: true })}
      />
      <Select
        aria-label={t('standings')}
        allowClear
        placeholder={t('allStandings')}
        value={state.standing}
        style={{ width: 150 }}
        options={standings.map((standing) => ({ value: standing, label: wordOf(s, 'standing', standing) }))}
        onChange={(standing: string | undefined) => set({ standing }, { remember: true })}
      />
      {contradictions === 0 ? null : <a href="#contradictions">{t('jump', { n: formatNumber(contradictions) })}</a>}
    </>
  )
}

/** How many targets, how many of them computed, and how they stand. */
function Summary({ rows, year }: { rows: TargetRow[]; year: number | undefined }) {
  const t = useTexts(words)
  const counts = new Map<string, number>()
  for (const row of rows) {
    const standing = standingAt(row, yearsShown(row.points, year).full)
    counts.set(standing, (counts.get(standing) ?? 0) + 1)
  }
  if (rows.length === 0) return null
  return (
    <div className="ind-summary" role="status">
      <span>{t('count', { n: rows.length, computed: rows.filter(isComputed).length })}</span>
      {standings.flatMap((standing) => {
        const n = counts.get(standing) ?? 0
        return n === 0
          ? []
          : [
              <span key={standing}>
                <StandingLight standing={standing} /> <strong>{formatNumber(n)}</strong>
              </span>,
            ]
      })}
    </div>
  )
}

function Nothing({ any }: { any: boolean }) {
  const t = useTexts(words)
  const { set } = useAddress()
  if (!any) return <EmptyState title={t('none')} why={t('noneWhy')} />
  const clear = () => set({ source: undefined, kind: undefined, standing: undefined, place: undefined })
  return <EmptyState title={t('noneHere')} why={t('noneHereWhy')} act={<Button onClick={clear}>{t('clear')}</Button>} />
}

type SourcePartProps = {
  source: PlanSource
  groups: TargetGroup[]
  year: number | undefined
  synthetic: boolean
  known: string
  onOpen: (row: TargetRow) => void
}

/** The targets of one document, table by table. */
function SourcePart({ source, groups, year, synthetic, known, onOpen }: SourcePartProps) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  if (groups.length === 0) return null
  const title = say(source.title)
  const about = [source.number, source.date, wordOf(s, 'status', source.status)]
    .filter((part) => part !== null)
    .join(' · ')
  const tableName = (table: string) => t('table', { table: table.replace(`${source.id} `, '').replace(/^table /, '') })
  return (
    <PagePart title={language === 'zh' ? `《${title}》` : title} id={`source-${source.id}`}>
      <p className="jd-quiet">{about}</p>
      {groups.map((group) => (
        <div key={group.table ?? ''}>
          <div className="ind-group-head">
            <h3>{group.table === null ? t('others') : tableName(group.table)}</h3>
            <span className="jd-quiet">{formatNumber(group.rows.length)}</span>
          </div>
          <TargetTable
            name={group.table === null ? `${title} ${t('others')}` : `${title} ${tableName(group.table)}`}
            rows={group.rows}
            prefix={`${source.id}.${group.table === null ? 'x' : 't'}.`}
            year={year}
            synthetic={synthetic}
            notes={known === '' ? [title] : [title, known]}
            onOpen={onOpen}
          />
        </div>
      ))}
    </PagePart>
  )
}

type TargetDrawerProps = { row: TargetRow | undefined; synthetic: boolean; knownAt: string | null; onClose: () => void }

function TargetDrawer({ row, synthetic, knownAt, onClose }: TargetDrawerProps) {
  const say = useText()
  return (
    <Drawer open={row !== undefined} onClose={onClose} title={say(row?.name)} size="min(860px, 100vw)" destroyOnHidden>
      {row === undefined ? null : <TargetDetail row={row} synthetic={synthetic} knownAt={knownAt} />}
    </Drawer>
  )
}
