import { useQuery } from '@tanstack/react-query'
import { Drawer } from 'antd'
import { useMemo } from 'react'
import { landPaths } from '#base/paths/land.ts'
import { placePaths } from '#base/paths/places.ts'
import { parcelsContract } from '#capabilities/parcels/contract.ts'
import { useApi } from '#kit/web/api.ts'
import { formatQuantity } from '#kit/web/numbers.ts'
import { useSession } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { Busy } from '#kit/web/ui/Busy.tsx'
import { Facts } from '#kit/web/ui/Facts.tsx'
import { Go } from '#kit/web/ui/Go.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import type { Choice } from '#kit/web/ui/table/columns.ts'
import { mapContract, type ParcelOnMapRow } from '../contract.ts'
import { words } from './texts.ts'

type ParcelDrawerProps = {
  id: string | undefined
  /** What the list knows already. */
  rows: readonly ParcelOnMapRow[]
  choices: { readiness: readonly Choice[]; uses: readonly Choice[] }
  onClose: () => void
}

/** One parcel beside the map: what it is, and the way to its dossier. */
export function ParcelDrawer({ id, rows, choices, onClose }: ParcelDrawerProps) {
  const t = useTexts(words)
  const parcels = useApi(parcelsContract)
  const map = useApi(mapContract)
  const listed = rows.find((row) => row.id === id)
  const found = useQuery(parcels.get.queryOptions({ input: { id: id ?? '' }, enabled: id !== undefined }))
  const code = found.data?.parcel.code
  const alone = useQuery(
    map.parcels.queryOptions({
      input: { q: code ?? '', pageSize: 100 },
      enabled: listed === undefined && code !== undefined,
    }),
  )
  const row = listed ?? alone.data?.rows.find((one) => one.id === id)
  const shown = row?.code ?? code
  return (
    <Drawer
      title={shown === undefined ? t('parcels') : t('parcel', { code: shown })}
      open={id !== undefined}
      onClose={onClose}
      mask={false}
      size="min(400px, 100vw)"
      destroyOnHidden
    >
      {found.error === null ? null : <ProblemAlert problem={found.error} />}
      {row === undefined ? found.error === null ? <Busy /> : null : <ParcelFacts row={row} choices={choices} />}
    </Drawer>
  )
}

function ParcelFacts({ row, choices }: { row: ParcelOnMapRow; choices: ParcelDrawerProps['choices'] }) {
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const { places } = useSession()
  const names = useMemo(() => new Map(places.map(({ id, name }) => [id, say(name)])), [places, say])
  const word = (list: readonly Choice[], id: string | null) =>
    list.find(({ value }) => value === id)?.label ?? id ?? <span className="jd-blank">{t('notStated')}</span>
  const placeLink = (id: string) => <Go to={placePaths.one(id)}>{names.get(id) ?? id}</Go>
  const said: readonly [boolean, string][] = [
    [row.synthetic, t('synthetic')],
    [row.schematic, t('schematic')],
    [row.approximate, t('approximate')],
    [row.bounds === null, t('noShape')],
  ]
  const marks = said.flatMap(([worn, one]) => (worn ? [one] : []))
  const area = { value: row.area, unit: 'm2' }
  return (
    <>
      <Facts
        items={[
          ...(row.name === null ? [] : [{ label: t('name'), value: row.name }]),
          { label: t('placeOf'), value: placeLink(row.place) },
          ...(row.base === null ? [] : [{ label: t('base'), value: placeLink(row.base) }]),
          {
            label: t('areaOf'),
            value: `${formatQuantity(area, language)} · ${formatQuantity(area, language, { unit: 'mu', scale: 2 })}`,
          },
          { label: t('use'), value: word(choices.uses, row.use) },
          { label: t('readiness'), value: word(choices.readiness, row.readiness) },
          { label: t('offered'), value: t(row.offered ? 'yes' : 'no') },
          ...(row.price === null
            ? []
            : [
                {
                  label: t('priceIs'),
                  value: formatQuantity({ value: row.price, unit: 'CNY_10k/mu' }, language),
                },
              ]),
          ...(row.occupied === null
            ? []
            : [{ label: t('occupied'), value: t(row.occupied ? 'isOccupied' : 'isFree') }]),
          ...(marks.length === 0 ? [] : [{ label: t('marks'), value: marks.join(' · ') }]),
        ]}
      />
      <p className="map-dossier">
        <Go to={landPaths.parcel(row.id)}>{t('dossier')}</Go>
      </p>
    </>
  )
}
