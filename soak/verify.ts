// Opens the house in DATA_DIR as a start would, without serving, and says what does not fit together. Prints one line of JSON.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { mirrorTables, rebuildMirror } from '#capabilities/observations/server/service.ts'
import { prepareHouse } from '#app/house.ts'
import { createFiles } from '#kit/server/files.ts'
import type { House } from '#kit/server/house.ts'
import { openLog } from '#kit/server/log.ts'
import { readSettings } from '#kit/server/settings.ts'

/** Every question answers the rows that should not exist. */
const questions: Readonly<Record<string, string>> = {
  'a case whose state is not that of its last act': `
    select c.id::text from workflow_case c
    left join lateral (select to_state, number from workflow_act a where a.case_id = c.id order by number desc limit 1) last on true
    where last.to_state is distinct from c.state or last.number is distinct from c.version`,
  'a case whose acts have a gap': `
    select case_id::text from workflow_act group by case_id having count(*) <> max(number) or min(number) <> 1`,
  'a return whose state is not that of its case': `
    select r.id::text from return_return r join workflow_case c on c.id = r.case_id where c.state <> r.state`,
  'a case of a return that does not know it': `
    select c.id::text from workflow_case c left join return_return r on r.case_id = c.id where c.subject_kind = 'return' and r.id is null`,
  'a return without the version it is at': `
    select r.id::text from return_return r where r.case_id is not null and r.version > 1
    and not exists (select from return_version v where v.return_id = r.id and v.version = r.version)`,
  'an approved return without an approved version': `
    select r.id::text from return_return r join return_version v on v.return_id = r.id and v.version = r.version
    where r.state = 'approved' and (r.approved_version is distinct from r.version or v.approved_at is null or v.batch is null)`,
  'a version approved without values in the record': `
    select v.return_id::text || ' ' || v.version from return_version v
    where v.batch is not null and not exists (
      select from observation_observation o where o.batch = v.batch and o.source = v.return_id::text and o.source_version = v.version)`,
  'values of a version that was never approved': `
    select o.source || ' ' || o.source_version from observation_observation o join observation_batch b on b.id = o.batch and b.kind = 'return'
    where not exists (select from return_version v where v.return_id::text = o.source and v.version = o.source_version and v.batch = b.id)`,
  'an imputation that stands beside an approved return': `
    select i.id::text from return_imputation i join return_return r on r.form = i.form and r.period = i.period and r.subject = i.subject
    where i.ended_at is null and r.approved_version is not null`,
  'a clock that ran out twice': `
    select key from workflow_notice group by key having count(*) > 1`,
  'acts of the ledger that no case knows': `
    select a.subject_id from act a where a.actor <> 'system' and a.name in ('returns.submitted', 'returns.approved', 'returns.sent_back', 'returns.reopened', 'returns.withdrawn', 'returns.moved')
    group by a.subject_id having count(*) <> (
      select count(*) from workflow_act w join workflow_case c on c.id = w.case_id
      where c.subject_kind = 'return' and c.subject = a.subject_id and w.number > 1 and w.actor <> 'system' and w.act <> 'workflow.extend')`,
}

/** Whatever follows a case holds its state a second time, so that lists need not look there. */
async function questionsOfFollowers(house: House): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns one
    where table_schema = 'public' and column_name = 'case_id' and is_nullable = 'NO' and table_name !~ '^workflow_'
      and exists (select from information_schema.columns other where other.table_name = one.table_name and other.table_schema = 'public' and other.column_name = 'state')`.execute(
    house.record.owner,
  )
  return Object.fromEntries(
    rows.map(({ name }) => [
      `a row of ${name} whose state is not that of its case`,
      `select f.case_id::text from ${name} f left join workflow_case c on c.id = f.case_id where c.state is distinct from f.state`,
    ]),
  )
}

/** Bytes that the record names and the folder does not hold. */
async function missingFiles(house: House): Promise<string[]> {
  const ofCases = createFiles(house.settings, 'cases')
  const { rows } = await sql<{ hash: string; kept: string }>`
    select hash, 'kit' as kept from kit_file union select hash, 'case' from workflow_file`.execute(house.record.owner)
  const found: string[] = []
  for (const { hash, kept } of rows)
    if (!(await (kept === 'kit' ? house.files : ofCases).has(hash))) found.push(`a file without its content: ${hash}`)
  return found
}

async function contradictions(house: House): Promise<string[]> {
  const found = await missingFiles(house)
  for (const [what, question] of Object.entries({ ...questions, ...(await questionsOfFollowers(house)) })) {
    const { rows } = await sql.raw<Record<string, string>>(question).execute(house.record.owner)
    if (rows.length > 0) found.push(`${what}: ${rows.length}, such as ${Object.values(rows[0] ?? {})[0]}`)
  }
  return found
}

type Summed = { readonly table: string; readonly rows: number; readonly sum: string }

/** Number of rows and a hash over all of them, in an order of its own, table by table. */
async function sumsOfMirror(house: House): Promise<Summed[]> {
  const sums: Summed[] = []
  for (const { name } of mirrorTables(house.programme())) {
    const rows = await house.facts.query(`select * from ${name}`)
    const lines = rows
      .map((row) =>
        JSON.stringify(
          Object.entries(row)
            .filter(([, value]) => value !== null)
            .sort(),
        ),
      )
      .sort()
    sums.push({ table: name, rows: rows.length, sum: createHash('sha256').update(lines.join('\n')).digest('hex') })
  }
  return sums
}

const settings = readSettings(process.env)
const open = await prepareHouse(settings, openLog({ logLevel: 'warn' }))
try {
  const { house } = open
  const faults = await contradictions(house)
  const waiting = await sql<{ n: string }>`select count(*) as n from observation_outbox`.execute(house.record.owner)
  if (Number(waiting.rows[0]?.n) > 0)
    faults.push(`${waiting.rows[0]?.n} batches still wait for the mirror after a start`)
  const before = await sumsOfMirror(house)
  await rebuildMirror(house)
  const after = await sumsOfMirror(house)
  for (const [i, sum] of before.entries()) {
    const again = after[i]
    if (sum.sum !== again?.sum)
      faults.push(`${sum.table} holds ${sum.rows} rows, rebuilt ${again?.rows}: the mirror is not what a rebuild makes`)
  }
  await house.acts.seal()
  const verdict = await house.acts.verify()
  faults.push(...verdict.faults.map((fault) => `sealed acts: ${JSON.stringify(fault)}`))
  const tables = after.map(({ table, rows }) => ({ table, rows }))
  console.log(JSON.stringify({ faults, sealed: verdict.sealed, waiting: verdict.waiting, tables }))
} finally {
  await open.close()
}
