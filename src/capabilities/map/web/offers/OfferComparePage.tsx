import { useQueries } from '@tanstack/react-query'
import { mapPaths } from '#base/paths/map.ts'
import { landContract, type Offer } from '#capabilities/land/contract.ts'
import { useAddress } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { type CompareLine, differs, parseCompared } from '../../rules/compare.ts'
import '../map.css'
import { words } from './offer-texts.ts'
import { useOfferLines } from './offer-words.ts'

type NamedLine = CompareLine & { readonly label: string }

/** Up to four offers side by side, line by line; where they differ, it says so. */
export function OfferComparePage() {
  const api = useApi(landContract)
  const t = useTexts(words)
  const { state, set } = useAddress()
  const ids = parseCompared(state.ids)
  const answers = useQueries({ queries: ids.map((id) => api.offerShow.queryOptions({ input: { id } })) })
  const offers = answers.flatMap(({ data }) => (data === undefined ? [] : [data]))
  const lines = useCompared(offers)
  return (
    <Page
      title={t('compareTitle')}
      crumbs={[{ title: t('offers'), to: mapPaths.offers() }]}
      loading={answers.some(({ isPending }) => isPending)}
    >
      {offers.length === 0 ? (
        <EmptyState
          title={t('nothingToCompare')}
          why={t('nothingToCompareWhy')}
          act={<Go to={mapPaths.offers()}>{t('toList')}</Go>}
        />
      ) : (
        <div className="jd-table-box">
          <section className="jd-table-scroll" aria-label={t('compareTitle')} tabIndex={0}>
            <table className="jd-table map-compare">
              <thead>
                <tr>
                  <th scope="col" className="jd-first">
                    {t('line')}
                  </th>
                  {offers.map(({ id, code, name }) => (
                    <th key={id} scope="col">
                      <Go to={mapPaths.offer(id)}>{code}</Go>
                      {name === null ? null : <span className="jd-quiet jd-block jd-small">{name}</span>}
                      <ActButton act={() => set({ ids: ids.filter((one) => one !== id).join() })}>
                        {t('takeOut')}
                      </ActButton>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {lines.map((line) => (
                  <Line key={line.id} line={line} of={offers} />
                ))}
              </tbody>
            </table>
          </section>
        </div>
      )}
    </Page>
  )
}

function Line({ line, of }: { line: NamedLine; of: readonly Offer[] }) {
  const t = useTexts(words)
  const isDifferent = of.length > 1 && differs(line)
  return (
    <tr className={isDifferent ? 'map-differs' : undefined}>
      <th scope="row" className="jd-first">
        {line.label}
        {isDifferent ? <span className="map-differs-word jd-small">{t('different')}</span> : null}
      </th>
      {of.map(({ id }, i) => (
        <td key={id}>{line.cells[i] ?? <span className="jd-blank">{t('notStated')}</span>}</td>
      ))}
    </tr>
  )
}

/** The lines of all, in the order in which the first that has one has it; then the conditions of each industry. */
function useCompared(offers: readonly Offer[]): NamedLine[] {
  const t = useTexts(words)
  const say = useText()
  const linesOf = useOfferLines()
  const all = offers.map(linesOf)
  const labels = new Map(all.flatMap((lines) => lines.map(({ id, label }) => [id, label] as const)))
  const facts = [...labels].map(([id, label]) => ({
    id,
    label,
    cells: all.map((lines) => lines.find((line) => line.id === id)?.value),
  }))
  const industries = new Map(
    offers.flatMap((offer) => offer.industries.map(({ industry, name }) => [industry, say(name)] as const)),
  )
  const asked = [...industries].map(([industry, name]) => ({
    id: industry,
    label: `${t('conditions')} · ${name}`,
    cells: offers.map((offer) => {
      const rows = offer.industries.find((one) => one.industry === industry)?.rows
      return rows === undefined || rows.length === 0 ? undefined : rows.map((kept) => say(kept.words)).join('\n')
    }),
  }))
  return [
    ...facts,
    ...asked,
    { id: 'contact', label: t('contact'), cells: offers.map(({ contact }) => say(contact.name)) },
  ]
}
