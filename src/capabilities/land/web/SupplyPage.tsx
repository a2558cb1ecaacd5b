import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { landPaths } from '#base/paths/land.ts'
import { mapPaths } from '#base/paths/map.ts'
import { workflowsContract } from '#capabilities/workflows/contract.ts'
import { CasePanel } from '#capabilities/workflows/web/parts.tsx'
import { useApi } from '#kit/web/api.ts'
import { formatQuantity } from '#kit/web/numbers.ts'
import type { DecisionView } from '#kit/web/problem-words.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import { suppliesContract, type SupplyDetail } from '../contract/supplies.ts'
import { useStageWord } from './OfferSheet.tsx'
import { SellForm, sellingAct } from './SellForm.tsx'
import { supplyWords, useOutstandingWords } from './SupplyTable.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  titled: { zh: '{code} {name}', en: '{code} {name}' },
  sell: { zh: '登记成交', en: 'Record the sale' },
  assist: { zh: '配合单位', en: 'Assisting' },
  decide: { zh: '决策单位', en: 'Deciding' },
  price: { zh: '成交价', en: 'Price' },
  winner: { zh: '竞得人', en: 'Winner' },
  elected: { zh: '选定行业', en: 'Industry elected' },
  soldOn: { zh: '成交日期', en: 'Sold on' },
  landRightOn: { zh: '取得使用权', en: 'Land right from' },
  handedOn: { zh: '交地日期', en: 'Handed over on' },
  agreement: { zh: '投入产出监管协议', en: 'Agreement on supervision' },
  open: { zh: '查看', en: 'Open' },
  notYet: { zh: '尚无', en: 'not yet' },
  indicators: { zh: '控制指标', en: 'Control indicators' },
  version: { zh: '第 {n} 版', en: 'version {n}' },
  noIndicators: { zh: '还没有确定控制指标', en: 'No control indicators are set' },
  noIndicatorsWhy: {
    zh: '至少一个产业的指标确定后才能走“确定控制指标”一步。',
    en: 'Those of at least one industry have to be set before the supply can go on.',
  },
  toParcel: { zh: '到地块档案确定', en: 'Set them in the dossier of the parcel' },
  offer: { zh: '公告', en: 'Announcement' },
  offerWithdrawn: { zh: '公告已撤下', en: 'taken back' },
  offerShown: { zh: '公众所见（第 {n} 次发布）', en: 'as strangers see it (revision {n})' },
  documents: { zh: '公开的文件', en: 'Published documents' },
  nothing: { zh: '无', en: 'none' },
})

/** One supply: how far it is, with whom it lies, what is asked of who wins it, what was announced. */
export function SupplyPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(suppliesContract)
  const s = useTexts(supplyWords)
  const found = useQuery(api.supplyShow.queryOptions({ input: { id } }))
  const crumbs = [{ title: s('supplies'), to: landPaths.supplies() }]
  if (found.data === undefined)
    return <Page title={s('supply')} crumbs={crumbs} problem={found.error} loading={found.error === null} />
  return <Open supply={found.data} crumbs={crumbs} />
}

function Open({ supply, crumbs }: { supply: SupplyDetail; crumbs: { title: string; to: string }[] }) {
  const api = useApi(suppliesContract)
  const t = useTexts(words)
  const s = useTexts(supplyWords)
  const say = useText()
  const waits = useOutstandingWords()
  const client = useQueryClient()
  const [selling, setSelling] = useState(false)
  const sell = useOffered(supply.case, sellingAct)
  const again = () => client.invalidateQueries({ queryKey: api.key() })
  return (
    <Page
      title={t('titled', { code: supply.code, name: supply.name ?? say(supply.use.name) })}
      crumbs={crumbs}
      {...(sell === undefined
        ? {}
        : {
            primary: (
              <ActButton primary decision={sell} act={() => setSelling(true)}>
                {t('sell')}
              </ActButton>
            ),
          })}
    >
      <p>
        <StatusLight light={supply.light} /> {say(supply.stateName)}
        {supply.nextDue === null ? null : ` · ${s('nextDue')} ${supply.nextDue}`}
      </p>
      {supply.outstanding.length === 0 ? null : (
        <PagePart title={s('outstanding')}>
          <ul>
            {supply.outstanding.map((one) => (
              <li key={`${one.branch} ${one.units.map((unit) => unit.id).join()}`}>{waits(one)}</li>
            ))}
          </ul>
        </PagePart>
      )}
      <CasePanel
        caseId={supply.case}
        perform={(done) => api.supplyAct.call({ id: supply.id, ...done })}
        except={[sellingAct]}
        parts={['acts', 'branches']}
        onDone={again}
      />
      <Facts items={useFacts(supply)} />
      <Indicators supply={supply} />
      <Announced supply={supply} />
      <CasePanel caseId={supply.case} parts={['clocks', 'diagram', 'family', 'files', 'timeline']} onDone={again} />
      <SellForm supply={supply} open={selling} onClose={() => setSelling(false)} />
    </Page>
  )
}

