import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { cataloguePaths } from '#base/paths/catalogue.ts'
import { indicatorPaths } from '#base/paths/indicators.ts'
import { useApi } from '#kit/web/api.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { catalogueContract, type SupplyDetail, type Units } from '../contract.ts'
import { Arrivals } from './Arrivals.tsx'
import { ArrivalNote } from './arrival-forms.tsx'
import { domains, purposes, rhythms, words } from './texts.ts'
import { useCitationWords, useUnitWords, useWordOf } from './units.tsx'
import { UsesTable } from './UsesTable.tsx'

/** One supply: its terms with their source, what came and when, who uses it. */
export function SupplyPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const api = useApi(catalogueContract)
  const t = useTexts(words)
  const say = useText()
  const [noting, setNoting] = useState(false)
  const found = useQuery(api.get.queryOptions({ input: { id } }))
  const supply = found.data
  const byHand = supply !== undefined && supply.form === undefined && supply.indicators.length === 0
  return (
    <Page
      title={supply === undefined ? t('supply') : say(supply.name)}
      sentence={supply === undefined ? undefined : say(supply.what)}
      crumbs={[{ title: t('catalogue'), to: cataloguePaths.list() }]}
      problem={found.error}
      loading={found.isLoading}
      primary={
        byHand ? (
          <ActButton primary decision={supply.mayRecord} act={() => setNoting(true)}>
            {t('noteArrival')}
          </ActButton>
        ) : undefined
      }
    >
      {supply === undefined ? null : (
        <>
          <SupplyFacts supply={supply} />
          <PagePart title={t('arrivals')} id="arrivals">
            <Arrivals supply={supply} />
          </PagePart>
          <PagePart title={t('uses')} id="uses">
            <UsesTable supply={supply} />
          </PagePart>
          <ArrivalNote supply={supply} open={noting} onClose={() => setNoting(false)} />
        </>
      )}
    </Page>
  )
}

function SupplyFacts({ supply }: { supply: SupplyDetail }) {
  const t = useTexts(words)
  const say = useText()
  const mark = useLanguage() === 'zh' ? '、' : ', '
  const units = useUnitWords()
  const cite = useCitationWords()
  const rhythm = useWordOf(rhythms)
  const domain = useWordOf(domains)
  const purpose = useWordOf(purposes)
  const { due, basis, retention, form, indicators, note, since, until } = supply
  const open = <span className="jd-blank">{t('notStated')}</span>
  const stated = <Value,>(value: Value | undefined, show: (value: Value) => ReactNode) =>
    value === undefined ? open : show(value)
  const linked = (of: Units) =>
    of.organisations.length === 0
      ? units(of)
      : of.organisations.map(({ id, name }, at) => (
          <span key={id}>
            {at === 0 ? null : mark}
            <Go to={cataloguePaths.list({ unit: id })}>{say(name)}</Go>
          </span>
        ))
  const kept = retention?.years === undefined ? undefined : t('years', { n: retention.years })
  const items = [
    { label: t('from'), value: linked(supply.from) },
    { label: t('to'), value: linked(supply.to) },
    { label: t('every'), value: rhythm(supply.every) },
    {
      label: t('due'),
      value: stated(due, ({ days, count }) => t(count === 'working' ? 'dueWorking' : 'dueCalendar', { n: days })),
    },
    { label: t('basis'), value: stated(basis, ({ words: said, source }) => `${say(said)} · ${cite(source)}`) },
    { label: t('domain'), value: domain(supply.domain) },
    { label: t('purposes'), value: supply.purposes.map(purpose).join(mark) },
    { label: t('retention'), value: stated(retention, ({ words: said }) => kept ?? say(said)) },
    ...(form === undefined ? [] : [{ label: t('form'), value: say(form.name) }]),
    ...(indicators.length === 0
      ? []
      : [
          {
            label: t('indicators'),
            value: indicators.map(({ id, name }, at) => (
              <span key={id}>
                {at === 0 ? null : mark}
                <Go to={indicatorPaths.one(id)}>{say(name)}</Go>
              </span>
            )),
          },
        ]),
    ...(since === undefined ? [] : [{ label: t('since'), value: since }]),
    ...(until === undefined ? [] : [{ label: t('until'), value: until }]),
    { label: t('source'), value: cite(supply.source) },
    ...(note === undefined ? [] : [{ label: t('note'), value: say(note) }]),
  ]
  return <Facts items={items} />
}
