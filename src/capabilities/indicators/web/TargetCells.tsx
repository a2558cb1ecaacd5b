import { unitName } from '#base/unit.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { FigureCell } from '#kit/web/ui/FigureCell.tsx'
import type { PlanLint, TargetPoint, TargetRow } from '../contract.ts'
import { growthContradicts, isComputed, shownScale, whyNoActual } from '../rules/plan-view.ts'
import { PathNumber } from './PathNumber.tsx'
import { actualFigure } from './plan-figures.ts'
import { StatedAmount } from './target-words.tsx'
import { words as shared, wordOf } from './texts.ts'
import { citationLine, useCitations } from './vocabulary.ts'

const words = defineTexts({
  actual: { zh: '实际', en: 'Actual' },
  baseline: { zh: '基期', en: 'baseline' },
  'lint.sum': { zh: '分项之和与合计不符', en: 'parts do not add up' },
  'lint.growth': { zh: '增速与数值不符', en: 'growth does not fit' },
  'lint.restated': { zh: '前后表述不一', en: 'said differently' },
  'lint.contradiction': { zh: '文件之间不一致', en: 'documents disagree' },
  gap: { zh: '差距', en: 'Gap' },
  reached: { zh: '达成率', en: 'Reached' },
  binds: { zh: '约束性', en: 'binding' },
  statedOnly: { zh: '由文件表述', en: 'stated only' },
  noData: { zh: '数据不足', en: 'not enough data' },
  byDocument: { zh: '文件数', en: 'by document' },
  part: { zh: '部分', en: 'part' },
  partTitle: { zh: '不是全年：仅为已有各期之和', en: 'Not a whole year: the sum of the periods that are known' },
  stated: { zh: '表述 {n}%', en: 'stated {n}%' },
  computed: { zh: '推算 {n}%', en: 'computed {n}%' },
  contradicts: { zh: '不一致', en: 'do not agree' },
  growthNotStated: { zh: '未明示', en: 'not stated' },
  opens: { zh: '{what}：{name}', en: '{what}: {name}' },
})

/** What a target is called, and under it what sets it apart: its place, its kind, that it binds. */
export function TargetName({ row }: { row: TargetRow }) {
  const s = useTexts(shared)
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const { programme } = useSession()
  return (
    <div className="ind-name">
      {row.row === null ? '' : `${row.row}. `}
      {say(row.name)}
      <span className="ind-note jd-block">
        {[
          ...(row.unit === null ? [] : [unitName(row.unit, language)]),
          ...(row.subject === programme.rootPlace ? [] : [say(row.subjectName)]),
          ...(row.kind === 'level' ? [] : [wordOf(s, 'kind', row.kind)]),
          ...(row.binding ? [t('binds')] : []),
        ]
          .filter((part) => part !== '')
          .join(' · ')}
      </span>
    </div>
  )
}

/** Where the plan starts from, with its year. */
export function Baseline({ point }: { point: TargetPoint | undefined }) {
  if (point === undefined) return null
  return (
    <span className="jd-number">
      <StatedAmount point={point} />
      <span className="ind-year">{point.period}</span>
    </span>
  )
}

/** Where the plan starts from and what is promised, period by period; under it what the arithmetic of the plans says against it. */
export function Milestones({ row }: { row: TargetRow }) {
  const t = useTexts(words)
  const say = useText()
  return (
    <div className="ind-stack">
      {row.points
        .filter(({ role }) => role !== null)
        .map((point) => (
          <span key={`${point.period}|${point.by ?? ''}`} className={point.words === null ? 'ind-line' : 'ind-words'}>
            <span className="jd-quiet jd-small">{point.period}</span> <StatedAmount point={point} />
            {point.role === 'baseline' ? <span className="ind-year">{t('baseline')}</span> : null}
          </span>
        ))}
      {againstIt(row).map((note) => (
        <span key={`${note.kind}|${note.period ?? ''}|${note.note.en}`} className="ind-note" title={say(note.note)}>
          <span className="ind-warn">≠</span> {note.period} {t(`lint.${note.kind}`)}
        </span>
      ))}
    </div>
  )
}

/** What the arithmetic of the plans says against the figures of a target. */
export function againstIt(row: TargetRow): PlanLint[] {
  return (row.lint ?? []).filter(({ agrees }) => !agrees)
}

/** How far the actual is from the path: the gap, and under it how much of the path was reached. */
export function GapCell({ row, point, onOpen }: Pick<PathProps, 'row' | 'point' | 'onOpen'>) {
  const t = useTexts(words)
  if (point?.gap == null) return null
  return (
    <span className="ind-stack">
      <span>
        <PathCell row={row} point={point} value={point.gap} what={t('gap')} onOpen={onOpen} sign />
      </span>
      {point.reached === null ? null : (
        <span className="jd-quiet">
          <PathCell row={row} point={point} value={point.reached} what={t('reached')} onOpen={onOpen} scale={1} />%
        </span>
      )}
    </span>
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

/** A number that follows from the path of a target: required, gap, reached. */
export function PathCell({ row, point, value, what, onOpen, sign, scale, dated }: PathProps) {
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
    return isComputed(row) ? null : (
      <span className="jd-blank" title={say(row.notComputed ?? undefined)}>
        {t(whyNoActual(row))}
      </span>
    )
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

/** Growth a year as printed, and as the same plan's values give it. */
export function Growth({ row }: { row: TargetRow }) {
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
