import { landPaths } from '../src/base/paths/land.ts'
import { mapPaths } from '../src/base/paths/map.ts'
import { needPaths } from '../src/base/paths/needs.ts'
import type { Person } from './person.ts'

type List = { items?: { id: string; parcel?: unknown }[]; rows?: { id: string; parcel?: unknown }[] }
type Terms = { items: { id: string; places: { id: string }[] }[] }
type Quotas = { terms: { id: string }[] }

/** One real address for each page of land: what the population has; a renewal and a request for a quota are begun. */
export async function landAddresses(officer: Person): Promise<[string, string][]> {
  const first = async (path: string): Promise<string> => {
    const { items, rows } = await officer.get<List>(path)
    const id = (items ?? rows)?.[0]?.id
    if (id === undefined) throw new Error(`${path} is empty`)
    return id
  }
  const places = await officer.get<{ rows: { id: string; kind: string }[] }>('/api/places')
  const town = places.rows.find(({ kind }) => kind === 'town')?.id ?? ''
  const [unit] = await officer.get<{ id: string }[]>('/api/organisations')
  const [renewal] = (await officer.get<Terms>('/api/land/renewals/terms')).items
  const { id: begun } = await officer.send<{ id: string }>('POST', '/api/land/renewals', {
    rule: renewal?.id,
    name: '页面试验',
    place: renewal?.places[0]?.id ?? town,
    area: { value: '80', unit: 'mu' },
    lead: [unit?.id],
    decide: [unit?.id],
  })
  const [quota] = (await officer.get<Quotas>('/api/land/quotas')).terms
  const { id: request } = await officer.send<{ id: string }>('POST', '/api/land/quotas/requests', {
    quota: quota?.id,
    place: town,
    year: new Date().getFullYear(),
    amount: '10',
    purpose: '页面试验',
    lead: [unit?.id],
  })
  const { fileId } = await officer.send<{ fileId: string }>(
    'POST',
    '/api/land/carriers/imports/files',
    '载体编号,所在镇街\nY-1,没有这个镇\n',
  )
  const { run } = await officer.send<{ run: { id: string } }>('POST', '/api/land/carriers/imports', {
    fileId,
    fileName: 'pages.csv',
  })
  const parcel = await officer.get<{ rows: { id: string }[] }>('/api/parcels?pageSize=1')
  return [
    [landPaths.parcel('$id'), landPaths.parcel(parcel.rows[0]?.id ?? '')],
    [landPaths.supply('$id'), landPaths.supply(await first('/api/land/supplies'))],
    [landPaths.agreement('$id'), landPaths.agreement(await first('/api/land/agreements'))],
    [landPaths.assessment('$id'), landPaths.assessment(await first('/api/land/assessments'))],
    [landPaths.carrier('$id'), landPaths.carrier(await first('/api/land/carriers'))],
    [landPaths.carrierImport('$id'), landPaths.carrierImport(run.id)],
    [landPaths.renewal('$id'), landPaths.renewal(begun)],
    [landPaths.quotaRequest('$id'), landPaths.quotaRequest(request)],
    [needPaths.one('$id'), needPaths.one(await first('/api/needs'))],
    [mapPaths.offer('$id'), mapPaths.offer(await first('/api/land/offers'))],
  ]
}
