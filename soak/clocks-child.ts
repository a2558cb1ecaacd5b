// A house that lives day by day on a clock of its own, until its last day or until it is killed. The days it finished and the moments at
// which it was started, each with its calendar, stand in files beside the record. With `verify` it counts everything anew instead.
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { addDays, parsePlainDate, type PlainDate } from '#base/plain-date.ts'
import type { WorkingDayCalendar } from '#base/working-days.ts'
import { countyProgramme } from '#capabilities/people/server/testing.ts'
import { derivedOf, frameOf, resourceOf } from '#capabilities/workflows/server/moves.ts'
import { listCaseActs, listExpiries, casesOf, ofCaseState, toCase } from '#capabilities/workflows/server/store.ts'
import {
  begin,
  countyWith,
  liveDay,
  ownPermits,
  readHistory,
  redate,
  type Release,
  releaseOn,
  releasesOf,
  type Start,
} from '#capabilities/workflows/server/testing-clocks.ts'
import { recount } from '#capabilities/workflows/server/testing-recount.ts'
import { workflowOfCase } from '#capabilities/workflows/server/versions.ts'
import { caseStateOf } from '#capabilities/workflows/rules/state.ts'
import { settableClock } from '#kit/server/clock.ts'
import type { House } from '#kit/server/house.ts'
import { openLog } from '#kit/server/log.ts'
import { openHouse } from '#kit/server/open-house.ts'
import { readSettings } from '#kit/server/settings.ts'
import { randomFrom } from './random.ts'

const [dataDir = '', first = '', last = '', seed = '1', verify = ''] = process.argv.slice(2)
const startsFile = path.join(dataDir, 'starts.jsonl')
const dayFile = path.join(dataDir, 'day')

const calendar = JSON.parse(readFileSync(path.join(dataDir, 'calendar.json'), 'utf8')) as Omit<
  WorkingDayCalendar,
  'publishedThrough'
>
const releases = releasesOf({ ...calendar, publishedThrough: parsePlainDate(last) }, [2024, 2025, 2026])
const lastDay = parsePlainDate(last)
let day: PlainDate = existsSync(dayFile)
  ? addDays(parsePlainDate(readFileSync(dayFile, 'utf8')), 1)
  : parsePlainDate(first)
// A new calendar is taken up with the first start a while after it was published; years without one are provisional until then.
const release = releaseOn(releases, addDays(day, -40))
const programme = countyWith(countyProgramme, releases[release] as Release)
const clock = settableClock(new Date(`${first}T00:00:00+08:00`))
const settings = readSettings({ PACK: 'demo', DATA_DIR: dataDir, POPULATION: 'none', LOG_LEVEL: 'warn' })
const open = await openHouse({ settings, log: openLog(settings), programme: () => programme, clock })
ownPermits(open.house)
if (verify === 'verify') await count(open.house)
else await live(open.house)
await open.close()
process.exit(0)

async function live(house: House): Promise<void> {
  const random = randomFrom(Number(seed))
  const living = { house, clock, share: random.share }
  const at = await begin(living, day)
  appendFileSync(startsFile, `${JSON.stringify({ at: at.toISOString(), release })}\n`, { flush: true })
  console.log('started')
  await redate(living)
  for (; day <= lastDay; day = addDays(day, 1)) {
    await liveDay(living, day)
    writeFileSync(`${dayFile}.new`, day, { flush: true })
    renameSync(`${dayFile}.new`, dayFile)
  }
  console.log('finished')
}

async function count(house: House): Promise<void> {
  const starts = readFileSync(startsFile, 'utf8')
    .trim()
    .split('\n')
    .map((line): Start => {
      const { at, release: of } = JSON.parse(line) as { at: string; release: number }
      return { at: new Date(at), release: of }
    })
  const history = await readHistory(house)
  const { faults, counted } = recount(history, { starts, releases, lastDay })
  clock.set(new Date(`${last}T18:00:00+08:00`))
  const columns = await columnFaults(house)
  const acts = history.reduce((sum, one) => sum + one.acts.length, 0)
  const redated = history.reduce((sum, one) => sum + one.acts.filter(({ act }) => act === 'workflow.redate').length, 0)
  console.log(
    JSON.stringify({
      cases: history.length,
      acts,
      steps: counted,
      redated,
      starts: starts.length,
      faults: [...faults, ...columns],
    }),
  )
}

/** The columns of every case beside a replay of its acts. */
async function columnFaults(house: House): Promise<string[]> {
  return house.record.asSystem(async (tx) => {
    const faults: string[] = []
    for (const row of await casesOf(tx).execute()) {
      const workflow = await workflowOfCase(house, tx, row)
      const acts = await listCaseActs(tx, row.id)
      const state = caseStateOf(workflow, acts)
      const done = (await listExpiries(tx, [row.id])).get(row.id) ?? new Set<string>()
      const derived = derivedOf(frameOf(house, row.due), workflow, {
        acts,
        state,
        reach: resourceOf(toCase(row)),
        done,
      })
      const replayed: Record<string, unknown> = { ...ofCaseState(state), ...derived }
      const stored = row as unknown as Record<string, unknown>
      const wrong = Object.keys(replayed).filter((key) => canonical(replayed[key]) !== canonical(stored[key]))
      if (wrong.length > 0) faults.push(`case ${row.id}: ${wrong.join(', ')} are not what its acts say`)
    }
    return faults
  })
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
