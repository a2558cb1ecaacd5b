import { formatQuantity } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Timeline } from '#kit/web/ui/Timeline.tsx'
import type { AgreementDetail } from '../contract/agreements.ts'
import type { CheckRecord } from '../contract/checks.ts'
import { agreementWords, useCheckName } from './agreement-words.ts'
import { CheckRows, PenaltyNote } from './CheckRows.tsx'

const words = defineTexts({
  title: { zh: '{check}（{on}）', en: '{check}, {on}' },
  act: { zh: '同时办理：{name}', en: 'together with: {name}' },
  set: { zh: '确定违约金 {value}', en: 'Penalty set: {value}' },
  because: { zh: '理由：{why}', en: 'because: {why}' },
  none: { zh: '还没有核查记录', en: 'No check was recorded yet' },
  noneWhy: { zh: '在上面的核查表中登记。', en: 'Record one from the list of checks above.' },
})

/** The checks that were recorded: how each row stood, what followed. */
export function CheckRecords({ agreement }: { agreement: AgreementDetail }) {
  const t = useTexts(words)
  const name = useCheckName()
  const checks = new Map(agreement.checks.map((one) => [one.key, one]))
  if (agreement.records.length === 0) return <EmptyState title={t('none')} why={t('noneWhy')} />
  return (
    <Timeline
      entries={agreement.records.map((record) => {
        const check = checks.get(record.key)
        return {
          id: String(record.number),
          title: t('title', { check: check === undefined ? record.key : name(check), on: record.on }),
          at: record.at,
          actor: record.by ?? undefined,
          detail: <RecordDetail record={record} breach={agreement.breach} />,
        }
      })}
    />
  )
}

function RecordDetail({ record, breach }: { record: CheckRecord } & Pick<AgreementDetail, 'breach'>) {
  const t = useTexts(words)
  const s = useTexts(agreementWords)
  const say = useText()
  const language = useLanguage()
  const { act, penalty, penaltySet, penaltyWhy, words: said, evidence } = record
  return (
    <>
      {act === null ? null : <p>{t('act', { name: say(act.name) })}</p>}
      {record.rows.length === 0 ? null : <CheckRows rows={record.rows} />}
      {penalty === null ? null : <PenaltyNote penalty={penalty} breach={breach} />}
      {penaltySet === null ? null : (
        <p>
          {t('set', { value: formatQuantity({ value: penaltySet, unit: 'CNY_10k' }, language) })}
          {penaltyWhy === null ? '' : ` ${t('because', { why: penaltyWhy })}`}
        </p>
      )}
      {said === null ? null : <p>{said}</p>}
      {evidence === null ? null : (
        <p className="jd-quiet">
          {s('evidence')}：{evidence}
        </p>
      )}
    </>
  )
}
