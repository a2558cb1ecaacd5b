import type { ExtraRow, IndicatorSet, KeptRow, RowChange } from '../contract/indicators.ts'

/** What a draft asks other than its standards, as it is sent again with one thing changed. */
type Resent = { readonly changes: RowChange[]; readonly extras: ExtraRow[] }

type Step = { readonly change?: RowChange; readonly extra?: ExtraRow; readonly without?: KeptRow }

/** All that was changed in a draft before, with one step more: a changed row, another one added, one taken away. */
export function resend({ rows }: Pick<IndicatorSet, 'rows'>, { change, extra, without }: Step): Resent {
  const kept = rows.filter(({ row }) => row.id !== without?.row.id && row.id !== change?.id)
  return {
    changes: [...kept.flatMap(changeOf), ...(change === undefined ? [] : [change])],
    extras: [...kept.flatMap(extraOf), ...(extra === undefined ? [] : [extra])],
  }
}

function changeOf({ row, how, reason }: KeptRow): RowChange[] {
  const why = reason === null ? {} : { reason }
  if (how === 'left_out') return [{ id: row.id, leftOut: true, ...why }]
  const { amount } = row
  if ((how !== 'stricter' && how !== 'changed') || amount === undefined) return []
  if ('value' in amount || 'low' in amount) return [{ id: row.id, amount, ...why }]
  if ('relative' in amount && amount.relative.share !== undefined)
    return [{ id: row.id, amount: { share: amount.relative.share }, ...why }]
  return []
}

function extraOf({ row, how, reason }: KeptRow): ExtraRow[] {
  if (how !== 'added' || reason === null) return []
  const { kind, when, nature, anchor, unit, amount } = row
  const [measure, per] = row.measure?.split(' / ') ?? []
  return [
    {
      name: row.name.zh,
      kind,
      when,
      nature,
      reason,
      ...(measure === undefined ? {} : { measure }),
      ...(per === undefined ? {} : { per }),
      ...(unit === undefined ? {} : { unit }),
      ...(anchor === undefined ? {} : { anchor }),
      ...(amount !== undefined && ('value' in amount || 'low' in amount) ? { amount } : {}),
    },
  ]
}
