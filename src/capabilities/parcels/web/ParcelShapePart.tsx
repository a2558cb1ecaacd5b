import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { crsName, findCrs } from '#base/geo/crs.ts'
import { piecesOf } from '#base/geo/geometry.ts'
import { useApi } from '#kit/web/api.ts'
import { formatInstant } from '#kit/web/dates.ts'
import { formatQuantity } from '#kit/web/numbers.ts'
import { useSession } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { EmptyState } from '#kit/web/ui/EmptyState.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm } from '#kit/web/ui/form.tsx'
import { PagePart } from '#kit/web/ui/Page.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { ShapeDrawing } from '#kit/web/ui/ShapeDrawing.tsx'
import { type ParcelShape, type ParcelShapes, parcelsContract } from '../contract.ts'
import { groundOfText } from './ground-text.ts'
import { words } from './texts.ts'

/** The shape of a parcel: drawn among its neighbours, measured beside the register, with every version. */
export function ParcelShapePart({ parcel }: { parcel: string }) {
  const api = useApi(parcelsContract)
  const t = useTexts(words)
  const client = useQueryClient()
  const [giving, setGiving] = useState(false)
  const found = useQuery(api.shapes.queryOptions({ input: { id: parcel } }))
  if (found.error !== null) return <ProblemAlert problem={found.error} />
  if (found.data === undefined) return <Busy />
  const { geometry, current, versions, neighbours, mayEdit } = found.data
  return (
    <PagePart title={t('shape')}>
      {geometry === null ? (
        <EmptyState title={t('noShape')} />
      ) : (
        <ShapeDrawing
          label={t('drawingOf')}
          shapes={[
            ...neighbours.map(({ code, geometry: other }) => ({
              id: code,
              rings: piecesOf(other).flat(),
              tone: 'around' as const,
              label: code,
            })),
            { id: '', rings: piecesOf(geometry).flat(), tone: 'own' as const, label: t('shape') },
          ]}
        />
      )}
      {current === null ? null : <ShapeFacts shape={current} registerArea={found.data.registerArea} />}
      <p className="jd-acts">
        <ActButton decision={mayEdit} act={() => setGiving(true)}>
          {t('giveShape')}
        </ActButton>
      </p>
      {versions.length < 2 ? null : <Versions versions={versions} />}
      <DrawerForm<{ text: string }>
        title={t('giveShape')}
        open={giving}
        onClose={() => setGiving(false)}
        submitLabel={t('save')}
        done={t('saved')}
        submit={async ({ text }) => {
          await api.shapeSave.call({ id: parcel, version: current?.version ?? 0, geometry: groundOfText(text) })
          await client.invalidateQueries()
        }}
      >
        <TextField name="text" label={t('geoJson')} rows={8} required max={2_000_000} />
      </DrawerForm>
    </PagePart>
  )
}

function ShapeFacts({ shape, registerArea }: { shape: ParcelShape; registerArea: ParcelShapes['registerArea'] }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const area = (value: string) => formatQuantity({ value, unit: 'm2' }, language)
  const crs = findCrs(shape.crs)
  const share = shape.share === null ? '' : ` (${(Number(shape.share) * 100).toFixed(2)} %)`
  const nature = [
    ...(shape.approximate ? [t('approximateShape')] : []),
    ...(shape.schematic ? [t('schematicShape')] : []),
  ]
  return (
    <Facts
      items={[
        ...(shape.area === null ? [] : [{ label: t('measured'), value: area(shape.area) }]),
        { label: t('registered'), value: area(registerArea) },
        ...(shape.difference === null ? [] : [{ label: t('difference'), value: `${area(shape.difference)}${share}` }]),
        ...(shape.perimeter === null ? [] : [{ label: t('perimeter'), value: `${shape.perimeter} m` }]),
        { label: t('given'), value: crs === undefined ? shape.crs : say(crsName(crs)) },
        ...(nature.length === 0 ? [] : [{ label: t('nature'), value: nature.join(' · ') }]),
      ]}
    />
  )
}

function Versions({ versions }: { versions: readonly ParcelShape[] }) {
  const t = useTexts(words)
  const language = useLanguage()
  const { timeZone } = useSession().programme
  return (
    <table className="jd-table">
      <thead>
        <tr>
          {(['version', 'measured', 'at', 'state'] as const).map((head) => (
            <th key={head} scope="col">
              {t(head)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {versions.map(({ version, area, at, isCurrent, withdrawnAt }) => (
          <tr key={version}>
            <th scope="row">{version}</th>
            <td className="jd-right jd-number">
              {area === null ? t('approximateShape') : formatQuantity({ value: area, unit: 'm2' }, language)}
            </td>
            <td>{formatInstant(at, timeZone)}</td>
            <td>{t(isCurrent ? 'inForce' : withdrawnAt === null ? 'replaced' : 'withdrawn')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
