import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { Form } from 'antd'
import { useDeferredValue, useMemo } from 'react'
import { workflowsContract } from '#capabilities/workflows/contract.ts'
import { ActFields, filledFrom } from '#capabilities/workflows/web/parts.tsx'
import { useApi } from '#kit/web/api.ts'
import { formatNumber, formatQuantity } from '#kit/web/numbers.ts'
import { speak } from '#kit/web/problem-words.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, DateField, NumberField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { landContract } from '../contract.ts'
import type { AgreementDetail } from '../contract/agreements.ts'
import type { AskedAmount, CheckPreview } from '../contract/checks.ts'
import { agreementWords, useCheckName } from './agreement-words.ts'
import { CheckRows, PenaltyNote } from './CheckRows.tsx'
import {
  amountName,
  checkInput,
  type CheckValues,
  factName,
  relativeName,
  relativeSource,
  statedName,
} from './check-values.ts'

const words = defineTexts({
  record: { zh: '登记核查', en: 'Record the check' },
  done: { zh: '已登记', en: 'Recorded' },
  onHelp: { zh: '不填则为今天', en: 'Today when left out' },
  amounts: { zh: '数据', en: 'Amounts' },
  amountOf: { zh: '{name}（{year}）', en: '{name}, {year}' },
  'from.indicator': {
    zh: '部门数据：{value}；填写则以填写为准',
    en: 'From administration: {value}; what you type goes before it',
  },
  'from.agreement': { zh: '按协议：{value}', en: 'As agreed: {value}' },
  yes: { zh: '是', en: 'yes' },
  no: { zh: '否', en: 'no' },
  stated: { zh: '“{name}”是否遵守', en: 'Whether “{name}” is kept' },
  relative: { zh: '“{name}”的比较数：{to}', en: '“{name}” is compared with: {to}' },
  relativeSource: { zh: '比较数的出处', en: 'Where that figure is from' },
  waived: { zh: '准予例外的指标', en: 'Rows with a granted exception' },
  waivedBy: { zh: '批准单位或人员', en: 'Granted by' },
  waivedOn: { zh: '批准日期', en: 'Granted on' },
  waivedWords: { zh: '批准文件和理由', en: 'Document and reason' },
  result: { zh: '即时判断', en: 'As it stands' },
  'answer.yes': { zh: '约束性指标全部达标', en: 'Everything binding is met' },
  'answer.no': { zh: '有约束性指标未达标', en: 'A binding row is not met' },
  'answer.unknown': { zh: '有约束性指标还无法判断', en: 'A binding row cannot be judged yet' },
  act: { zh: '同时办理', en: 'Together with' },
  noAct: { zh: '只登记核查，不推进环节', en: 'Only record it; the case stays where it is' },
  computed: { zh: '已按核查填入：{fields}', en: 'Filled in by the check: {fields}' },
  penaltyWhy: { zh: '违约金与计算结果不同的理由', en: 'Why another penalty than computed' },
})

type Props = { agreement: AgreementDetail; checkKey: string; onClose: () => void }

/** The form of a check: what is asked, the rows judged as one types, the step of the case that follows. */
export function CheckForm({ agreement, checkKey, onClose }: Props) {
  const api = useApi(landContract)
  const t = useTexts(words)
  const client = useQueryClient()
  const name = useCheckName()
  const first = useQuery(api.checkPreview.queryOptions({ input: { id: agreement.id, key: checkKey } }))
  const offered = useOfferedActs(agreement.case)
  const check = agreement.checks.find(({ key }) => key === checkKey)
  return (
    <DrawerForm<CheckValues>
      title={check === undefined ? t('record') : name(check)}
      open
      wide
      onClose={onClose}
      draft={`land-check-${agreement.id}-${checkKey}`}
      submitLabel={t('record')}
      done={t('done')}
      submit={async (values) => {
        const asked = offered.find(({ act }) => act === values.act)
        const filled = asked === undefined ? { fields: {}, files: {} } : filledFrom(values, asked)
        const { reason } = filled as { reason?: string }
        await api.checkRecord.call({
          id: agreement.id,
          key: checkKey,
          ...checkInput(first.data?.asks, values),
          expectedVersion: agreement.version,
          words: plain(values.words),
          evidence: plain(values.evidence),
          penaltyWhy: plain(values.penaltyWhy),
          ...(asked === undefined ? {} : { act: asked.act, fields: filled.fields, files: filled.files }),
          ...(reason === undefined ? {} : { reason }),
        })
        await client.invalidateQueries()
      }}
    >
      {first.error === null ? null : <ProblemAlert problem={first.error} />}
      {first.data === undefined ? null : <CheckFields agreement={agreement} checkKey={checkKey} first={first.data} />}
    </DrawerForm>
  )
}

