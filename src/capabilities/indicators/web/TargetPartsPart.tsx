import { blank } from '#base/blank.ts'
import { placePaths } from '#base/paths/places.ts'
import { unitName } from '#base/unit.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { FigureCell } from '#kit/web/ui/FigureCell.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { TargetParts, TargetRow } from '../contract.ts'
import { figureOn } from '../rules/figure-cells.ts'
import { shownScale } from '../rules/plan-view.ts'

const words = defineTexts({
  title: { zh: '各基地贡献 · {period}', en: 'What each base brings · {period}' },
  titleOther: { zh: '各地贡献 · {period}', en: 'What each part brings · {period}' },
  place: { zh: '基地', en: 'Base' },
  value: { zh: '数值', en: 'Value' },
  share: { zh: '占总量 %', en: 'Share of the total %' },
  contribution: { zh: '拉动（百分点）', en: 'Contribution (points)' },
  total: { zh: '总量', en: 'Total' },
  outside: { zh: '不在任何基地：{value} {unit}，占 {share}%。', en: 'In none of them: {value} {unit}, {share}%.' },
  outsidePlain: { zh: '不在任何基地：{value} {unit}。', en: 'In none of them: {value} {unit}.' },
})

type Part = TargetParts['rows'][number]
type TargetPartsPartProps = { row: TargetRow; parts: TargetParts; synthetic: boolean; knownAt: string | null }

/** What each base brings to the actual of a target, and to its growth. */
export function TargetPartsPart({ row, parts, synthetic, knownAt }: TargetPartsPartProps) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const unit = row.unit ?? 'one'
  const named = unitName(unit, language)
  const period = formatPeriod(parts.period, language)
  const title = t(parts.kind === 'base' ? 'title' : 'titleOther', { period })
  const figure = (part: Part) =>
    figureOn({
      value: part.value,
      blank: part.blank,
      unit,
      reported: part.reported,
      expected: part.expected,
      counts: null,
      knownAt: knownAt ?? '',
      synthetic,
      address: {
        indicator: row.indicator ?? '',
        period: parts.period,
        span: 'this',
        measure: 'value',
        where: { place: part.place, within: row.subject },
      },
    })
  const columns: Column<Part>[] = [
    {
      id: 'place',
      title: t('place'),
      value: (part) => say(part.name),
      show: (part) => <Go to={placePaths.one(part.place)}>{say(part.name)}</Go>,
      filter: false,
    },
    {
      id: 'value',
      title: `${t('value')}${named === '' ? '' : language === 'zh' ? `（${named}）` : ` (${named})`}`,
      kind: 'number',
      filter: false,
      value: (part) => (part.value === null ? blank(part.blank ?? 'not_reported') : part.value),
      show: (part) => (
        <FigureCell
          figure={figure(part)}
          scale={shownScale(row)}
          title={`${say(row.name)} · ${say(part.name)} · ${period}`}
        />
      ),
    },
    { id: 'share', title: t('share'), kind: 'number', scale: 1, filter: false, value: (part) => part.share },
    {
      id: 'contribution',
      title: t('contribution'),
      kind: 'number',
      scale: 2,
      sign: true,
      filter: false,
      value: (part) => part.contribution,
    },
  ]
  return (
    <section>
      <h3>{title}</h3>
      <DataTable
        name={`${say(row.name)} ${title}`}
        columns={columns}
        rows={parts.rows}
        rowKey={(part) => part.place}
        prefix="b."
        searchable={false}
        totals={{ value: parts.total }}
        totalsLabel={t('total')}
        empty={null}
      />
      {parts.outside === null ? null : (
        <p className="ind-note">
          {parts.outside.share === null
            ? t('outsidePlain', { value: formatNumber(parts.outside.value, { scale: shownScale(row) }), unit: named })
            : t('outside', {
                value: formatNumber(parts.outside.value, { scale: shownScale(row) }),
                unit: named,
                share: formatNumber(parts.outside.share, { scale: 1 }),
              })}
        </p>
      )}
    </section>
  )
}
