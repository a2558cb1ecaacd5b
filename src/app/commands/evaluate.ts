import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { Problem } from '#base/problem.ts'
import type { GivenBaselines, UnitShown } from '#capabilities/evaluations/rules/model.ts'
import { type EvaluatedFile, evaluateFile, type UnitFile } from '#capabilities/evaluations/server/unit-file.ts'
import { rerunSealed } from '#capabilities/evaluations/server/service.ts'
import type { Command, Ending } from './commands.ts'
import { columns } from './table.ts'

/** `jidi evaluate`: a scheme over any file of units, without a server. */
export const evaluate: Command = {
  usage: 'evaluate --scheme FILE --inputs units.csv | --rerun sealed.json',
  about:
    'score, rank and grade the units of a CSV by a scheme, or a sealed export again [--baseline CRITERION=VALUE … --json]',
  async run(args) {
    const { rerun, json = false } = flagsIn(args) ?? {}
    if (rerun !== undefined) return runAgain(rerun, json)
    const asked = askedIn(args)
    if (asked === undefined) return 'usage'
    const found = await evaluateFile(asked.file)
    console.log(asked.json ? JSON.stringify(told(found)) : page(found))
    return 'done'
  },
}

/** Computes a sealed export from nothing but itself; other hashes than it states are refused. */
async function runAgain(file: string, json: boolean): Promise<Ending> {
  const { same, ...found } = rerunSealed(await sealedText(file))
  const lines = Object.entries(found.stated).map(([name, stated]) => {
    const now = found.found[name as keyof typeof found.found]
    return [name, stated, now === stated ? '一致 same' : `不一致 differs: ${now}`]
  })
  const head = `${found.scheme} ${found.period} · ${found.number} · ${found.units}`
  console.log(json ? JSON.stringify({ same, ...found }) : `${head}\n${columns(lines)}`)
  return same ? 'done' : 'refused'
}

async function sealedText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new Problem('not_found', { details: { kind: 'file', id: file }, cause })
  }
}

function askedIn(args: readonly string[]): { file: UnitFile; json: boolean } | undefined {
  const { scheme, inputs, baseline = [], json = false } = flagsIn(args) ?? {}
  if (scheme === undefined || inputs === undefined || !baseline.every((one) => stated.test(one))) return undefined
  return { file: { scheme, inputs, given: givenOf(baseline) }, json }
}

const stated = /^([a-z0-9_-]+)(?:\.([a-z0-9_-]+))?=(\d+(?:\.\d+)?)$/

/** `tax_per_mu=12` for all groups, `tax_per_mu.above=12` for one. */
function givenOf(written: readonly string[]): GivenBaselines {
  const given: Record<string, string | Record<string, string>> = {}
  for (const one of written) {
    const [, criterion = '', group, value = ''] = stated.exec(one) ?? []
    const before = given[criterion]
    given[criterion] = group === undefined ? value : { ...(typeof before === 'object' ? before : {}), [group]: value }
  }
  return given
}

function flagsIn(args: readonly string[]) {
  const text = { type: 'string' } as const
  const options = {
    scheme: text,
    inputs: text,
    rerun: text,
    baseline: { ...text, multiple: true },
    json: { type: 'boolean' },
  } as const
  try {
    return parseArgs({ args: [...args], options }).values
  } catch {
    return undefined
  }
}

function told({ scheme, result, sealed, assumed, ignored }: EvaluatedFile): Record<string, unknown> {
  const { id, name, status, source, from, to } = scheme
  return {
    scheme: { id, name, status, source, from, to },
    sealed,
    assumed,
    ignored,
    groups: result.groups,
    units: result.units,
  }
}

/** Columns for people, best rank first. */
function page({ scheme, result, sealed, assumed, ignored }: EvaluatedFile): string {
  const order = [...result.units].sort((a, b) => orderOf(a) - orderOf(b))
  const lines = order.map(({ id, group, total, rank, quotaGrade, grade, reasons }) => [
    id,
    group ?? '',
    total ?? '',
    String(rank ?? ''),
    quotaGrade ?? '',
    grade ?? '',
    reasons.map(({ code, about }) => (about === undefined ? code : `${code}:${about}`)).join(' '),
  ])
  const head = ['单元 unit', '组 group', '总分 total', '名次 rank', '按名次 by rank', '等级 grade', '理由 reasons']
  const notes = [
    ...assumed.map(({ name, as }) => `${name}: 没有这一列 no such column (${as})`),
    ...ignored.map((name) => `${name}: 方案不用这一列 not read by the scheme`),
    `${scheme.name.zh} ${scheme.name.en} · ${scheme.status} · ${sealed.result}`,
  ]
  return [columns([head, ...lines]), ...notes].join('\n')
}

function orderOf({ rank }: UnitShown): number {
  return rank ?? Number.POSITIVE_INFINITY
}
