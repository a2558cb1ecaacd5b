import { indicatorPaths } from '#base/paths/indicators.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { DataTable } from '#kit/web/ui/DataTable.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import type { Column } from '#kit/web/ui/table/columns.ts'
import type { IndustryTaxonomy } from '../contract.ts'
import { citationLine, useCitations } from './vocabulary.ts'

const words = defineTexts({
  name: { zh: '产业分类', en: 'Classification' },
  classes: { zh: '类数', en: 'Classes' },
  source: { zh: '来源', en: 'Source' },
  note: { zh: '说明', en: 'Note' },
  english: { zh: '英文名称', en: 'English names' },
  official: { zh: '官方', en: 'official' },
  ours: { zh: '自译', en: 'ours' },
  none: { zh: '没有产业分类', en: 'No industry classification' },
  noneWhy: { zh: '规划包里还没有以产业为对象的分类。', en: 'The pack has no taxonomy of industries yet.' },
})

/** The classifications of industry that the programme knows, each with its source. */
export function TaxonomyList({ taxonomies }: { taxonomies: IndustryTaxonomy[] }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const cite = useCitations()
  const columns: Column<IndustryTaxonomy>[] = [
    {
      id: 'name',
      title: t('name'),
      value: (taxonomy) => say(taxonomy.name),
      show: (taxonomy) => <Go to={indicatorPaths.taxonomy(taxonomy.id)}>{say(taxonomy.name)}</Go>,
    },
    { id: 'classes', title: t('classes'), kind: 'number', value: (taxonomy) => taxonomy.classes.length, width: 100 },
    { id: 'source', title: t('source'), value: (taxonomy) => citationLine(cite(taxonomy.source), language) },
    { id: 'note', title: t('note'), value: (taxonomy) => (taxonomy.note === null ? '' : say(taxonomy.note)) },
    {
      id: 'english',
      title: t('english'),
      hidden: true,
      value: (taxonomy) => (taxonomy.officialEnglish ? t('official') : t('ours')),
    },
  ]
  return (
    <DataTable
      name={t('name')}
      columns={columns}
      rows={taxonomies}
      rowKey={(taxonomy) => taxonomy.id}
      rowTo={(taxonomy) => indicatorPaths.taxonomy(taxonomy.id)}
      searchable={false}
      empty={<EmptyState title={t('none')} why={t('noneWhy')} />}
    />
  )
}