function plain(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

function useOfferedActs(caseId: string) {
  const found = useQuery(useApi(workflowsContract).caseShow.queryOptions({ input: { id: caseId } }))
  return useMemo(() => found.data?.acts ?? [], [found.data])
}

function CheckFields({ agreement, checkKey, first }: Omit<Props, 'onClose'> & { first: CheckPreview }) {
  const api = useApi(landContract)
  const t = useTexts(words)
  const s = useTexts(agreementWords)
  const say = useText()
  const values = useDeferredValue((Form.useWatch([]) ?? {}) as CheckValues)
  const live = useQuery({
    ...api.checkPreview.queryOptions({
      input: { id: agreement.id, key: checkKey, ...checkInput(first.asks, values) },
    }),
    placeholderData: keepPreviousData,
    retry: false,
  })
  const preview = live.data ?? first
  const { asks } = first
  const yesNo = [
    { value: 'yes', label: t('yes') },
    { value: 'no', label: t('no') },
  ]
  return (
    <>
      <DateField name="on" label={s('day')} help={t('onHelp')} />
      {asks.amounts.map((asked) => (
        <AmountField key={amountName(asked.measure.id, asked.year)} asked={asked} />
      ))}
      {asks.facts.map(({ id, name }) => (
        <ChoiceField key={id} name={factName(id)} label={say(name)} choices={yesNo} />
      ))}
      {asks.statements.map(({ id, name }) => (
        <ChoiceField key={id} name={statedName(id)} label={t('stated', { name: say(name) })} choices={yesNo} />
      ))}
      {asks.relative.map(({ row, to, unit, known, source }) => (
        <div key={row.id}>
          <NumberField
            name={relativeName(row.id)}
            label={t('relative', { name: say(row.name), to: say(to) })}
            unit={unit}
            help={known === null ? undefined : `${formatNumber(known)} ${source ?? ''}`}
          />
          <TextField name={relativeSource(row.id)} label={t('relativeSource')} max={300} />
        </div>
      ))}
      <section className="ld-live" aria-live="polite">
        <h3>{t('result')}</h3>
        {live.error === null ? null : <ProblemAlert problem={live.error} />}
        <CheckRows rows={preview.rows} />
        <p>
          <strong>{t(`answer.${preview.answer}`)}</strong>
        </p>
        {preview.answer === 'no' ? <PenaltyNote penalty={preview.penalty} breach={agreement.breach} /> : null}
      </section>
      <WaiverFields rows={preview.rows} />
      <ActPart agreement={agreement} preview={preview} />
      <TextField name="words" label={s('words')} rows={3} max={4000} />
      <TextField name="evidence" label={s('evidence')} max={1000} />
    </>
  )
}

function AmountField({ asked }: { asked: AskedAmount }) {
  const t = useTexts(words)
  const s = useTexts(agreementWords)
  const say = useText()
  const language = useLanguage()
  const { measure, year, unit, definition, known, from } = asked
  const label = year === null ? say(measure.name) : t('amountOf', { name: say(measure.name), year: String(year) })
  if (from === 'agreement')
    return (
      <p>
        {label}{' '}
        <span className="jd-quiet">
          {t('from.agreement', { value: formatQuantity({ value: known ?? '0', unit }, language) })}
        </span>
      </p>
    )
  const help =
    known === null
      ? say(definition)
      : `${say(definition)}${s('semicolon')}${t('from.indicator', { value: formatNumber(known) })}`
  return <NumberField name={amountName(measure.id, year)} label={label} unit={unit} help={help} />
}

function WaiverFields({ rows }: { rows: CheckPreview['rows'] }) {
  const t = useTexts(words)
  const say = useText()
  const chosen = Form.useWatch('waived') as string[] | undefined
  if (rows.length === 0) return null
  return (
    <>
      <ChoiceField
        name="waived"
        label={t('waived')}
        multiple
        choices={rows.map(({ row, name }) => ({ value: row, label: say(name) }))}
      />
      {chosen === undefined || chosen.length === 0 ? null : (
        <>
          <TextField name="waivedBy" label={t('waivedBy')} max={200} required />
          <DateField name="waivedOn" label={t('waivedOn')} required />
          <TextField name="waivedWords" label={t('waivedWords')} rows={2} max={4000} required />
        </>
      )}
    </>
  )
}

/** The step of the case: which, and what it asks for besides what the check says already. */
function ActPart({ agreement, preview }: { agreement: AgreementDetail; preview: CheckPreview }) {
  const t = useTexts(words)
  const s = useTexts(agreementWords)
  const say = useText()
  const language = useLanguage()
  const chosen = Form.useWatch('act') as string | undefined
  const offered = useOfferedActs(agreement.case).find(({ act }) => act === chosen)
  const step = preview.acts.find(({ act }) => act === chosen)
  if (preview.acts.length === 0) return null
  const closed = preview.acts.filter(({ allowed }) => !allowed)
  const fields = (offered?.fields ?? []).flatMap(({ id, name }) => {
    const value = step?.fields[id]
    return value === undefined ? [] : [`${say(name)} ${formatNumber(value)}`]
  })
  return (
    <>
      <ChoiceField
        name="act"
        label={t('act')}
        help={closed
          .map(({ name, why, details }) => `${say(name)}：${speak(why ?? '', language, details ?? {})}`)
          .join(s('semicolon'))}
        choices={preview.acts
          .filter(({ allowed }) => allowed)
          .map(({ act, name }) => ({ value: act, label: say(name) }))}
      />
      {offered === undefined || step === undefined ? (
        <p className="jd-quiet jd-small">{t('noAct')}</p>
      ) : (
        <>
          {fields.length === 0 ? null : <p className="jd-note">{t('computed', { fields: fields.join(s('comma')) })}</p>}
          <ActFields
            caseId={agreement.case}
            asked={offered}
            except={Object.keys(step.fields).filter((id) => id !== 'penalty')}
          />
          {step.fields.penalty === undefined ? null : (
            <TextField name="penaltyWhy" label={t('penaltyWhy')} max={1000} />
          )}
        </>
      )}
    </>
  )
}
