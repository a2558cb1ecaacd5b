import { useMemo } from 'react'
import { useSession } from '#kit/web/session.tsx'
import { unitName } from '#base/unit.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { FigureCell } from '#kit/web/ui/FigureCell.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { TargetPoint, TargetRow } from '../contract.ts'
import { growthContradicts, isComputed, shownScale, standingAt, standings, yearsShown } from '../rules/plan-view.ts'
import { PathNumber } from './PathNumber.tsx'
import { actualFigure } from './plan-figures.ts'
import { StandingLight, StatedAmount, useStatedWords } from './target-words.tsx'
import { words as shared, wordOf } from './texts.ts'
import { citationLine, useCitations } from './vocabulary.ts'

const words = defineTexts({
  name: { zh: '目标', en: 'Target' },
  baseline: { zh: '基期', en: 'Baseline' },
  milestones: { zh: '阶段与目标值', en: 'Milestones' },
  required: { zh: '应达', en: 'Required' },
  actual: { zh: '实际', en: 'Actual' },
  running: { zh: '本年至今', en: 'Year so far' },
  gap: { zh: '差距', en: 'Gap' },
  reached: { zh: '达成率', en: 'Reached' },
  standing: { zh: '进度', en: 'Standing' },
  growth: { zh: '年均增速', en: 'Growth a year' },
  holder: { zh: '责任单位', en: 'Holder' },
  clause: { zh: '出处', en: 'Clause' },
  kind: { zh: '类型', en: 'Kind' },
  subject: { zh: '对象', en: 'Subject' },
  binding: { zh: '约束性', en: 'Binding' },
  binds: { zh: '约束性', en: 'binding' },
  expected: { zh: '预期性', en: 'expected' },
  statedOnly: { zh: '由文件表述', en: 'stated only' },
  byDocument: { zh: '文件数', en: 'by document' },
  part: { zh: '部分', en: 'part' },
  partTitle: { zh: '不是全年：仅为已有各期之和', en: 'Not a whole year: the sum of the periods that are known' },
  stated: { zh: '表述 {n}%', en: 'stated {n}%' },
  computed: { zh: '推算 {n}%', en: 'computed {n}%' },
  contradicts: { zh: '不一致', en: 'do not agree' },
  growthNotStated: { zh: '未明示', en: 'not stated' },
  opens: { zh: '{what}：{name}', en: '{what}: {name}' },
})

type TargetTableProps = {
  /** A noun; names the table and its export. */
  name: string
  rows: TargetRow[]
  prefix: string
  year: number | undefined
  synthetic: boolean
  notes: string[]
  onOpen: (row: TargetRow) => void
}

/** Targets of one table of a plan: what is stated, required, reached, and how far apart. */
export function TargetTable({ name, rows, prefix, year, synthetic, notes, onOpen }: TargetTableProps) {
  const columns = useTargetColumns({ year, synthetic, onOpen })
  return (
    <DataTable
      name={name}
      rows={rows}
      columns={columns}
      rowKey={(row) => row.id}
      onOpen={onOpen}
      prefix={prefix}
      searchable={false}
      notes={notes}
      empty={null}
    />
  )
}

type ColumnsAsked = Pick<TargetTableProps, 'year' | 'synthetic' | 'onOpen'>

