import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Checkbox } from 'antd'
import { mapPaths } from '#base/paths/map.ts'
import { needPaths } from '#base/paths/needs.ts'
import { CasePanel } from '#capabilities/workflows/web/parts.tsx'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatDate } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { MaskedContact } from '#kit/web/ui/MaskedContact.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { type NeedDetail, needsContract } from '../contract.ts'
import { MatchCards } from './MatchCards.tsx'
import './needs.css'
import { useArea } from './reasons.tsx'
import { words as shared } from './texts.ts'
import { useNeedWords } from './need-words.ts'

const words = defineTexts({
  matches: { zh: '匹配结果', en: 'What there is' },
  choose: { zh: '选作推荐', en: 'Choose to offer' },
  offer: { zh: '推荐所选 {n} 处', en: 'Offer the {n} chosen' },
  noneOffered: { zh: '尚未推荐', en: 'Nothing offered yet' },
  noneOfferedWhy: { zh: '受理后，从匹配结果中选择推荐。', en: 'Once it is taken up, choose from what there is.' },
  atThatTime: { zh: '推荐时匹配度 {n}', en: 'score then {n}' },
})

/** The act with which the workflow of needs offers something. */
const offering = 'offer'

/** One need: who, what, how it stands; what there is for it, and what was offered. */
export function NeedPage() {
  const api = useApi(needsContract)
  const s = useTexts(shared)
  const { id } = useParams({ strict: false }) as { id: string }
  const client = useQueryClient()
  const found = useQuery(api.needShow.queryOptions({ input: { id } }))
  const need = found.data
  return (
    <Page
      title={need === undefined ? s('needs') : need.company || s('erased')}
      crumbs={[{ title: s('needs'), to: needPaths.list() }]}
      problem={found.error}
      loading={found.isPending}
    >
      {need === undefined ? null : (
        <>
          <Asked need={need} />
          <CasePanel
            caseId={need.case}
            parts={['facts', 'acts', 'clocks', 'timeline']}
            except={[offering]}
            perform={(done) => api.needAct.call({ id, ...done })}
            onDone={() => client.invalidateQueries({ queryKey: api.key() })}
          />
          <Offered need={need} />
          {need.mayMatch && !need.final ? <Matches need={need} /> : null}
        </>
      )}
    </Page>
  )
}

function Asked({ need }: { need: NeedDetail }) {
  const s = useTexts(shared)
  const say = useText()
  const area = useArea()
  const { known } = useNeedWords()
  const { asked } = need
  const range = [asked.area.least, asked.area.most].map((one) => (one === null ? '' : area(one))).join(' – ')
  const items = [
    { label: s('kind'), value: s(`kind.${asked.kind}`) },
    { label: s('industry'), value: say(need.industryName ?? undefined) || s('notStated') },
    { label: s('area'), value: range === ' – ' ? s('notStated') : range },
    { label: s('byDate'), value: asked.byDate ?? s('notStated') },
    {
      label: s('places'),
      value:
        asked.places.map(({ place }) => say(known.places.find(({ id }) => id === place)?.name) || place).join(', ') ||
        s('notStated'),
    },
    ...(need.contact === null ? [] : [{ label: s('contact'), value: <Contact need={need} /> }]),
    ...(need.erased ? [{ label: s('contact'), value: <span className="jd-blank">{s('erased')}</span> }] : []),
    ...(need.words === null ? [] : [{ label: s('words'), value: need.words }]),
  ]
  return <Facts items={items} />
}

/** Masked until somebody asks; that they did is on record. */
function Contact({ need: { id, contact, phone, mayMatch } }: { need: NeedDetail }) {
  const api = useApi(needsContract)
  const show = mayMatch ? () => api.needContact.call({ id }) : undefined
  return <MaskedContact masked={{ name: contact, phone }} show={show} />
}

function Offered({ need }: { need: NeedDetail }) {
  const { timeZone } = useSession().programme
  const t = useTexts(words)
  const s = useTexts(shared)
  return (
    <PagePart title={s('offered')}>
      {need.offers.length === 0 ? (
        <EmptyState title={t('noneOffered')} why={t('noneOfferedWhy')} />
      ) : (
        <ul>
          {need.offers.map(({ number, offer, code, name, at, score }) => (
            <li key={number}>
              <Go to={mapPaths.offer(offer)}>
                {code} {name}
              </Go>{' '}
              <span className="jd-quiet">
                {formatDate(at, timeZone)} · {t('atThatTime', { n: (score / 1000).toFixed(1) })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </PagePart>
  )
}

function Matches({ need }: { need: NeedDetail }) {
  const api = useApi(needsContract)
  const t = useTexts(words)
  const client = useQueryClient()
  const { known } = useNeedWords()
  const { state, set } = useAddress()
  const found = useQuery(api.needOffers.queryOptions({ input: { id: need.id, most: 30 } }))
  const chosen = (state.offer ?? '').split(' ').filter((one) => one !== '')
  const toggle = (offer: string) =>
    chosen.includes(offer) ? chosen.filter((one) => one !== offer) : [...chosen, offer]
  const none = chosen.length === 0
  const isTime = need.state === 'matching'
  const decision =
    none || !isTime
      ? ({ allowed: false, reason: none ? 'needs.choose_first' : 'needs.take_up_first' } as const)
      : ({ allowed: true } as const)
  return (
    <PagePart title={t('matches')}>
      <p>
        <ActButton
          primary
          decision={decision}
          act={async () => {
            const fields = { offers: chosen.join(' ') }
            await api.needAct.call({ id: need.id, act: offering, expectedVersion: need.version, fields })
            set({ offer: undefined })
            await client.invalidateQueries()
          }}
        >
          {t('offer', { n: chosen.length })}
        </ActButton>
      </p>
      {found.data === undefined ? null : (
        <MatchCards
          found={found.data}
          known={known}
          act={({ offer }) => (
            <Checkbox
              checked={chosen.includes(offer)}
              onChange={() => set({ offer: toggle(offer).join(' ') || undefined })}
            >
              {t('choose')}
            </Checkbox>
          )}
        />
      )}
    </PagePart>
  )
}
