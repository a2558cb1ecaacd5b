import { useQueryClient } from '@tanstack/react-query'
import { Form } from 'antd'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, NumberField, TextField, TickField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { landContract } from '../contract.ts'
import type { ExtraRow, IndicatorSet, IndicatorsOfParcel, KeptRow, RowChange, RowWhen } from '../contract/indicators.ts'
import { resend } from '../rules/resend-rows.ts'
import { sayAmount } from '../rules/row-words.ts'
import { words as shared } from './texts.ts'

const words = defineTexts({
  change: { zh: '调整“{row}”', en: 'Change “{row}”' },
  add: { zh: '增设一项指标', en: 'Add a row' },
  now: { zh: '标准：{amount}', en: 'Stated: {amount}' },
  onlyStricter: { zh: '规范性指标只能从严', en: 'What is normative may only become stricter' },
  withReason: { zh: '推荐性指标可以改动，须写明理由', en: 'A recommendation may be changed, with a reason' },
  value: { zh: '数额', en: 'Amount' },
  low: { zh: '下限', en: 'At least' },
  high: { zh: '上限', en: 'At most' },
  share: { zh: '占比较对象的百分比', en: 'Percent of what it is compared with' },
  leaveOut: { zh: '不采用这一项', en: 'Leave it out' },
  name: { zh: '指标名称', en: 'Name' },
  kind: { zh: '要求', en: 'Kind' },
  at_least: { zh: '不低于', en: 'at least' },
  at_most: { zh: '不高于', en: 'at most' },
  range: { zh: '在两者之间', en: 'between' },
  equal: { zh: '等于', en: 'equal to' },
  statement: { zh: '文字要求', en: 'words alone' },
  measure: { zh: '计量项', en: 'Measure' },
  per: { zh: '除以', en: 'Divided by' },
  unit: { zh: '计量单位', en: 'Unit' },
  unitHelp: { zh: '如 CNY_10k/mu、percent', en: 'such as CNY_10k/mu or percent' },
  when: { zh: '何时考核', en: 'When it is judged' },
  always: { zh: '始终', en: 'at all times' },
  completion: { zh: '竣工时', en: 'at completion' },
  production: { zh: '投产时', en: 'when production begins' },
  yearly: { zh: '每年', en: 'each year' },
  fromYear: { zh: '从第几年起', en: 'From year' },
  toYear: { zh: '到第几年', en: 'To year' },
  anchor: { zh: '年份起算', en: 'Years count from' },
  land_right: { zh: '取得使用权', en: 'the land right' },
  productionBegan: { zh: '投产', en: 'the beginning of production' },
  nature: { zh: '性质', en: 'Nature' },
  normative: { zh: '规范性', en: 'normative' },
  recommended: { zh: '推荐性', en: 'recommended' },
})

type ChangeValues = { value?: string; low?: string; high?: string; share?: string; leftOut?: boolean; reason?: string }

/** Asks another amount in a row of a draft, or leaves out a recommendation. */
export function RowChangeForm({
  set,
  kept,
  onClose,
}: {
  set: IndicatorSet
  kept: KeptRow | undefined
  onClose: () => void
}) {
  const api = useApi(landContract)
  const client = useQueryClient()
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  if (kept === undefined) return null
  const { row, stated } = kept
  const isRelative = row.amount !== undefined && 'relative' in row.amount
  const unit = row.unit === undefined ? {} : { unit: row.unit }
  async function submit(values: ChangeValues): Promise<void> {
    const change = changeOf(row.id, values)
    await api.indicatorsChange.call({ id: set.id, revision: set.revision, ...resend(set, { change }) })
    await client.invalidateQueries()
  }
  return (
    <DrawerForm<ChangeValues>
      title={t('change', { row: say(row.name) })}
      open
      onClose={onClose}
      initial={{ ...amountsOf(kept), ...(kept.reason === null ? {} : { reason: kept.reason }) }}
      submit={submit}
      submitLabel={s('save')}
      done={s('saved')}
    >
      <p>{t('now', { amount: sayAmount({ ...row, amount: stated ?? row.amount }, language) })}</p>
      <p className="jd-quiet">{t(row.nature === 'normative' ? 'onlyStricter' : 'withReason')}</p>
      {row.kind === 'statement' ? null : isRelative ? (
        <NumberField name="share" label={t('share')} unit="percent" />
      ) : row.kind === 'range' ? (
        <>
          <NumberField name="low" label={t('low')} {...unit} />
          <NumberField name="high" label={t('high')} {...unit} />
        </>
      ) : (
        <NumberField name="value" label={t('value')} {...unit} />
      )}
      {row.nature === 'recommended' ? (
        <TickField name="leftOut" label="">
          {t('leaveOut')}
        </TickField>
      ) : null}
      <TextField name="reason" label={s('reason')} rows={2} max={4000} required={row.nature === 'recommended'} />
    </DrawerForm>
  )
}

