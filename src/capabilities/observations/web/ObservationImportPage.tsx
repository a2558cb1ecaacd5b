import { useParams } from '@tanstack/react-router'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { observationPaths } from '#base/paths/observations.ts'
import { ImportPanel, importWords } from '#capabilities/enterprises/web/parts.tsx'
import { useApi } from '#kit/web/api.ts'
import { useTexts } from '#kit/web/texts.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { observationsContract } from '../contract.ts'
import { words } from './texts.ts'

const kinds = [{ id: 'observations', title: words.file, template: '/api/observations/imports/template' }]

/** Files of bureaus: at `/observations/imports` upload and what was imported, at `/observations/imports/$id` one of them. */
export function ObservationImportPage() {
  const { id } = useParams({ strict: false }) as { id?: string }
  const api = useApi(observationsContract)
  const t = useTexts(words)
  const w = useTexts(importWords)
  return (
    <Page
      title={t('imports')}
      sentence={id === undefined ? t('importSentence') : undefined}
      crumbs={id === undefined ? [] : [{ title: w('back'), to: observationPaths.imports() }]}
    >
      <ImportPanel
        api={api.imports}
        id={id}
        uploadTo="/api/observations/imports/files"
        kinds={kinds}
        paths={observationPaths}
        subjectTo={(subject) => enterprisePaths.one(subject)}
      />
    </Page>
  )
}