function useTargetColumns({ year, synthetic, onOpen }: ColumnsAsked): Column<TargetRow>[] {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const cite = useCitations()
  const statedWords = useStatedWords()
  return useMemo(() => {
    const full = (row: TargetRow) => yearsShown(row.points, year).full
    const baseline = (row: TargetRow) => row.points.find((point) => point.role === 'baseline')
    const judged = (row: TargetRow) => (full(row)?.role === 'baseline' ? undefined : full(row))
    const running = (row: TargetRow) => (row.kind === 'level' ? yearsShown(row.points, year).running : undefined)
    const plain = { filter: false, sort: false } as const
    return [
      { id: 'name', title: t('name'), value: (row) => say(row.name), show: (row) => <Name row={row} />, filter: false },
      {
        id: 'unit',
        title: s('unit'),
        value: (row) => (row.unit === null ? '' : unitName(row.unit, language)),
        width: 72,
        ...plain,
      },
      {
        id: 'baseline',
        title: t('baseline'),
        kind: 'number',
        ...plain,
        value: (row) => baseline(row)?.stated,
        show: (row) => <Dated point={baseline(row)} />,
      },
      {
        id: 'milestones',
        title: t('milestones'),
        ...plain,
        value: (row) =>
          promised(row)
            .map((point) => `${point.period} ${statedWords(point)}`)
            .join('; '),
        show: (row) => <Milestones row={row} />,
      },
      {
        id: 'required',
        title: t('required'),
        kind: 'number',
        ...plain,
        value: (row) => (judged(row) ?? running(row))?.required,
        show: (row) => {
          const point = judged(row) ?? running(row)
          return <Path row={row} point={point} value={point?.required} what={t('required')} onOpen={onOpen} dated />
        },
      },
      {
        id: 'actual',
        title: t('actual'),
        kind: 'number',
        ...plain,
        value: (row) => actualFigure(row, full(row), synthetic) ?? full(row)?.actual,
        show: (row) => <Actual row={row} point={full(row)} synthetic={synthetic} onOpen={onOpen} />,
      },
      {
        id: 'gap',
        title: t('gap'),
        kind: 'number',
        filter: false,
        sign: true,
        value: (row) => judged(row)?.gap,
        show: (row) => (
          <Path row={row} point={judged(row)} value={judged(row)?.gap} what={t('gap')} onOpen={onOpen} sign />
        ),
      },
      {
        id: 'reached',
        title: `${t('reached')} %`,
        kind: 'number',
        filter: false,
        scale: 1,
        value: (row) => judged(row)?.reached,
        show: (row) => (
          <Path
            row={row}
            point={judged(row)}
            value={judged(row)?.reached}
            what={t('reached')}
            onOpen={onOpen}
            scale={1}
          />
        ),
      },
      {
        id: 'standing',
        title: t('standing'),
        kind: 'choice',
        choices: standings.map((value) => ({ value, label: wordOf(s, 'standing', value) })),
        value: (row) => standingAt(row, full(row)),
        show: (row) => <StandingLight standing={standingAt(row, full(row))} />,
      },
      {
        id: 'running',
        title: t('running'),
        kind: 'number',
        ...plain,
        value: (row) => actualFigure(row, running(row), synthetic),
        show: (row) =>
          running(row) === undefined ? null : (
            <Actual row={row} point={running(row)} synthetic={synthetic} onOpen={onOpen} />
          ),
      },
      {
        id: 'growth',
        title: t('growth'),
        ...plain,
        value: (row) =>
          row.statedGrowth
            .map(
              (growth) =>
                `${growth.from}–${growth.to} ${growth.stated ?? t('growthNotStated')} / ${growth.computed ?? ''}`,
            )
            .join('; '),
        show: (row) => <Growth row={row} />,
      },
      {
        id: 'holder',
        title: t('holder'),
        value: (row) => (row.holder === null ? '' : say(row.holder)),
        width: 150,
        ...plain,
      },
      { id: 'clause', title: t('clause'), value: (row) => cite(row.source).clause || row.source, width: 150, ...plain },
      {
        id: 'kind',
        title: t('kind'),
        hidden: true,
        value: (row) => wordOf(s, 'kind', row.kind),
      },
      { id: 'binding', title: t('binding'), hidden: true, value: (row) => (row.binding ? t('binds') : t('expected')) },
      { id: 'subject', title: t('subject'), hidden: true, value: (row) => say(row.subjectName) },
      { id: 'document', title: s('source'), hidden: true, value: (row) => citationLine(cite(row.source), language) },
    ]
  }, [t, s, say, language, cite, statedWords, year, synthetic, onOpen])
}

/** What a target promises: its points other than the baseline, as far as the plan says anything of them. */
function promised(row: TargetRow): TargetPoint[] {
  return row.points.filter((point) => point.role !== null && point.role !== 'baseline')
}

function Name({ row }: { row: TargetRow }) {
  const s = useTexts(shared)
  const t = useTexts(words)
  const say = useText()
  const { programme } = useSession()
  return (
    <div className="ind-name">
      {row.row === null ? '' : `${row.row}. `}
      {say(row.name)}
      <span className="ind-note jd-block">
        {[
          ...(row.subject === programme.rootPlace ? [] : [say(row.subjectName)]),
          ...(row.kind === 'level' ? [] : [wordOf(s, 'kind', row.kind)]),
          ...(row.binding ? [t('binds')] : []),
        ].join(' · ')}
      </span>
    </div>
  )
}

