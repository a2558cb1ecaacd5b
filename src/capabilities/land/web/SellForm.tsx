import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, DateField, NumberField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { suppliesContract, type SupplyDetail } from '../contract/supplies.ts'

const words = defineTexts({
  title: { zh: '登记成交', en: 'Record the sale' },
  price: { zh: '成交价', en: 'Price' },
  winner: { zh: '竞得人', en: 'Winner' },
  winnerHelp: { zh: '有未了结违约记录的不能竞得。', en: 'Nobody with an open record of default can win.' },
  code: { zh: '竞得人统一社会信用代码', en: 'Credit code of the winner' },
  codeHelp: {
    zh: '名录里有这家企业时填写，与名录关联；新设企业可留空。',
    en: 'Of an enterprise in the register, to be joined with it; a new one may be left empty.',
  },
  industry: { zh: '选定行业', en: 'Industry elected' },
  industryHelp: {
    zh: '只能选已确定控制指标的行业；签约时这一套指标冻结进监管协议。',
    en: 'Only one whose indicators are set; on signing that set is frozen into the agreement.',
  },
  soldOn: { zh: '成交日期', en: 'Day of the sale' },
})

type Sold = FormValues & {
  'fields.price': string
  'fields.winner': string
  'fields.winner_code'?: string
  'fields.industry_elected': string
  'fields.sold_on': string
}

/** The act by which a sale is recorded; the page has a form of its own for it. */
export const sellingAct = 'sell'

/** Price, winner, and the industry that was elected: a choice among those whose indicators are set. */
export function SellForm({ supply, open, onClose }: { supply: SupplyDetail; open: boolean; onClose: () => void }) {
  const api = useApi(suppliesContract)
  const t = useTexts(words)
  const say = useText()
  const client = useQueryClient()
  return (
    <DrawerForm<Sold>
      title={t('title')}
      open={open}
      onClose={onClose}
      submitLabel={t('title')}
      submit={async (values) => {
        const fields = Object.entries(values).flatMap(([name, value]): [string, string][] =>
          typeof value === 'string' && value.trim() !== '' ? [[name.replace(/^fields\./, ''), value]] : [],
        )
        await api.supplyAct.call({
          id: supply.id,
          act: sellingAct,
          expectedVersion: supply.revision,
          fields: Object.fromEntries(fields),
        })
        await client.invalidateQueries()
      }}
    >
      <NumberField name="fields.price" label={t('price')} unit="CNY_10k" required />
      <TextField name="fields.winner" label={t('winner')} help={t('winnerHelp')} required max={200} />
      <TextField name="fields.winner_code" label={t('code')} help={t('codeHelp')} max={40} />
      <ChoiceField
        name="fields.industry_elected"
        label={t('industry')}
        help={t('industryHelp')}
        required
        choices={supply.industries.map(({ industry, name }) => ({ value: industry, label: say(name) }))}
      />
      <DateField name="fields.sold_on" label={t('soldOn')} required />
    </DrawerForm>
  )
}
