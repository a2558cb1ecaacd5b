import type { Server } from '../../e2e/server.ts'
import { type Drill, healthOf, Office } from './ground.ts'

type Tried = { readonly what: string; readonly status: number; readonly body: unknown }

/** Little memory for objects, and for the mirror: what is too much is refused or takes long, and the server lives on. */
export const memory: Drill = {
  name: 'little-memory',
  disk: false,
  async run(ground) {
    const faults: string[] = []
    const office = new Office(ground)
    const server = await office.open({ NODE_OPTIONS: '--max-old-space-size=192', FACTS_MEMORY_MB: '64' })
    await office.work(2)
    const tried = await Promise.all([...largeTables(office), ...largeQuestions(office), ...largeBodies(office)])
    if (!server.isAlive()) return [`it ended: ${server.said().slice(-600)}`]
    for (const { what, status, body } of tried) {
      const said = JSON.stringify(body).slice(0, 200)
      if (status >= 500 && status !== 503) faults.push(`${what}: ${status} ${said}`)
    }
    if ((await healthOf(server))?.status !== 'ok') faults.push('health is not well')
    await office.work(2)
    faults.push(...office.odd, ...(await office.compare()))
    console.log(
      `  ${tried.map(({ what, status }) => `${what} ${status}`).join(', ')}; ${await residentOf(server)} MB in use`,
    )
    await server.stop()
    return faults
  },
}

/** Tables of millions of cells, several at once. */
function largeTables(office: Office): Promise<Tried>[] {
  const text = `name,town\n${'某某某某某某某某某某厂,x\n'.repeat(1_400_000)}`
  return [1, 2, 3].map(async (number) => {
    const what = `table ${number}`
    const stored = await office.ask<{ fileId?: string }>('analyst', 'POST', '/api/enterprises/imports/files', text)
    if (stored.body.fileId === undefined) return { what, ...stored }
    const asked = { fileId: stored.body.fileId, fileName: 'large.csv' }
    return { what, ...(await office.ask('analyst', 'POST', '/api/enterprises/imports', asked)) }
  })
}

/** Every figure by everything, and everything that can be taken out. */
function largeQuestions(office: Office): Promise<Tried>[] {
  const indicators = ['gross_output_current', 'employees_end']
  const periods = Array.from(
    { length: 24 },
    (_, month) => `202${5 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`,
  )
  const by = ['place:town', 'enterprise', 'size']
  return [
    ...[1, 2, 3, 4].map(async (number) => ({
      what: `question ${number}`,
      ...(await office.ask('analyst', 'POST', '/api/figures', { indicators, periods, by })),
    })),
    ...['/api/enterprises/export?format=xlsx', '/api/returns?pageSize=200'].map(async (path) => ({
      what: path,
      ...(await office.ask('analyst', 'GET', path)),
    })),
  ]
}

/** Bodies at the bound of what is taken, nested and flat. */
function largeBodies(office: Office): Promise<Tried>[] {
  const deep = `${'['.repeat(400_000)}${']'.repeat(400_000)}`
  const wide = JSON.stringify({ indicators: Array.from({ length: 60_000 }, (_, i) => `i${i}`), periods: [] })
  return [deep, wide].flatMap((body, i) =>
    [1, 2].map(async () => ({
      what: i === 0 ? 'deep body' : 'wide body',
      ...(await office.person('analyst').ask('POST', '/api/figures', body, { 'content-type': 'application/json' })),
    })),
  )
}

async function residentOf({ url }: Server): Promise<string> {
  const text = await fetch(`${url}/metrics`).then((answer) => answer.text())
  const bytes = /^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]
  return bytes === undefined ? 'unknown' : String(Math.round(Number(bytes) / 2 ** 20))
}
