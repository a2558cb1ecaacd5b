import { useParams } from '@tanstack/react-router'
import { Select, TreeSelect } from 'antd'
import { useMemo } from 'react'
import { indicatorPaths } from '#base/paths/indicators.ts'
import { ReleasedNotice } from '#capabilities/releases/web/parts.tsx'
import { useGo } from '#kit/web/address.ts'
import { formatInstant, formatPeriod } from '#kit/web/dates.ts'
import { useSession } from '#kit/web/session.tsx'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import type { IndustryTaxonomy } from '../contract.ts'
import { BreakdownPart } from './BreakdownPart.tsx'
import { BrowsingFilters } from './BrowsingFilters.tsx'
import { ClassesPart } from './ClassesPart.tsx'
import { SeriesPart } from './SeriesPart.tsx'
import { TaxonomyList } from './TaxonomyList.tsx'
import { useNews } from './freshness.ts'
import { words as shared } from './texts.ts'
import { type Browsing, useBrowsing } from './use-browsing.ts'
import { citationLine, useCatalogue, useCitations, usePlaceNames, useTaxonomies } from './vocabulary.ts'
import './indicators.css'

const words = defineTexts({
  title: { zh: '产业', en: 'Industries' },
  sentence: {
    zh: '按规划所用的产业分类看指标：总体、各期、各地区。',
    en: 'Figures by the classifications that the plans use: as a whole, over time, by place.',
  },
  classification: { zh: '产业分类', en: 'Classification' },
  industry: { zh: '产业', en: 'Industry' },
  allOf: { zh: '分类的全部', en: 'All of it' },
  missing: { zh: '没有这个产业分类', en: 'No such classification' },
  missingClass: { zh: '这个分类里没有“{id}”', en: 'The classification has no class “{id}”' },
  missingWhy: {
    zh: '地址可能有误，或新的规划包已不含它。',
    en: 'The address may be wrong, or a newer pack no longer has it.',
  },
  back: { zh: '看全部产业', en: 'All industries' },
  about: {
    zh: '{place} · {period}{span} · 分类来源：{source}',
    en: '{place} · {period}{span} · classification: {source}',
  },
  nothing: { zh: '还没有任何已报数据', en: 'Nothing has been reported yet' },
  nothingWhy: {
    zh: '报表审定或文件导入之后，这里就有数据。',
    en: 'Once a return is approved or a file is taken in, figures appear here.',
  },
})

/** One industry, one classification, or the list of classifications, as the address says. */
export function IndustryPage() {
  useNews()
  const { taxonomy: id, class: of } = useParams({ strict: false }) as { taxonomy?: string; class?: string }
  const t = useTexts(words)
  const say = useText()
  const taxonomies = useTaxonomies()
  const catalogue = useCatalogue()
  const browsing = useBrowsing({ industry: id === undefined || of === undefined ? undefined : `${id}/${of}` })
  const taxonomy = taxonomies.data?.taxonomies.find((each) => each.id === id)
  const found = of === undefined ? undefined : taxonomy?.classes.find((each) => each.id === of)
  const problem =
    (taxonomies.data === undefined ? taxonomies.error : null) ?? (catalogue.data === undefined ? catalogue.error : null)
  if (taxonomies.data === undefined || browsing === undefined)
    return <Page title={t('title')} problem={problem} loading={problem === null} />
  if (id === undefined) {
    return (
      <Page title={t('title')} sentence={t('sentence')}>
        <TaxonomyList taxonomies={taxonomies.data.taxonomies} />
      </Page>
    )
  }
  if (taxonomy === undefined || (of !== undefined && found === undefined)) {
    const title = taxonomy === undefined ? t('missing') : t('missingClass', { id: of ?? '' })
    return (
      <Page title={t('title')} crumbs={[{ title: t('title'), to: indicatorPaths.industries() }]}>
        <EmptyState title={title} why={t('missingWhy')} act={<Go to={indicatorPaths.industries()}>{t('back')}</Go>} />
      </Page>
    )
  }
  const crumbs = [
    { title: t('title'), to: indicatorPaths.industries() },
    ...(found === undefined ? [] : [{ title: say(taxonomy.name), to: indicatorPaths.taxonomy(taxonomy.id) }]),
  ]
  return (
    <Page
      title={say(found === undefined ? taxonomy.name : found.name)}
      crumbs={crumbs}
      sentence={<About taxonomy={taxonomy} browsing={browsing} />}
      filters={
        <>
          <IndustryChooser taxonomies={taxonomies.data.taxonomies} taxonomy={taxonomy} chosen={of} />
          <BrowsingFilters browsing={browsing} />
        </>
      }
    >
      <ReleasedNotice />
      {browsing.period === undefined ? (
        <EmptyState title={t('nothing')} why={t('nothingWhy')} />
      ) : (
        <>
          <ClassesPart taxonomy={taxonomy} chosen={of} browsing={browsing} period={browsing.period} />
          {of === undefined ? null : <SeriesPart browsing={browsing} period={browsing.period} />}
          {of === undefined ? null : <BreakdownPart browsing={browsing} period={browsing.period} />}
        </>
      )}
    </Page>
  )
}

