import { add, type Quantity, quantity } from '#base/quantity.ts'
import type { Text } from '#base/text.ts'

/** An amount, or the plain statement that none is stated. */
export type Stated = { readonly value: string; readonly unit: string } | { readonly not_stated: true }

/** The sum of what is stated, and of how many how many are. */
export type StatedSum = { readonly sum: Quantity | null; readonly stated: number; readonly of: number }

/** Sums only what is stated; nothing stated is no sum, never 0. In the unit of the first amount. */
export function sumStated(amounts: readonly Stated[]): StatedSum {
  const known = amounts.flatMap((amount) => ('value' in amount ? [quantity(amount.value, amount.unit)] : []))
  const [first, ...others] = known
  return {
    sum: first === undefined ? null : others.reduce((total, each) => add(total, each), first),
    stated: known.length,
    of: amounts.length,
  }
}

/** Whether the sum is the whole of it. */
export function isWhole({ stated, of }: StatedSum): boolean {
  return of > 0 && stated === of
}

/** Where the money of a work may come from, in words. */
export const moneyNames: Readonly<Record<string, Text>> = {
  budget: { zh: '财政资金', en: 'Budget' },
  special_bonds: { zh: '专项债券', en: 'Special bonds' },
  reits: { zh: '基础设施 REITs', en: 'Infrastructure REITs' },
  land_value: { zh: '土地收益', en: 'Land value' },
  state_firms: { zh: '国有企业', en: 'State firms' },
  banks: { zh: '银行贷款', en: 'Bank loans' },
  long_term_funds: { zh: '中长期资金', en: 'Long-term funds' },
  industry_funds: { zh: '产业基金', en: 'Industry funds' },
  private: { zh: '社会资本', en: 'Private capital' },
}

/** How far a work is, in words. */
export const stageNames: Readonly<Record<string, Text>> = {
  planned: { zh: '规划中', en: 'Planned' },
  preparing: { zh: '前期工作', en: 'Being prepared' },
  drafted: { zh: '已编制', en: 'Drafted' },
  approved: { zh: '已批复', en: 'Approved' },
  building: { zh: '建设中', en: 'Under construction' },
  done: { zh: '已完成', en: 'Done' },
  stopped: { zh: '已停止', en: 'Stopped' },
  not_stated: { zh: '未写明', en: 'Not stated' },
}
