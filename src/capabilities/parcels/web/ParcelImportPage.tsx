import { useParams } from '@tanstack/react-router'
import { parcelPaths } from '#base/paths/parcels.ts'
import { type ImportFileKind, ImportPanel } from '#capabilities/enterprises/web/parts.tsx'
import { useApi } from '#kit/web/api.ts'
import { useTexts } from '#kit/web/texts.tsx'
import { Page } from '#kit/web/ui/Page.tsx'
import { parcelsContract } from '../contract.ts'
import { ShapesRead } from './ShapesRead.tsx'
import { words } from './texts.ts'

const kinds: ImportFileKind[] = [
  { id: 'parcels', title: words.parcelFile, template: '/api/parcels/imports/template-parcels' },
  { id: 'occupations', title: words.occupationFile, template: '/api/parcels/imports/template-occupations' },
  { id: 'shapes', title: words.shapeFile, accept: '.zip,.geojson,.json,.xlsx,.csv', hint: words.shapeHint },
]

/** Imports of parcels and of who is on them: at `/parcels/imports` upload and what was imported, at `/parcels/imports/$id` one of them. */
export function ParcelImportPage() {
  const { id } = useParams({ strict: false }) as { id?: string }
  const api = useApi(parcelsContract)
  const t = useTexts(words)
  const crumbs = [{ title: t('parcels'), to: parcelPaths.list() }]
  return (
    <Page
      title={t('imports')}
      sentence={id === undefined ? t('importSentence') : undefined}
      crumbs={id === undefined ? crumbs : [...crumbs, { title: t('imports'), to: parcelPaths.imports() }]}
    >
      <ImportPanel
        api={api.imports}
        id={id}
        uploadTo="/api/parcels/imports/files"
        kinds={kinds}
        paths={parcelPaths}
        above={(run) => (run.kind === 'shapes' ? <ShapesRead run={run} /> : null)}
        subjectTo={(subject, kind) => (kind !== 'occupations' ? `${parcelPaths.list()}?parcel=${subject}` : undefined)}
      />
    </Page>
  )
}
