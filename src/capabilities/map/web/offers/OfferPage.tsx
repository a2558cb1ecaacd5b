import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { piecesOf } from '#base/geo/geometry.ts'
import { mapPaths } from '#base/paths/map.ts'
import { needPaths } from '#base/paths/needs.ts'
import { clauseText } from '#base/texts/clause.ts'
import { landContract, type Offer } from '#capabilities/land/contract.ts'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { formatNumber } from '#kit/web/numbers.ts'
import { useSession } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { ShapeDrawing } from '#kit/web/ui/ShapeDrawing.tsx'
import { degreesText } from '../../rules/coordinates.ts'
import { formatView } from '../../rules/view.ts'
import '../map.css'
import { words } from './offer-texts.ts'
import { useOfferLines, useOfferMarks } from './offer-words.ts'

/** One offer as everybody may read it: facts, conditions, documents, where it lies, whom to ask. */
export function OfferPage() {
  const api = useApi(landContract)
  const t = useTexts(words)
  const go = useGo()
  const { id = '' } = useParams({ strict: false })
  const found = useQuery(api.offerShow.queryOptions({ input: { id } }))
  const offer = found.data
  return (
    <Page
      title={offer === undefined ? t('offers') : [offer.code, offer.name].filter((word) => word !== null).join(' ')}
      crumbs={[{ title: t('offers'), to: mapPaths.offers() }]}
      problem={found.error}
      loading={found.isPending}
      acts={
        offer === undefined ? null : (
          <Go to={mapPaths.open({ at: formatView({ centre: offer.position, zoom: 15 }), one: `offer:${offer.id}` })}>
            {t('map')}
          </Go>
        )
      }
      primary={
        offer === undefined ? null : (
          <ActButton primary act={() => go(needOf(offer))}>
            {t('needIt')}
          </ActButton>
        )
      }
    >
      {offer === undefined ? null : <OfferParts offer={offer} />}
    </Page>
  )
}

/** The page of needs, begun with what this offer has. */
function needOf({ id, kind, industries, place, base, area, least }: Offer): string {
  return needPaths.find({
    offer: id,
    kind,
    industry: industries[0]?.industry,
    place,
    base: base ?? undefined,
    least: least ?? area,
  })
}

function OfferParts({ offer }: { offer: Offer }) {
  const t = useTexts(words)
  const say = useText()
  const lines = useOfferLines()
  const marks = useOfferMarks()
  const { programme } = useSession()
  const blank = <span className="jd-blank">{t('notStated')}</span>
  const worn = marks(offer)
  return (
    <>
      <Facts
        items={[
          ...lines(offer).map(({ label, value }) => ({ label, value: value ?? blank })),
          { label: t('published'), value: formatInstant(offer.publishedAt, programme.timeZone) },
          ...(worn === '' ? [] : [{ label: t('marks'), value: worn }]),
        ]}
      />
      <Conditions offer={offer} />
      <PagePart title={t('documents')}>
        {offer.documents.length === 0 ? <p className="jd-quiet">{t('noDocuments')}</p> : null}
        <ul className="map-plain">
          {offer.documents.map((document) => (
            <li key={document.id}>
              <a href={`/api/land/offers/${offer.id}/documents/${document.id}`} download={document.name}>
                {document.name}
              </a>{' '}
              <span className="jd-quiet">
                {t('sizeKB', { n: formatNumber(Math.max(1, Math.round(document.size / 1024))) })}
              </span>
            </li>
          ))}
        </ul>
      </PagePart>
      <PagePart title={t('where')}>
        {offer.geometry === null ? (
          <p>{t('noDrawing', { at: degreesText(offer.position) })}</p>
        ) : (
          <ShapeDrawing
            label={t('drawing')}
            shapes={piecesOf(offer.geometry).map((rings, i) => ({
              id: String(i),
              rings,
              tone: 'own',
              label: offer.code,
            }))}
          />
        )}
      </PagePart>
      <PagePart title={t('contact')}>
        <Facts
          items={[
            { label: t('contact'), value: say(offer.contact.name) },
            { label: t('phone'), value: offer.contact.phone ?? blank },
          ]}
        />
      </PagePart>
    </>
  )
}

function Conditions({ offer }: { offer: Offer }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const colon = language === 'zh' ? '：' : ': '
  return (
    <PagePart title={t('conditions')}>
      {offer.industries.every(({ rows }) => rows.length === 0) ? (
        <p className="jd-quiet">{t('noConditions')}</p>
      ) : (
        offer.industries.map(({ industry, name, rows }) => (
          <section key={industry} className="map-conditions">
            <h3>{say(name)}</h3>
            <ul>
              {rows.map((kept) => (
                <li key={kept.row.id}>
                  {say(kept.words)}
                  {kept.clause === null ? null : (
                    <span className="jd-quiet jd-small">
                      {' '}
                      {say(kept.clause.title)}
                      {kept.clause.clause === '' ? '' : `${colon}${clauseText(kept.clause.clause, language)}`}
                    </span>
                  )}
                </li>
              ))}
            </ul>
          </section>
        ))
      )}
    </PagePart>
  )
}
