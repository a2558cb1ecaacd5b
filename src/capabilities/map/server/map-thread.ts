// Runs in a thread of its own: keeps the stock of parcels and answers for tiles, searches and totals.
import type { AreaShape } from '#base/geo/geometry.ts'
import { Problem, type ProblemCode } from '#base/problem.ts'
import { runThread } from '#kit/server/threads.ts'
import type { TileAddress } from '#kit/server/tiles.ts'
import type { Sight } from '../rules/sight.ts'
import { type FindAnswer, type FindAsked, Stock, type StockRow, type TileBytes, type Touched } from './stock.ts'
import type { ParcelTotals } from './totals.ts'

export type StockQuestion =
  | { readonly kind: 'tile'; readonly address: TileAddress; readonly sight: Sight }
  | { readonly kind: 'find'; readonly asked: FindAsked }
  | { readonly kind: 'totals'; readonly drawn: AreaShape; readonly sight: Sight }
  | { readonly kind: 'addresses'; readonly z: number }

export type StockTold =
  | { readonly kind: 'put'; readonly rows: readonly StockRow[]; readonly run: number }
  | { readonly kind: 'drop'; readonly ids: readonly string[] }
  | { readonly kind: 'sweep'; readonly run: number }
  | { readonly kind: 'ask'; readonly id: number; readonly question: StockQuestion }

export type StockAnswer = TileBytes | FindAnswer | ParcelTotals | readonly TileAddress[] | undefined

export type StockSaid =
  /** What changed; null: so much that everything is to be asked anew. */
  | { readonly kind: 'changed'; readonly touched: Touched | null }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: StockAnswer }
  | { readonly kind: 'failed'; readonly id: number; readonly code: ProblemCode; readonly said: string }

const boxesTold = 200

runThread<object, StockSaid, StockTold>(async ({ say, hear }) => {
  const stock = new Stock()
  const changed = (touched: Touched): void => {
    const count = touched.parcels.length
    if (count > 0) say({ kind: 'changed', touched: count > boxesTold ? null : touched })
  }
  for (;;) {
    const told = await hear()
    if (told.kind === 'put') changed(stock.put(told.rows, told.run))
    else if (told.kind === 'drop') changed(stock.drop(told.ids))
    else if (told.kind === 'sweep') changed(stock.sweep(told.run))
    else say(reply(stock, told))
  }
})

function reply(stock: Stock, { id, question }: StockTold & { kind: 'ask' }): StockSaid {
  try {
    return { kind: 'answer', id, answer: answerTo(stock, question) }
  } catch (error) {
    const code = error instanceof Problem ? error.code : 'internal'
    return { kind: 'failed', id, code, said: String(error).slice(0, 500) }
  }
}

function answerTo(stock: Stock, question: StockQuestion): StockAnswer {
  if (question.kind === 'tile') return stock.tile(question.address, question.sight)
  if (question.kind === 'find') return stock.find(question.asked)
  if (question.kind === 'addresses') return stock.addresses(question.z)
  return stock.totals(question.drawn, question.sight)
}
