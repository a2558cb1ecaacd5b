import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Person } from '../e2e/person.ts'
import type { Random } from './random.ts'
import type { Tally } from './writers.ts'

type Firm = { id: string; version: number; address: string | null }
type Detail = { enterprise: Record<string, unknown> & { id: string; version: number; address: string | null } }

/** What a client knows of the register: enterprises it edits, and an import that it does and takes back again and again. */
export type Register = {
  write(person: Person, until: () => boolean): Promise<string[]>
  /** What was acknowledged and is not there; afterwards the ledger holds what is there. */
  compare(person: Person): Promise<string[]>
}

const lines = 60
const prefix = '导入试验企业'
const notFields = new Set(['id', 'synthetic', 'version', 'updatedAt'])

export async function registerOf(person: Person, random: Random, tally: Tally): Promise<Register> {
  const { rows } = await person.get<{ rows: { id: string; town: string; industry: string | null }[] }>(
    '/api/enterprises?pageSize=8&sort=name',
  )
  const firms: Firm[] = []
  for (const { id } of rows) {
    const { enterprise } = await person.get<Detail>(`/api/enterprises/${id}`)
    firms.push({ id, version: enterprise.version, address: enterprise.address })
  }
  const [first] = rows
  const file = csvOf(first?.town ?? '', first?.industry ?? '')
  let inFlight: string | undefined
  let imported: string | undefined
  const count = (what: string): void => {
    tally[what] = (tally[what] ?? 0) + 1
  }
  const heard = <Body>(answer: Answer<Body>): Body => {
    if (answer.status < 500) inFlight = undefined
    if (answer.status !== 200) throw new Refused(answer)
    return answer.body
  }
  const edit = async (by: Person, firm: Firm): Promise<void> => {
    const { enterprise } = await by.get<Detail>(`/api/enterprises/${firm.id}`)
    const fields = Object.fromEntries(Object.entries(enterprise).filter(([key]) => !notFields.has(key)))
    const address = `路 ${random.whole(1, 99_999)} 号`
    inFlight = firm.id
    const edited = heard(
      await by.ask<Firm>('PUT', `/api/enterprises/${firm.id}`, {
        version: firm.version,
        fields: { ...fields, address },
      }),
    )
    Object.assign(firm, { version: edited.version, address })
    count('enterprise edited')
  }
  const importAll = async (by: Person): Promise<void> => {
    const { fileId } = heard(await by.ask<{ fileId: string }>('POST', '/api/enterprises/imports/files', file))
    const seen = heard(
      await by.ask<{ run: { id: string }; digest: string }>('POST', '/api/enterprises/imports', {
        fileId,
        fileName: 'soak.csv',
      }),
    )
    inFlight = 'import'
    const asked = { digest: seen.digest, leaveOutRefused: false }
    heard(await by.ask('POST', `/api/enterprises/imports/${seen.run.id}/confirm`, asked))
    imported = seen.run.id
    count('import confirmed')
  }
  const takeBack = async (by: Person, run: string): Promise<void> => {
    inFlight = 'import'
    heard(await by.ask('POST', `/api/enterprises/imports/${run}/undo`, { reason: 'soak' }))
    imported = undefined
    count('import undone')
  }
  return {
    async write(by, until) {
      while (!until()) {
        try {
          if (random.share() < 0.7) await edit(by, random.one(firms))
          else await (imported === undefined ? importAll(by) : takeBack(by, imported))
        } catch (error) {
          if (error instanceof Refused) return [`register: ${error.message}`]
          return []
        }
        await sleep(random.whole(0, 20))
      }
      return []
    },
    async compare(by) {
      const faults: string[] = []
      for (const firm of firms) {
        const { enterprise } = await by.get<Detail>(`/api/enterprises/${firm.id}`)
        const isNext = inFlight === firm.id && enterprise.version === firm.version + 1
        if (!isNext && (enterprise.version !== firm.version || enterprise.address !== firm.address)) {
          faults.push(`enterprise ${firm.id} is at version ${enterprise.version}, acknowledged was ${firm.version}`)
        }
        Object.assign(firm, { version: enterprise.version, address: enterprise.address })
      }
      const { total } = await by.get<{ total: number }>(`/api/enterprises?q=${encodeURIComponent(prefix)}&pageSize=1`)
      if (total !== 0 && total !== lines) faults.push(`${total} of ${lines} lines of an import are there`)
      const expected = imported === undefined ? 0 : lines
      if (total !== expected && inFlight !== 'import')
        faults.push(`an import of ${lines} lines left ${total}, acknowledged was ${expected}`)
      imported = total === 0 ? undefined : await latestImport(by)
      inFlight = undefined
      return faults
    },
  }
}

async function latestImport(person: Person): Promise<string | undefined> {
  const { rows } = await person.get<{ rows: { id: string; status: string }[] }>('/api/enterprises/imports?pageSize=20')
  return rows.find(({ status }) => status === 'confirmed')?.id
}

function csvOf(town: string, industry: string): string {
  const head = 'name,credit code,town,industry,status'
  return [head, ...Array.from({ length: lines }, (_, i) => `${prefix}${i + 1}厂,,${town},${industry},operating`)].join(
    '\n',
  )
}

class Refused extends Error {
  constructor(answer: Answer) {
    super(`${answer.status} ${JSON.stringify(answer.body).slice(0, 400)}`)
  }
}