/** Whether the case offers an act now; undefined where it does not belong to the present state. */
function useOffered(caseId: string, act: string): DecisionView | undefined {
  const api = useApi(workflowsContract)
  const found = useQuery(api.caseShow.queryOptions({ input: { id: caseId } })).data
  return found?.acts.find((offer) => offer.act === act)?.decision
}

function Indicators({ supply }: { supply: SupplyDetail }) {
  const t = useTexts(words)
  const say = useText()
  return (
    <PagePart title={t('indicators')}>
      {supply.industries.length === 0 ? (
        <EmptyState
          title={t('noIndicators')}
          why={t('noIndicatorsWhy')}
          act={<Go to={landPaths.parcel(supply.parcel)}>{t('toParcel')}</Go>}
        />
      ) : (
        supply.industries.map(({ industry, name, version, rows }) => (
          <section key={industry}>
            <h4>
              {say(name)} <span className="jd-quiet">{t('version', { n: version })}</span>
            </h4>
            <ul>
              {rows.map((row) => (
                <li key={row.row.id}>{say(row.words)}</li>
              ))}
            </ul>
          </section>
        ))
      )}
    </PagePart>
  )
}

function Announced({ supply: { offer } }: { supply: SupplyDetail }) {
  const t = useTexts(words)
  const stageWord = useStageWord()
  if (offer === null) return null
  return (
    <PagePart title={t('offer')}>
      {offer.withdrawnAt === null ? (
        <p>
          {stageWord(offer.stage)} <Go to={mapPaths.offer(offer.id)}>{t('offerShown', { n: offer.revision })}</Go>
        </p>
      ) : (
        <p className="jd-quiet">{t('offerWithdrawn')}</p>
      )}
      <p>
        {t('documents')}:{' '}
        {offer.documents.length === 0 ? t('nothing') : offer.documents.map(({ name }) => name).join(' · ')}
      </p>
    </PagePart>
  )
}

function useFacts(supply: SupplyDetail) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const w = useTexts(supplyWords)
  const say = useText()
  const language = useLanguage()
  const units = (named: SupplyDetail['lead']) =>
    named.length === 0 ? t('nothing') : named.map(({ name }) => say(name)).join(' · ')
  const { winner, winnerEnterprise, price, agreement } = supply
  return [
    { label: s('parcel'), value: <Go to={landPaths.parcel(supply.parcel)}>{supply.code}</Go> },
    { label: s('place'), value: say(supply.place.name) },
    { label: s('base'), value: supply.base === null ? s('noBase') : say(supply.base.name) },
    { label: s('use'), value: say(supply.use.name) },
    { label: s('area'), value: formatQuantity({ value: supply.area, unit: 'm2' }, language) },
    { label: w('lead'), value: units(supply.lead) },
    { label: t('assist'), value: units(supply.assist) },
    { label: t('decide'), value: units(supply.decide) },
    {
      label: t('price'),
      value: price === null ? t('notYet') : formatQuantity({ value: price, unit: 'CNY_10k' }, language),
    },
    {
      label: t('winner'),
      value:
        winner !== null && winnerEnterprise !== null ? (
          <Go to={enterprisePaths.one(winnerEnterprise)}>{winner}</Go>
        ) : (
          (winner ?? t('notYet'))
        ),
    },
    { label: t('elected'), value: supply.industryElected === null ? t('notYet') : say(supply.industryElected.name) },
    { label: t('soldOn'), value: supply.soldOn ?? t('notYet') },
    { label: t('landRightOn'), value: supply.landRightOn ?? t('notYet') },
    { label: t('handedOn'), value: supply.handedOn ?? t('notYet') },
    {
      label: t('agreement'),
      value: agreement === null ? t('notYet') : <Go to={landPaths.agreement(agreement)}>{t('open')}</Go>,
    },
  ]
}
