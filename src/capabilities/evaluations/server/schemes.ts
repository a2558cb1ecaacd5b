import type { Text } from '#base/text.ts'
import { stringify } from 'yaml'
import type { ProblemIssue } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import type { House } from '#kit/server/house.ts'
import { getDoc, listDocs } from '#pack/lookup.ts'
import type { ProgrammeScheme } from '#pack/programme.ts'
import { checkSchemeFile } from '#pack/scheme-file.ts'
import { arrivalsOfIndicators } from '#capabilities/observations/server/service.ts'
import type { SchemeDetail, SchemeSummary } from '../contract/runs.ts'
import type { CheckedScheme } from './model.ts'
import { wordsOf } from './naming.ts'
import { listRuns } from './store.ts'

/** The schemes of the programme. */
export async function listSchemes(house: Pick<House, 'programme'>, tx: Transaction): Promise<SchemeSummary[]> {
  const runs = await listRuns(tx)
  return listDocs(house.programme(), 'schemes').map((scheme) =>
    toSummary(scheme, runs.filter((run) => run.scheme.id === scheme.id).length),
  )
}

function toSummary(scheme: ProgrammeScheme, runs: number): SchemeSummary {
  const named = (list: readonly { id: string; name: { zh: string; en?: string } }[]) =>
    list.map(({ id, name }): { id: string; name: Text } => ({ id, name: wordsOf(name) }))
  return {
    id: scheme.id,
    name: wordsOf(scheme.name),
    status: scheme.status,
    subject: scheme.subject,
    period: scheme.period,
    total: scheme.total,
    from: scheme.from ?? null,
    to: scheme.to ?? null,
    supersedes: scheme.supersedes ?? null,
    source: scheme.source,
    groups: named(scheme.groups),
    grades: named(scheme.grades),
    criteria: named(scheme.criteria),
    runs,
  }
}

/** The words of a scheme, without its parsed formulas and the file it came from. */
export function contentOf(scheme: CheckedScheme): Record<string, unknown> {
  const { id: _id, formulas: _formulas, ...content } = scheme
  const { origin: _origin, ...words } = content as typeof content & { origin?: unknown }
  return JSON.parse(JSON.stringify(words)) as Record<string, unknown>
}

/** @throws Problem not_found */
export async function showScheme(house: House, tx: Transaction, id: string): Promise<SchemeDetail> {
  const scheme = getDoc(house.programme(), 'schemes', id)
  const runs = (await listRuns(tx, { scheme: id })).length
  const indicators = scheme.inputs.flatMap(({ indicator }) => (indicator === undefined ? [] : [indicator]))
  const arrivals = await house.record.asSystem((all) => arrivalsOfIndicators(all, indicators))
  const content = contentOf(scheme)
  return {
    ...toSummary(scheme, runs),
    content,
    text: stringify(content, { lineWidth: 120 }),
    periods: [...new Set(arrivals.map(({ period }) => period))].sort().reverse(),
    given: scheme.criteria
      .filter(({ baseline }) => baseline?.kind === 'given')
      .map(({ id: criterion, name, unit }) => ({ criterion, name: wordsOf(name), unit })),
  }
}

/** What is wrong with a scheme as it is being written; its words when nothing is. */
export function checkScheme(text: string): { problems: ProblemIssue[]; content: Record<string, unknown> | null } {
  const { scheme, problems } = checkSchemeFile({ path: 'schemes/draft.yaml', text })
  return { problems: [...problems], content: scheme === undefined ? null : contentOf(scheme) }
}