function Dated({ point }: { point: TargetPoint | undefined }) {
  if (point === undefined) return null
  return (
    <span className="jd-number">
      <StatedAmount point={point} />
      <span className="ind-year">{point.period}</span>
    </span>
  )
}

function Milestones({ row }: { row: TargetRow }) {
  return (
    <div className="ind-stack">
      {promised(row).map((point) => (
        <span key={`${point.period}|${point.by ?? ''}`} className={point.words === null ? 'ind-line' : 'ind-words'}>
          <span className="jd-quiet jd-small">{point.period}</span> <StatedAmount point={point} />
        </span>
      ))}
    </div>
  )
}

type PathProps = {
  row: TargetRow
  point: TargetPoint | undefined
  value: string | null | undefined
  what: string
  onOpen: (row: TargetRow) => void
  sign?: boolean
  scale?: number
  dated?: boolean
}

function Path({ row, point, value, what, onOpen, sign, scale, dated }: PathProps) {
  const t = useTexts(words)
  const say = useText()
  if (value === null || value === undefined || point === undefined) return null
  return (
    <>
      <PathNumber
        label={t('opens', {
          what: `${what} ${formatNumber(value, { scale: scale ?? shownScale(row), sign })}`,
          name: say(row.name),
        })}
        onOpen={() => onOpen(row)}
      >
        {formatNumber(value, { scale: scale ?? shownScale(row), sign })}
      </PathNumber>
      {dated === true ? <span className="ind-year">{point.period}</span> : null}
    </>
  )
}

type ActualProps = {
  row: TargetRow
  point: TargetPoint | undefined
  synthetic: boolean
  onOpen?: (row: TargetRow) => void
}

/** The actual value: a figure, a growth worked out from two of them, a value that a document states, or the plain word that only documents speak of it. */
export function Actual({ row, point, synthetic, onOpen }: ActualProps) {
  const t = useTexts(words)
  const say = useText()
  const cite = useCitations()
  const language = useLanguage()
  const figure = actualFigure(row, point, synthetic)
  if (point?.actual == null && figure === undefined)
    return isComputed(row) ? null : <span className="jd-blank">{t('statedOnly')}</span>
  const year = <span className="ind-year">{point?.period}</span>
  const part =
    point?.partial === true ? (
      <abbr className="ind-tag" title={t('partTitle')}>
        {t('part')}
      </abbr>
    ) : null
  if (figure !== undefined) {
    return (
      <>
        {part}{' '}
        <FigureCell figure={figure} scale={shownScale(row)} title={`${say(row.name)} · ${point?.period ?? ''}`} />
        {year}
      </>
    )
  }
  const number = formatNumber(point?.actual ?? '', { scale: shownScale(row) })
  if (point?.actualSource == null) {
    const shown =
      onOpen === undefined ? (
        number
      ) : (
        <PathNumber
          label={t('opens', { what: `${t('actual')} ${number}`, name: say(row.name) })}
          onOpen={() => onOpen(row)}
        >
          {number}
        </PathNumber>
      )
    return (
      <>
        {part} {shown}
        {year}
      </>
    )
  }
  return (
    <span title={citationLine(cite(point.actualSource), language)}>
      <span className="ind-tag">{t('byDocument')}</span> {number}
      {year}
    </span>
  )
}

function Growth({ row }: { row: TargetRow }) {
  const t = useTexts(words)
  return (
    <div className="ind-stack">
      {row.statedGrowth.map((growth) => (
        <span key={`${growth.from}|${growth.to}|${growth.source}`} className="jd-number">
          {growth.stated === null ? t('growthNotStated') : t('stated', { n: formatNumber(growth.stated) })}
          <span className="ind-note jd-block">
            {growth.computed === null ? '' : t('computed', { n: formatNumber(growth.computed) })}
            {growthContradicts(growth) ? <span className="ind-warn"> ≠ {t('contradicts')}</span> : null}
          </span>
        </span>
      ))}
    </div>
  )
}