function About({ taxonomy, browsing }: { taxonomy: IndustryTaxonomy; browsing: Browsing }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const language = useLanguage()
  const cite = useCitations()
  const placeName = usePlaceNames()
  const { programme } = useSession()
  const { period, span, where, known } = browsing
  const shown =
    period === undefined ? formatInstant(known.latest.month ?? '', programme.timeZone) : formatPeriod(period, language)
  return t('about', {
    place: placeName(where.place),
    period: shown,
    span: span === 'cumulative' ? ` ${s('cumulative')}` : '',
    source: citationLine(cite(taxonomy.source), language),
  })
}

type IndustryChooserProps = { taxonomies: IndustryTaxonomy[]; taxonomy: IndustryTaxonomy; chosen: string | undefined }

/** Which classification, and which class of it; both stand in the path. */
function IndustryChooser({ taxonomies, taxonomy, chosen }: IndustryChooserProps) {
  const t = useTexts(words)
  const say = useText()
  const go = useGo()
  const tree = useMemo(() => classTree(taxonomy, say), [taxonomy, say])
  return (
    <>
      <Select
        aria-label={t('classification')}
        value={taxonomy.id}
        popupMatchSelectWidth={false}
        style={{ width: 'min(260px, 100%)' }}
        options={taxonomies.map((each) => ({ value: each.id, label: say(each.name) }))}
        onChange={(id: string) => go(indicatorPaths.taxonomy(id))}
      />
      <TreeSelect
        aria-label={t('industry')}
        value={chosen}
        placeholder={t('allOf')}
        allowClear
        treeData={tree}
        treeDefaultExpandedKeys={taxonomy.classes.length > 80 ? [] : tree.map((node) => node.value)}
        showSearch={{ treeNodeFilterProp: 'title' }}
        popupMatchSelectWidth={360}
        style={{ width: 'min(260px, 100%)' }}
        onChange={(id: string | undefined) =>
          go(id === undefined ? indicatorPaths.taxonomy(taxonomy.id) : indicatorPaths.industry(taxonomy.id, id))
        }
      />
    </>
  )
}

type ClassNode = { value: string; title: string; children: ClassNode[] }

function classTree(taxonomy: IndustryTaxonomy, say: ReturnType<typeof useText>): ClassNode[] {
  const nodes = new Map(
    taxonomy.classes.map(({ id, name }) => [id, { value: id, title: say(name), children: [] as ClassNode[] }]),
  )
  const tops: ClassNode[] = []
  for (const { id, parent } of taxonomy.classes) {
    const node = nodes.get(id)
    const above = parent === null ? undefined : nodes.get(parent)
    if (node !== undefined) (above?.children ?? tops).push(node)
  }
  return tops
}
