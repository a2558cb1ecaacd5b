import { useParams } from '@tanstack/react-router'
import { landPaths } from '#base/paths/land.ts'
import { type ImportFileKind, ImportPanel } from '#capabilities/enterprises/web/parts.tsx'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { carriersContract } from '../contract/carriers.ts'
import { carrierWords } from './carrier-words.ts'

const words = defineTexts({
  imports: { zh: '载体导入', en: 'Imports of buildings' },
  sentence: {
    zh: '先导入载体表，再导入楼层表；逐格核对后才写入，可整批撤销。',
    en: 'Buildings first, then their floors; every cell is checked before anything is stored, and an import can be taken back as one.',
  },
})

const kinds: ImportFileKind[] = [
  {
    id: 'carriers',
    title: { zh: '载体表', en: 'Buildings' },
    template: '/api/land/carriers/imports/template-carriers',
  },
  {
    id: 'spaces',
    title: { zh: '楼层表', en: 'Floors and units' },
    template: '/api/land/carriers/imports/template-spaces',
  },
]

const paths = { imports: landPaths.carrierImports, import: landPaths.carrierImport }

/** Imports of buildings and of their floors: upload and what was imported, or one of them. */
export function CarrierImportPage() {
  const { id } = useParams({ strict: false }) as { id?: string }
  const api = useApi(carriersContract)
  const t = useTexts(words)
  const s = useTexts(carrierWords)
  const crumbs = [{ title: s('carriers'), to: landPaths.carriers() }]
  return (
    <Page
      title={t('imports')}
      sentence={id === undefined ? t('sentence') : undefined}
      crumbs={id === undefined ? crumbs : [...crumbs, { title: t('imports'), to: landPaths.carrierImports() }]}
    >
      <ImportPanel
        api={api.carrierImports}
        id={id}
        uploadTo="/api/land/carriers/imports/files"
        kinds={kinds}
        paths={paths}
        subjectTo={(subject, kind) => (kind === 'carriers' ? landPaths.carrier(subject) : undefined)}
      />
    </Page>
  )
}
