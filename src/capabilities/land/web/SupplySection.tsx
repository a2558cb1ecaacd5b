import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { landPaths } from '#base/paths/land.ts'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { ChoiceField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { suppliesContract, type SupplyProposal } from '../contract/supplies.ts'
import { OfferLine } from './OfferLine.tsx'
import { SupplyTable } from './SupplyTable.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  begin: { zh: '发起供应', en: 'Begin a supply' },
  none: { zh: '还没有供应记录。', en: 'It was never supplied.' },
  lead: { zh: '牵头单位', en: 'Lead' },
  assist: { zh: '配合单位', en: 'Assisting' },
  assistHelp: { zh: '逾期不答复视为同意。', en: 'Silence is consent after the days of the workflow.' },
  decide: { zh: '决策单位', en: 'Deciding' },
  duty: { zh: '单位按职责分工推荐，可改。', en: 'As the duties of the programme name them; they may be changed.' },
  noDuty: { zh: '职责分工没有写明单位，请选择。', en: 'No duty of the programme names the units: choose them.' },
})

/** Supply of a parcel on its dossier: whether it is public, what was supplied, the next supply. */
export function SupplySection({ parcel }: { parcel: string }) {
  const api = useApi(suppliesContract)
  const t = useTexts(words)
  const supplies = useQuery(api.supplyOfParcel.queryOptions({ input: { parcel } }))
  const proposal = useQuery(api.supplyProposal.queryOptions({ input: { parcel } }))
  const [opening, setOpening] = useState(false)
  const problem = supplies.error ?? proposal.error
  if (problem !== null) return <ProblemAlert problem={problem} />
  if (supplies.data === undefined || proposal.data === undefined) return <Busy lines={3} />
  return (
    <>
      <OfferLine kind="parcel" of={parcel} />
      {supplies.data.rows.length === 0 ? (
        <p className="jd-quiet">{t('none')}</p>
      ) : (
        <SupplyTable rows={supplies.data.rows} prefix="supply." empty={t('none')} />
      )}
      <p className="jd-acts">
        <ActButton decision={proposal.data.decision} act={() => setOpening(true)}>
          {t('begin')}
        </ActButton>
      </p>
      <BeginForm parcel={parcel} proposal={proposal.data} open={opening} onClose={() => setOpening(false)} />
    </>
  )
}

type Begun = FormValues & { use: string; lead: string[]; assist?: string[]; decide: string[] }
type BeginProps = { parcel: string; proposal: SupplyProposal; open: boolean; onClose: () => void }

function BeginForm({ parcel, proposal, open, onClose }: BeginProps) {
  const api = useApi(suppliesContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const go = useGo()
  const client = useQueryClient()
  const choices = proposal.organisations.map(({ id, name }) => ({ value: id, label: say(name) }))
  const ids = (named: SupplyProposal['lead']) => named.map(({ id }) => id)
  return (
    <DrawerForm<Begun>
      title={t('begin')}
      open={open}
      onClose={onClose}
      submitLabel={t('begin')}
      initial={{
        lead: ids(proposal.lead),
        assist: ids(proposal.assist),
        decide: ids(proposal.decide),
        ...(proposal.use === null ? {} : { use: proposal.use }),
      }}
      submit={async ({ use, lead, assist = [], decide }) => {
        const { id } = await api.supplyOpen.call({ parcel, use, lead, assist, decide })
        await client.invalidateQueries()
        go(landPaths.supply(id))
      }}
    >
      <p className="jd-note">{t(proposal.duty === null ? 'noDuty' : 'duty')}</p>
      <ChoiceField
        name="use"
        label={s('use')}
        required
        choices={proposal.uses.map(({ id, name }) => ({ value: id, label: say(name) }))}
      />
      <ChoiceField name="lead" label={t('lead')} required multiple choices={choices} />
      <ChoiceField name="assist" label={t('assist')} multiple help={t('assistHelp')} choices={choices} />
      <ChoiceField name="decide" label={t('decide')} required multiple choices={choices} />
    </DrawerForm>
  )
}
