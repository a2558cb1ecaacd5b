import { useParams } from '@tanstack/react-router'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { useApi } from '#kit/web/api.ts'
import { useTexts } from '#kit/web/texts.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { enterprisesContract } from '../contract.ts'
import { ImportPanel } from './ImportPanel.tsx'
import { importWords } from './import-texts.ts'
import { words } from './texts.ts'

const kinds = [{ id: 'enterprises', title: words.file, template: '/api/enterprises/imports/template' }]

/** Imports of enterprises: at `/enterprises/imports` upload and what was imported, at `/enterprises/imports/$id` one of them. */
export function EnterpriseImportPage() {
  const { id } = useParams({ strict: false }) as { id?: string }
  const api = useApi(enterprisesContract)
  const t = useTexts(words)
  const w = useTexts(importWords)
  const crumbs = [{ title: t('enterprises'), to: enterprisePaths.list() }]
  return (
    <Page
      title={t('imports')}
      sentence={id === undefined ? t('importSentence') : undefined}
      crumbs={id === undefined ? crumbs : [...crumbs, { title: w('back'), to: enterprisePaths.imports() }]}
    >
      <ImportPanel
        api={api.imports}
        id={id}
        uploadTo="/api/enterprises/imports/files"
        kinds={kinds}
        paths={enterprisePaths}
        subjectTo={(subject) => enterprisePaths.one(subject)}
      />
    </Page>
  )
}