function amountsOf({ row: { amount } }: KeptRow): ChangeValues {
  if (amount === undefined) return {}
  if ('value' in amount) return { value: amount.value }
  if ('low' in amount) return { low: amount.low, high: amount.high }
  return 'relative' in amount ? { share: amount.relative.share ?? '100' } : {}
}

function changeOf(id: string, { value, low, high, share, leftOut, reason }: ChangeValues): RowChange {
  const why = reason === undefined || reason === '' ? {} : { reason }
  if (leftOut === true) return { id, leftOut: true, ...why }
  if (share !== undefined) return { id, amount: { share }, ...why }
  if (low !== undefined && high !== undefined) return { id, amount: { low, high }, ...why }
  return { id, ...(value === undefined ? {} : { amount: { value } }), ...why }
}

type ExtraValues = Pick<ExtraRow, 'name' | 'kind' | 'nature' | 'reason'> & {
  measure?: string
  per?: string
  unit?: string
  value?: string
  low?: string
  high?: string
  when: 'always' | 'completion' | 'production' | 'yearly'
  fromYear?: string
  toYear?: string
  anchor?: 'land_right' | 'production'
}

type ExtraFormProps = {
  set: IndicatorSet
  measures: IndicatorsOfParcel['measures']
  open: boolean
  onClose: () => void
}

/** Adds a row over the measures of the programme, or a requirement in words. */
export function ExtraRowForm({ set, measures, open, onClose }: ExtraFormProps) {
  const api = useApi(landContract)
  const client = useQueryClient()
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const named = measures.map(({ id, name, unit }) => ({ value: id, label: `${say(name)}（${unit}）` }))
  const choose = (...keys: Parameters<typeof t>[0][]) => keys.map((key) => ({ value: key, label: t(key) }))
  async function submit(values: ExtraValues): Promise<void> {
    const sent = resend(set, { extra: extraOf(values) })
    await api.indicatorsChange.call({ id: set.id, revision: set.revision, ...sent })
    await client.invalidateQueries()
  }
  return (
    <DrawerForm<ExtraValues>
      title={t('add')}
      open={open}
      onClose={onClose}
      initial={{ kind: 'at_least', nature: 'normative', when: 'yearly', anchor: 'land_right' }}
      submit={submit}
      submitLabel={s('save')}
      done={s('saved')}
    >
      <TextField name="name" label={t('name')} max={200} required />
      <ChoiceField
        name="kind"
        label={t('kind')}
        required
        choices={choose('at_least', 'at_most', 'range', 'equal', 'statement')}
      />
      <Form.Item noStyle shouldUpdate>
        {({ getFieldValue }) => {
          const kind = getFieldValue('kind') as ExtraRow['kind']
          const isYearly = getFieldValue('when') === 'yearly'
          return (
            <>
              {kind === 'statement' ? null : (
                <>
                  <ChoiceField name="measure" label={t('measure')} required choices={named} />
                  <ChoiceField name="per" label={t('per')} choices={named} />
                  <TextField name="unit" label={t('unit')} help={t('unitHelp')} max={60} required />
                  {kind === 'range' ? (
                    <>
                      <NumberField name="low" label={t('low')} required />
                      <NumberField name="high" label={t('high')} required />
                    </>
                  ) : (
                    <NumberField name="value" label={t('value')} required />
                  )}
                </>
              )}
              <ChoiceField
                name="when"
                label={t('when')}
                required
                choices={choose('yearly', 'completion', 'production', 'always')}
              />
              {isYearly ? (
                <>
                  <NumberField name="fromYear" label={t('fromYear')} required />
                  <NumberField name="toYear" label={t('toYear')} />
                  <ChoiceField
                    name="anchor"
                    label={t('anchor')}
                    required
                    choices={[
                      { value: 'land_right', label: t('land_right') },
                      { value: 'production', label: t('productionBegan') },
                    ]}
                  />
                </>
              ) : null}
            </>
          )
        }}
      </Form.Item>
      <ChoiceField name="nature" label={t('nature')} required choices={choose('normative', 'recommended')} />
      <TextField name="reason" label={s('reason')} rows={2} max={4000} required />
    </DrawerForm>
  )
}

function extraOf(values: ExtraValues): ExtraRow {
  const { name, kind, nature, reason, measure, per, unit, value, low, high, when, anchor } = values
  const amount = low !== undefined && high !== undefined ? { low, high } : value === undefined ? undefined : { value }
  const measured = kind === 'statement' ? {} : defined({ measure, per, unit, amount })
  return {
    name,
    kind,
    nature,
    reason,
    when: whenOf(values),
    ...measured,
    ...(when === 'yearly' ? defined({ anchor }) : {}),
  }
}

function whenOf({ when, fromYear, toYear }: ExtraValues): RowWhen {
  if (when === 'always') return { always: true }
  if (when !== 'yearly') return { once: when }
  const to = toYear === undefined ? {} : { to_year: Number(toYear) }
  return { yearly: { from_year: Number(fromYear), ...to } }
}

type Defined<Values> = { [Key in keyof Values]?: Exclude<Values[Key], undefined> }

/** Without what was left empty. */
function defined<Values extends object>(values: Values): Defined<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<Values>
}
