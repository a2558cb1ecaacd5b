import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runJidi } from '../../e2e/server.ts'
import { type Drill, fill, type Ground, healthOf, makeRoom, Office, run, smallDisk, until } from './ground.ts'

type Refusal = { code?: string; details?: { reason?: string } }

const isFull = ({ code, details }: Refusal): boolean => code === 'unavailable' && details?.reason === 'disk.full'

/** The folder of uploads is full: uploads are refused in words, everything else goes on. */
const files: Drill = {
  name: 'disk-of-files',
  disk: true,
  async run(ground) {
    const faults: string[] = []
    const folder = join(ground.parts.dataDir, 'files')
    await smallDisk(ground, folder, 8)
    const office = new Office(ground)
    const server = await office.open()
    await office.work(3)
    fill(folder)
    const text = 'name,town\n'.repeat(200_000)
    const refused = await office.ask<Refusal>('analyst', 'POST', '/api/enterprises/imports/files', text)
    if (refused.status !== 503 || !isFull(refused.body))
      faults.push(`an upload: ${refused.status} ${JSON.stringify(refused.body)}`)
    await office.work(3)
    const meeting = { title: 'x', heldOn: '2026-12-01' }
    const other = await office.ask('supervisor', 'POST', '/api/supervision/meetings', meeting)
    if (other.status !== 200) faults.push(`what needs no file: ${other.status} ${JSON.stringify(other.body)}`)
    await makeRoom(folder)
    const again = await office.ask('analyst', 'POST', '/api/enterprises/imports/files', text)
    if (again.status !== 200) faults.push(`an upload after there was room again: ${again.status}`)
    faults.push(...office.odd, ...(await office.compare()))
    const left = await readdir(join(folder, 'incoming')).catch(() => [])
    if (left.length > 0) faults.push(`${left.length} halves of uploads were left`)
    await server.stop()
    return faults
  },
}

/** The disk of the database is full: writing is refused in words, reading may go on; with room it works again without a start. */
const database: Drill = {
  name: 'disk-of-the-database',
  disk: true,
  async run(ground) {
    const faults: string[] = []
    const folder = join(ground.parts.dataDir, 'postgres')
    await smallDisk(ground, folder, 400)
    run('chown', ['65534:65534', folder])
    const office = new Office(ground)
    const server = await office.open()
    await office.work(3)
    fill(folder)
    // What is left of the present part of the log is used up first.
    for (let round = 0; round < 400 && office.refused.size === 0; round += 1) await office.work(5)
    if (office.refused.size === 0) faults.push('nothing was refused, so that nothing was tried')
    if (![...office.refused.keys()].some((said) => said.includes('disk.full') || said.startsWith('503')))
      faults.push(`refused with ${[...office.refused.keys()].join(', ')}`)
    if (!server.isAlive()) faults.push('the server ended')
    await makeRoom(folder)
    const took = await until(async () => {
      const { status } = await office.ask('supervisor', 'POST', '/api/supervision/meetings', {
        title: 'x',
        heldOn: '2026-12-01',
      })
      return status === 200
    }, 90)
    if (took === undefined) faults.push('writing did not come back by itself')
    const well = await until(async () => (await healthOf(server))?.status === 'ok', 60)
    if (well === undefined) faults.push('health did not become well again')
    await office.work(3)
    faults.push(...office.odd, ...(await office.compare()))
    console.log(
      `  refused: ${[...office.refused].map(([said, n]) => `${said} ${n} times`).join(', ')}; writing again after ${took} s`,
    )
    await server.stop()
    return faults
  },
}

