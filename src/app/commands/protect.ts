import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { Problem } from '#base/problem.ts'
import type { CrossedCell } from '#capabilities/releases/rules/crossed.ts'
import { type Parameters, usualParameters } from '#capabilities/releases/rules/sensitivity.ts'
import { protectUnitFile } from '#capabilities/releases/server/unit-file.ts'
import type { Command } from './commands.ts'
import { columns } from './table.ts'

const mostGroupings = 5

/** `jidi protect`: the safe table of any file of units. */
export const protect: Command = {
  usage: 'protect --units FILE --by COLUMN,… --value COLUMN',
  about: 'the table of a CSV of units that gives none of them away [--frequency 3 --dominance 2,85 --p 10 --json]',
  async run(args) {
    const asked = askedIn(args)
    if (asked === undefined) return 'usage'
    const cells = await protectUnitFile(await fileOf(asked.units), asked)
    console.log(
      asked.json ? JSON.stringify({ cells: cells.map((cell) => told(cell, asked.by)) }) : page(cells, asked.by),
    )
    return 'done'
  },
}

type Asked = { units: string; by: string[]; value: string; parameters: Parameters; json: boolean }

function askedIn(args: readonly string[]): Asked | undefined {
  const { units, by, value, json, ...measures } = flagsIn(args) ?? {}
  const parameters = parametersOf(measures)
  const columns = (by ?? '').split(',').map((each) => each.trim())
  if (units === undefined || value === undefined || parameters === undefined) return undefined
  if (columns.includes('') || columns.length > mostGroupings) return undefined
  return { units, by: columns, value: value.trim(), parameters, json: json ?? false }
}

function flagsIn(args: readonly string[]) {
  const text = { type: 'string' } as const
  const options = { units: text, by: text, value: text, frequency: text, dominance: text, p: text } as const
  try {
    return parseArgs({ args: [...args], options: { ...options, json: { type: 'boolean' } } }).values
  } catch {
    return undefined
  }
}

type Measures = { frequency?: string | undefined; dominance?: string | undefined; p?: string | undefined }

function parametersOf({ frequency, dominance, p }: Measures): Parameters | undefined {
  const [units, percent, ...more] = (dominance ?? '').split(',').map(Number)
  const usual = usualParameters
  const parameters = {
    frequency: frequency === undefined ? usual.frequency : Number(frequency),
    dominance: dominance === undefined ? usual.dominance : { units: units ?? 0, percent: percent ?? 0 },
    pPercent: p === undefined ? usual.pPercent : Number(p),
  }
  const isWhole = Number.isInteger(parameters.frequency) && Number.isInteger(parameters.dominance.units)
  const isFit =
    parameters.frequency >= 1 &&
    parameters.dominance.units >= 1 &&
    parameters.dominance.percent > 0 &&
    parameters.dominance.percent <= 100 &&
    parameters.pPercent >= 0 &&
    parameters.pPercent <= 100
  return isWhole && isFit && more.length === 0 ? parameters : undefined
}

async function fileOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new Problem('not_found', { issues: [{ text: 'releases.no_file', where: path }], cause })
  }
}

function told({ keys, value, reason, lower, upper }: CrossedCell, by: readonly string[]): Record<string, unknown> {
  const number = (text: string | null) => (text === null ? null : Number(text))
  return {
    ...Object.fromEntries(by.map((name, i) => [name, keys[i]])),
    value: number(value),
    suppressed: reason !== null,
    reason,
    lower: number(lower),
    upper: number(upper),
  }
}

const words: Record<NonNullable<CrossedCell['reason']>, string> = {
  few_units: '单位过少 too few units',
  dominance: '少数单位占比过高 few units dominate',
  p_percent: '可推算最大单位 the largest could be estimated',
  complement: '为保护其他数据 to protect others',
  kept_back: '待下次发布 kept back',
}

/** Columns for people: a suppressed cell has its reason instead of a value. */
function page(cells: readonly CrossedCell[], by: readonly string[]): string {
  const lines = [
    [...by, '数值 value', '原因 reason'],
    ...cells.map(({ keys, value, reason }) => [...keys, value ?? '保密 suppressed', reason ? words[reason] : '']),
  ]
  const hidden = cells.filter(({ reason }) => reason !== null).length
  const sum = `${cells.length - hidden} 格发布 shown · ${hidden} 格保密 suppressed`
  return [columns(lines), sum].join('\n')
}
