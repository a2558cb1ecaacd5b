import { useQueryClient } from '@tanstack/react-query'
import { Form } from 'antd'
import { landPaths } from '#base/paths/land.ts'
import { toPlainDate, yearOf } from '#base/plain-date.ts'
import { unitName } from '#base/unit.ts'
import { useUnitChoices } from '#capabilities/people/web/parts.tsx'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, NumberField, PlaceField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { type QuotaTerms, quotasContract } from '../contract/quotas.ts'
import { KnownFields, knownFrom } from './known-fields.tsx'
import { renewalWords } from './renewal-words.ts'

const words = defineTexts({
  request: { zh: '申请额度', en: 'Request a quota' },
  book: { zh: '登记下达', en: 'Book a document' },
  quota: { zh: '额度', en: 'Quota' },
  purpose: { zh: '用途（项目、供地）', en: 'For what (project, supply)' },
  holders: { zh: '留空则由方案写明的单位审批：{names}', en: 'Left empty: {names}, as the programme says' },
  noHolder: { zh: '方案未写明由谁批准，请指定', en: 'The programme does not say who decides; name the unit' },
  what: { zh: '事项', en: 'What' },
  given: { zh: '下达', en: 'Given' },
  taken_back: { zh: '收回', en: 'Taken back' },
})

type Props = { terms: readonly QuotaTerms[]; open: boolean; onClose: () => void }
type Booked = FormValues & { quota: string; place: string; year: string; amount: string }
type RequestValues = Booked & { purpose: string; lead: string[]; decide?: string[] }

/** A request for land or bonds, with what the rules of the quota ask. */
export function RequestQuota({ terms, open, onClose }: Props) {
  const api = useApi(quotasContract)
  const { timeZone } = useSession().programme
  const t = useTexts(words)
  const go = useGo()
  const client = useQueryClient()
  return (
    <DrawerForm<RequestValues>
      title={t('request')}
      open={open}
      onClose={onClose}
      wide
      draft="land-quota-request"
      initial={startOf(terms, timeZone)}
      submitLabel={t('request')}
      submit={async (values) => {
        const { quota, place, year, amount, purpose, lead, decide = [] } = values
        const chosen = terms.find(({ id }) => id === quota)
        const known = knownFrom(values, { measures: chosen?.measures ?? [], facts: chosen?.facts ?? [] })
        const { id } = await api.quotaRequest.call({ quota, place, year, amount, purpose, lead, decide, known })
        await client.invalidateQueries({ queryKey: api.key() })
        go(landPaths.quotaRequest(id))
      }}
    >
      <RequestFields terms={terms} />
    </DrawerForm>
  )
}

/** The year of the programme, wherever the reader is. */
function startOf(terms: readonly QuotaTerms[], timeZone: string): Partial<Booked> {
  const [first] = terms
  return {
    year: String(yearOf(toPlainDate(new Date(), timeZone))),
    ...(first === undefined ? {} : { quota: first.id }),
  }
}

function RequestFields({ terms }: Pick<Props, 'terms'>) {
  const t = useTexts(words)
  const s = useTexts(renewalWords)
  const say = useText()
  const units = useUnitChoices()
  const quota = Form.useWatch<string | undefined>('quota')
  const chosen = terms.find(({ id }) => id === quota)
  const holders = (chosen?.holders ?? []).map(({ name }) => say(name)).join(' · ')
  return (
    <>
      <BookedFields terms={terms} />
      <TextField name="purpose" label={t('purpose')} rows={3} max={4000} required />
      <KnownFields measures={chosen?.measures ?? []} facts={chosen?.facts ?? []} />
      <ChoiceField name="lead" label={s('lead')} choices={units} multiple required />
      <ChoiceField
        name="decide"
        label={s('decide')}
        help={holders === '' ? t('noHolder') : t('holders', { names: holders })}
        choices={units}
        multiple
        required={holders === ''}
      />
    </>
  )
}

/** What a document gives to a place, or takes back. */
export function BookQuota({ terms, open, onClose }: Props) {
  const api = useApi(quotasContract)
  const { timeZone } = useSession().programme
  const t = useTexts(words)
  const s = useTexts(renewalWords)
  const client = useQueryClient()
  type Values = Booked & { what: 'given' | 'taken_back'; document: string; reason: string }
  return (
    <DrawerForm<Values>
      title={t('book')}
      open={open}
      onClose={onClose}
      initial={{ ...startOf(terms, timeZone), what: 'given' } as Partial<Values>}
      submitLabel={t('book')}
      submit={async ({ quota, place, year, amount, what, document, reason }) => {
        await api.quotaBook.call({ quota, place, year, amount, what, document, reason })
        await client.invalidateQueries({ queryKey: api.key() })
      }}
    >
      <ChoiceField
        name="what"
        label={t('what')}
        required
        choices={(['given', 'taken_back'] as const).map((value) => ({ value, label: t(value) }))}
      />
      <BookedFields terms={terms} />
      <TextField name="document" label={s('document')} help={s('documentHelp')} max={300} required />
      <TextField name="reason" label={s('reason')} rows={3} max={4000} required />
    </DrawerForm>
  )
}

function BookedFields({ terms }: Pick<Props, 'terms'>) {
  const t = useTexts(words)
  const s = useTexts(renewalWords)
  const say = useText()
  const language = useLanguage()
  const quota = Form.useWatch<string | undefined>('quota')
  const unit = terms.find(({ id }) => id === quota)?.unit
  return (
    <>
      <ChoiceField
        name="quota"
        label={t('quota')}
        required
        choices={terms.map(({ id, name, unit: of }) => ({
          value: id,
          label: `${say(name)} (${unitName(of, language)})`,
        }))}
      />
      <PlaceField name="place" label={s('place')} required />
      <NumberField name="year" label={s('year')} required />
      <NumberField name="amount" label={s('amount')} required {...(unit === undefined ? {} : { unit })} />
    </>
  )
}