/** The disk of the mirror is full: the record goes on, the mirror catches up when there is room. */
const mirror: Drill = {
  name: 'disk-of-the-mirror',
  disk: true,
  async run(ground) {
    const faults: string[] = []
    const { dataDir } = ground.parts
    await placeDatabaseBeside(ground)
    await smallDisk(ground, dataDir, 120)
    const office = new Office(ground)
    const server = await office.open()
    await office.work(1)
    fill(dataDir)
    const { done, refusals } = await correctReturns(office, 6)
    if (done === 0)
      faults.push(`no return could be approved while the mirror was full: ${refusals[0] ?? 'there is none'}`)
    const figures = await office.ask<{ targets: unknown[] }>('analyst', 'GET', '/api/plan')
    if (figures.status !== 200)
      faults.push(`figures while the mirror was full: ${figures.status} ${JSON.stringify(figures.body).slice(0, 200)}`)
    await makeRoom(dataDir)
    const took = await until(async () => (await mirrorState(office)).waiting === 0, 420)
    if (took === undefined) faults.push(`the mirror did not catch up: ${JSON.stringify(await mirrorState(office))}`)
    if ((await healthOf(server))?.status !== 'ok') faults.push('health did not become well again')
    faults.push(...office.odd.filter((line) => !line.startsWith('uploads')), ...(await office.compare()))
    console.log(`  ${done} returns approved meanwhile; the mirror had them ${took} s after there was room`)
    await server.stop()
    return faults
  },
}

/** An archive that does not fit is none: words, no half file, the office goes on. */
const backups: Drill = {
  name: 'disk-of-backups',
  disk: true,
  async run(ground) {
    const faults: string[] = []
    const folder = `${ground.parts.dataDir}-backups`
    await smallDisk(ground, folder, 1)
    const office = new Office(ground)
    const server = await office.open()
    await office.work(2)
    fill(folder)
    const { code, said } = await runJidi(ground.parts, ['backup', join(folder, 'x.tar.gz')])
    if (code !== 1 || !said.includes('磁盘已满')) faults.push(`jidi backup ended with ${code}: ${said.slice(-400)}`)
    const left = (await readdir(folder)).filter((name) => name !== 'ballast')
    if (left.length > 0) faults.push(`left behind: ${left.join(', ')}`)
    await office.work(2)
    faults.push(...office.odd, ...(await office.compare()))
    await server.stop()
    return faults
  },
}

/** The database lies on another disk than the rest of the data folder. */
async function placeDatabaseBeside({ parts }: Ground): Promise<void> {
  const home = `${parts.dataDir}-postgres`
  await mkdir(home, { recursive: true })
  await chmod(home, 0o755)
  run('sh', ['-c', `cp -a '${parts.dataDir}/postgres/.' '${home}/' && rm -rf '${parts.dataDir}/postgres'`])
  await writeFile(join(parts.dataDir, 'postgres-is-at'), `${home}\n`)
}

type Mirror = { waiting: number }

const mirrorState = async (office: Office): Promise<Mirror> =>
  (await office.ask<Mirror>('analyst', 'GET', '/api/observations/mirror')).body

type Shown = { revision: number; checks: { id: string; severity: string; outcome: string }[] }

/** Takes approved returns back into correction and through to approval again; answers how many went through, and why others did not. */
async function correctReturns(office: Office, most: number): Promise<{ done: number; refusals: string[] }> {
  const { body } = await office.ask<{ rows: { id: string; state: string }[] }>(
    'analyst',
    'GET',
    '/api/returns?pageSize=100',
  )
  const refusals: string[] = []
  let done = 0
  for (const { id } of body.rows.filter(({ state }) => state === 'approved').slice(0, most)) {
    let refusal: string | undefined
    for (const act of ['correct', 'submit', 'pass', 'approve']) {
      const { body: shown } = await office.ask<Shown>('analyst', 'GET', `/api/returns/${id}`)
      const soft = shown.checks.filter(({ severity, outcome }) => severity === 'soft' && outcome === 'fails')
      const answers = Object.fromEntries(soft.map((check) => [check.id, 'seen']))
      const more = act === 'correct' ? { reason: 'drill' } : act === 'submit' ? { answers } : {}
      const said = await office.ask('analyst', 'POST', `/api/returns/${id}/acts/${act}`, {
        revision: shown.revision,
        ...more,
      })
      if (said.status !== 200) refusal = `${act}: ${said.status} ${JSON.stringify(said.body).slice(0, 300)}`
      if (refusal !== undefined) break
    }
    if (refusal === undefined) done += 1
    else refusals.push(refusal)
  }
  return { done, refusals }
}

export const disks: readonly Drill[] = [files, database, mirror, backups]
