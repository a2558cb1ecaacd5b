import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Form } from 'antd'
import { useState } from 'react'
import { sendFile, useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { ChoiceField, DateField, NumberField, TextField } from '#kit/web/ui/fields.tsx'
import { ActForm, Field, type FormValues } from '#kit/web/ui/form.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { UploadBox } from '#kit/web/ui/UploadBox.tsx'
import {
  type Offer,
  type OfferDocument,
  offersContract,
  type OfferTerms,
  priceUnit,
  type Publishing,
  rentUnit,
} from '../contract/offers.ts'
import { lotsContract } from '../contract/lots.ts'
import { OfferSheet, useStageWord } from './OfferSheet.tsx'

const words = defineTexts({
  title: { zh: '发布', en: 'Publish' },
  again: { zh: '重新发布', en: 'Publish again' },
  preview: { zh: '预览公众所见', en: 'See what strangers will see' },
  shown: {
    zh: '发布后任何人都能看到以下内容；控制指标作为准入条件一并公开。',
    en: 'Once it is published everybody reads this; the control indicators are its entry conditions.',
  },
  publish: { zh: '确认发布', en: 'Publish this' },
  back: { zh: '返回修改', en: 'Back' },
  done: { zh: '已发布', en: 'Published' },
  tenures: { zh: '供给方式', en: 'To be had by' },
  price: { zh: '价格', en: 'Price' },
  rent: { zh: '租金（每月）', en: 'Rent (a month)' },
  empty: { zh: '不填则公众看到“未写明”。', en: 'Left empty, strangers read “not stated”.' },
  least: { zh: '最小可供面积', en: 'Smallest part' },
  leastHelp: { zh: '不填则只整宗供给。', en: 'Left empty, it is to be had only as a whole.' },
  from: { zh: '可用起始日', en: 'To be had from' },
  until: { zh: '截止日', en: 'Until' },
  untilHelp: { zh: '过了这一天公众不再看到。', en: 'After that day strangers see it no more.' },
  stage: { zh: '阶段', en: 'Stage' },
  phone: { zh: '联系电话', en: 'Telephone' },
  documents: { zh: '公开的文件', en: 'Documents to be published' },
  attach: { zh: '添加文件', en: 'Add a file' },
  remove: { zh: '不公开 {name}', en: 'Leave out {name}' },
  removeShort: { zh: '移除', en: 'Remove' },
})

const mostBytes = 50 * 1_048_576

type Thing = { kind: Offer['kind']; of: string }
type Filled = FormValues & {
  tenures: OfferTerms['tenures']
  price?: string
  rent?: string
  least?: string
  from: OfferTerms['from']
  until?: OfferTerms['from']
  stage: OfferTerms['stage']
  phone?: string
  documents: OfferDocument[]
}

/** Publishes a parcel or a space in two steps: the terms, then exactly what strangers will see. */
export function PublishForm({ kind, of, open, onClose }: Thing & { open: boolean; onClose: () => void }) {
  const api = useApi(offersContract)
  const t = useTexts(words)
  const found = useQuery(api.offerTerms.queryOptions({ input: { kind, of }, enabled: open }))
  return (
    <Drawer
      title={t((found.data?.revision ?? 0) === 0 ? 'title' : 'again')}
      open={open}
      onClose={onClose}
      size="min(760px, 100vw)"
      destroyOnHidden
    >
      {found.error === null ? null : <ProblemAlert problem={found.error} />}
      {found.data === undefined ? (
        <Busy lines={6} />
      ) : (
        <Steps thing={{ kind, of }} publishing={found.data} onClose={onClose} />
      )}
    </Drawer>
  )
}

type StepsProps = { thing: Thing; publishing: Publishing; onClose: () => void }

function Steps({ thing, publishing, onClose }: StepsProps) {
  const api = useApi(offersContract)
  const t = useTexts(words)
  const client = useQueryClient()
  const { message } = App.useApp()
  const [filled, setFilled] = useState<Filled>(() => filledFrom(publishing))
  const [shown, setShown] = useState<Offer>()
  const [problem, setProblem] = useState<unknown>()
  if (shown === undefined) {
    return (
      <ActForm<Filled>
        initial={filled}
        decision={publishing.decision}
        submitLabel={t('preview')}
        submit={async (values) => {
          setFilled(values)
          setShown(await api.offerPreview.call({ ...thing, terms: termsFrom(values) }))
        }}
      >
        <Fields thing={thing} />
      </ActForm>
    )
  }
  const publish = async () => {
    try {
      await api.offerPublish.call({ ...thing, terms: termsFrom(filled), expectedRevision: publishing.revision })
      await client.invalidateQueries()
      message.success(t('done'))
      onClose()
    } catch (thrown) {
      setProblem(thrown)
    }
  }
  return (
    <>
      <p className="jd-note">{t('shown')}</p>
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      <h2>
        {shown.code} {shown.name}
      </h2>
      <OfferSheet offer={shown} />
      <div className="jd-form-acts">
        <ActButton primary act={publish}>
          {t('publish')}
        </ActButton>
        <Button onClick={() => setShown(undefined)}>{t('back')}</Button>
      </div>
    </>
  )
}

function Fields({ thing }: { thing: Thing }) {
  const t = useTexts(words)
  const say = useText()
  const stageWord = useStageWord()
  const { data } = useQuery(useApi(lotsContract).landWords.queryOptions())
  const stage = Form.useWatch<OfferTerms['stage'] | undefined>('stage')
  const stages = stage === 'announced' ? (['announced'] as const) : (['on_offer', 'planned'] as const)
  return (
    <>
      <ChoiceField
        name="stage"
        label={t('stage')}
        required
        choices={stages.map((value) => ({ value, label: stageWord(value) }))}
      />
      <ChoiceField
        name="tenures"
        label={t('tenures')}
        required
        multiple
        choices={(data?.tenures ?? []).map(({ id, name }) => ({ value: id, label: say(name) }))}
      />
      {thing.kind === 'parcel' ? (
        <NumberField name="price" label={t('price')} unit={priceUnit} help={t('empty')} />
      ) : null}
      <NumberField name="rent" label={t('rent')} unit={rentUnit} help={t('empty')} />
      <NumberField name="least" label={t('least')} unit="m2" help={t('leastHelp')} />
      <DateField name="from" label={t('from')} required />
      <DateField name="until" label={t('until')} help={t('untilHelp')} />
      <TextField name="phone" label={t('phone')} max={60} />
      <Field name="documents" label={t('documents')}>
        <Documents thing={thing} />
      </Field>
    </>
  )
}

type DocumentsProps = { thing: Thing; value?: OfferDocument[]; onChange?: (documents: OfferDocument[]) => void }

function Documents({ thing, value = [], onChange }: DocumentsProps) {
  const t = useTexts(words)
  const address = `/api/land/offer-files?${new URLSearchParams(thing)}`
  return (
    <>
      {value.length === 0 ? null : (
        <ul>
          {value.map(({ id, name }) => (
            <li key={id}>
              {name}{' '}
              <Button
                type="link"
                size="small"
                aria-label={t('remove', { name })}
                onClick={() => onChange?.(value.filter((one) => one.id !== id))}
              >
                {t('removeShort')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <UploadBox
        accept=".pdf,.ofd,.docx,.xlsx,.jpg,.jpeg,.png,.zip"
        maxBytes={mostBytes}
        label={t('attach')}
        send={async (file, onProgress, signal) =>
          (await sendFile(address, file, { onProgress, signal })) as OfferDocument
        }
        onDone={(one) => onChange?.([...value, one])}
      />
    </>
  )
}

function filledFrom({ terms, documents }: Publishing): Filled {
  const { price, rent, least, until, phone, ...rest } = terms
  return {
    ...rest,
    documents: documents.filter(({ id }) => terms.documents.includes(id)),
    ...(price === null ? {} : { price }),
    ...(rent === null ? {} : { rent }),
    ...(least === null ? {} : { least }),
    ...(until === null ? {} : { until }),
    ...(phone === null ? {} : { phone }),
  }
}

function termsFrom(values: Filled): OfferTerms {
  const said = <Said extends string>(text: Said | undefined): Said | null =>
    text === undefined || text.trim() === '' ? null : text
  return {
    tenures: values.tenures,
    price: said(values.price),
    rent: said(values.rent),
    least: said(values.least),
    from: values.from,
    until: said(values.until),
    stage: values.stage,
    documents: (values.documents ?? []).map(({ id }) => id),
    phone: said(values.phone),
  }
}
