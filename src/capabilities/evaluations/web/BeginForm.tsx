import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Form } from 'antd'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatPeriod } from '#kit/web/dates.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, NumberField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { evaluationsContract } from '../contract.ts'
import type { SchemeSummary } from '../contract/runs.ts'
import { SchemeStatusNote } from './names.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  title: { zh: '发起评价', en: 'Begin an evaluation' },
  submit: { zh: '发起并归集数据', en: 'Begin and gather inputs' },
  help: {
    zh: '只用行政与申报数据；统计报表数据不用于评价单个企业。',
    en: 'Only administrative and declared data are taken; statistical returns never judge a single enterprise.',
  },
  given: { zh: '基准值：{name}', en: 'Baseline of {name}' },
  givenHelp: { zh: '本办法要求每次评价时给定', en: 'The scheme has it stated with each evaluation' },
  note: { zh: '备注', en: 'Note' },
  noPeriods: { zh: '还没有这个办法所需的数据', en: 'Nothing is known yet of what the scheme reads' },
})

type BeginProps = { schemes: readonly SchemeSummary[]; open: boolean; onClose: () => void; scheme?: string | undefined }

/** Scheme, period and the baselines that the scheme has stated with each evaluation. */
export function BeginForm({ schemes, open, onClose, scheme }: BeginProps) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const go = useGo()
  const client = useQueryClient()
  return (
    <DrawerForm<FormValues>
      title={t('title')}
      open={open}
      onClose={onClose}
      submitLabel={t('submit')}
      initial={scheme === undefined ? {} : { scheme }}
      submit={async ({ scheme: chosen, period, note, ...rest }) => {
        const given = Object.fromEntries(
          Object.entries(rest).flatMap(([name, value]) =>
            name.startsWith('given-') && typeof value === 'string' ? [[name.slice('given-'.length), value]] : [],
          ),
        )
        const { id } = await api.runCreate.call({
          scheme: String(chosen),
          period: String(period),
          given,
          note: typeof note === 'string' ? note : '',
        })
        await client.invalidateQueries({ queryKey: api.key() })
        go(evaluationPaths.one(id))
      }}
    >
      <Fields schemes={schemes} />
    </DrawerForm>
  )
}

function Fields({ schemes }: { schemes: readonly SchemeSummary[] }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const language = useLanguage()
  const chosen = Form.useWatch<string | undefined>('scheme')
  const detail = useQuery(
    api.schemeShow.queryOptions({ input: { scheme: chosen ?? '-' }, enabled: chosen !== undefined }),
  ).data
  return (
    <>
      <ChoiceField
        name="scheme"
        label={s('scheme')}
        required
        help={t('help')}
        choices={schemes.map((one) => ({ value: one.id, label: `${say(one.name)} · ${s(`status.${one.status}`)}` }))}
      />
      {detail === undefined ? null : <SchemeStatusNote status={detail.status} />}
      <ChoiceField
        name="period"
        label={s('period')}
        required
        help={detail !== undefined && detail.periods.length === 0 ? t('noPeriods') : undefined}
        choices={(detail?.periods ?? []).map((period) => ({ value: period, label: formatPeriod(period, language) }))}
      />
      {(detail?.given ?? []).map(({ criterion, name, unit }) => (
        <NumberField
          key={criterion}
          name={`given-${criterion}`}
          label={t('given', { name: say(name) })}
          help={t('givenHelp')}
          unit={unit}
          required
        />
      ))}
      <TextField name="note" label={t('note')} rows={2} max={2000} />
    </>
  )
}
