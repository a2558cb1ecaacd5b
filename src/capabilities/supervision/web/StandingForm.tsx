import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, DateField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { supervisionContract } from '../contract.ts'
import type { StandingShown } from '../contract/bases.ts'
import { useToday } from './periods.ts'
import { useStandsWord } from './StandsMark.tsx'

const words = defineTexts({
  title: { zh: '登记：{item}', en: 'Record: {item}' },
  submit: { zh: '登记', en: 'Record' },
  done: { zh: '已登记', en: 'Recorded' },
  state: { zh: '现状', en: 'How it stands' },
  since: { zh: '自何日起', en: 'Since' },
  document: { zh: '文件名称与文号', en: 'Document and its number' },
  evidence: { zh: '佐证材料（网址、档号）', en: 'Evidence (address, archive number)' },
  words: { zh: '说明', en: 'In words' },
  kept: { zh: '以前的登记保留在记录中。', en: 'What was recorded before stays on record.' },
})

const states = ['stands', 'in_progress', 'missing'] as const

type Recorded = FormValues & {
  state: (typeof states)[number]
  since: string
  document?: string
  evidence?: string
  words: string
}

type StandingProps = { base: string; item: StandingShown | undefined; onClose: () => void }

/** What stands now of one of the seven, since when and by which document. */
export function StandingForm({ base, item, onClose }: StandingProps) {
  const api = useApi(supervisionContract)
  const t = useTexts(words)
  const say = useText()
  const stands = useStandsWord()
  const today = useToday()
  const client = useQueryClient()
  return (
    <DrawerForm<Recorded>
      title={t('title', { item: say(item?.name) })}
      open={item !== undefined}
      onClose={onClose}
      initial={{ state: 'stands', since: today }}
      submitLabel={t('submit')}
      done={t('done')}
      submit={async ({ document, evidence, ...rest }) => {
        if (item === undefined) return
        await api.standingRecord.call({
          base,
          item: item.item,
          ...rest,
          ...(document === undefined || document === '' ? {} : { document }),
          ...(evidence === undefined || evidence === '' ? {} : { evidence }),
        })
        await client.invalidateQueries({ queryKey: api.key() })
      }}
    >
      <p className="jd-quiet">{t('kept')}</p>
      <ChoiceField
        name="state"
        label={t('state')}
        required
        choices={states.map((value) => ({ value, label: stands(value) }))}
      />
      <DateField name="since" label={t('since')} required />
      <TextField name="document" label={t('document')} max={300} />
      <TextField name="evidence" label={t('evidence')} max={1000} />
      <TextField name="words" label={t('words')} rows={3} max={4000} required />
    </DrawerForm>
  )
}
