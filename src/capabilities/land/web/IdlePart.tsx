import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '#kit/web/api.ts'
import { formatQuantity } from '#kit/web/numbers.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { NumberField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import { landContract } from '../contract.ts'
import type { AgreementDetail, IdleFound } from '../contract/agreements.ts'
import { agreementWords } from './agreement-words.ts'

const words = defineTexts({
  start: { zh: '应于 {due} 前开工', en: 'should have begun by {due}' },
  completion: { zh: '应于 {due} 前竣工', en: 'should have been completed by {due}' },
  after: { zh: '逾期满 {n} 个月（{on} 认定）：{words}', en: '{n} months passed, found on {on}: {words}' },
  fee: { zh: '闲置费 {fee}（土地价款 × {share}%）', en: 'fee {fee} (price of the land × {share}%)' },
  noFee: {
    zh: '没有登记土地价款，闲置费无法计算',
    en: 'The price of the land is not known, so no fee can be computed',
  },
  stands: { zh: '成立', en: 'stands' },
  gone: { zh: '已消除', en: 'no longer stands' },
  charge: { zh: '征收闲置费', en: 'Charge the fee' },
  amount: { zh: '闲置费', en: 'Fee' },
})

/** Findings by the rule of idle land, with the fee as computed. */
export function IdlePart({ agreement, onCharge }: { agreement: AgreementDetail; onCharge: () => void }) {
  const t = useTexts(words)
  return (
    <>
      <ul className="ld-list">
        {agreement.idleFindings.map((found) => (
          <li key={`${found.since} ${found.due} ${found.afterMonths}`}>
            <StatusLight light={found.stands ? 'overdue' : 'done'} word={t(found.stands ? 'stands' : 'gone')} />{' '}
            <IdleSentence found={found} />
          </li>
        ))}
      </ul>
      {agreement.state === idleState && agreement.may.decide ? (
        <ActButton act={onCharge}>{t('charge')}</ActButton>
      ) : null}
    </>
  )
}

const idleState = 'idle'
const feeAct = 'charge_idle_fee'

function IdleSentence({ found }: { found: IdleFound }) {
  const t = useTexts(words)
  const s = useTexts(agreementWords)
  const say = useText()
  const language = useLanguage()
  const { since, due, afterMonths, foundOn, does, fee, share, source } = found
  return (
    <>
      {t(since, { due })}
      {s('comma')}
      {t('after', { n: afterMonths, on: foundOn, words: say(found.words) })}
      {does === 'fee' ? (
        <>
          {s('semicolon')}
          {fee === null
            ? t('noFee')
            : t('fee', { fee: formatQuantity({ value: fee, unit: 'CNY_10k' }, language), share: share ?? '' })}
        </>
      ) : null}{' '}
      <span className="jd-quiet jd-small">{say(source)}</span>
    </>
  )
}

/** Charges the fee; the computed one stands there already. */
export function IdleFeeForm({ agreement, onClose }: { agreement: AgreementDetail; onClose: () => void }) {
  const api = useApi(landContract)
  const client = useQueryClient()
  const t = useTexts(words)
  const computed = agreement.idleFindings.find(({ stands, fee }) => stands && fee !== null)?.fee
  return (
    <DrawerForm<FormValues & { fee: string }>
      title={t('charge')}
      open
      onClose={onClose}
      initial={computed === undefined || computed === null ? {} : { fee: computed }}
      submitLabel={t('charge')}
      submit={async ({ fee }) => {
        await api.agreementAct.call({
          id: agreement.id,
          act: feeAct,
          expectedVersion: agreement.version,
          fields: { idle_fee: fee },
        })
        await client.invalidateQueries()
      }}
    >
      {agreement.idleFindings
        .filter(({ stands, does }) => stands && does === 'fee')
        .map((found) => (
          <p className="jd-note" key={found.due}>
            <IdleSentence found={found} />
          </p>
        ))}
      <NumberField name="fee" label={t('amount')} unit="CNY_10k" required />
    </DrawerForm>
  )
}
