/** Where a part of a formula stands in its text: from the first character to the one after the last. */
export type Span = readonly [from: number, to: number]

/** Shifts of time, outermost last: `last_year(cumulative(x))` is `['cumulative', 'last_year']` of x. */
export const shifts = ['previous', 'last_year', 'cumulative'] as const
export type Shift = (typeof shifts)[number]

/** How the values of several subjects become one. */
export const aggregates = ['sum', 'mean', 'min', 'max', 'last', 'count'] as const
export type Aggregate = (typeof aggregates)[number]

export type ArithmeticOperator = '+' | '-' | '*' | '/'
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>='

export type NumberNode = { readonly kind: 'number'; readonly value: string; readonly unit?: string; readonly at: Span }
export type NameNode = { readonly kind: 'name'; readonly name: string; readonly at: Span }
export type NegateNode = { readonly kind: 'negate'; readonly of: Node; readonly at: Span }
export type NotNode = { readonly kind: 'not'; readonly of: Node; readonly at: Span }
export type ArithmeticNode = {
  readonly kind: 'arithmetic'
  readonly operator: ArithmeticOperator
  readonly left: Node
  readonly right: Node
  readonly at: Span
}
export type CompareNode = {
  readonly kind: 'compare'
  readonly operator: Comparison
  readonly left: Node
  readonly right: Node
  readonly at: Span
}
export type LogicNode = {
  readonly kind: 'logic'
  readonly operator: 'and' | 'or'
  readonly left: Node
  readonly right: Node
  readonly at: Span
}
export type MemberNode = {
  readonly kind: 'in'
  readonly attribute: string
  readonly classes: readonly string[]
  readonly at: Span
}
export type CallNode = {
  readonly kind: 'call'
  readonly name: FunctionName
  readonly args: readonly Node[]
  readonly at: Span
}

/** The tree of a formula or condition: plain data, frozen, every part knows where it stands. */
export type Node =
  | NumberNode
  | NameNode
  | NegateNode
  | NotNode
  | ArithmeticNode
  | CompareNode
  | LogicNode
  | MemberNode
  | CallNode

/** A function of the language: how many arguments it takes and what it means. */
export type FunctionWord = { readonly least: number; readonly most: number; readonly zh: string; readonly en: string }

const many = 16

/** The functions of the language, a closed list; each with its explanation. */
export const functions = {
  sum: {
    least: 1,
    most: many,
    zh: '合计：一个参数时对所有对象求和，多个参数时相加',
    en: 'sum over the subjects; of several arguments, their sum',
  },
  last: { least: 1, most: 1, zh: '期末值：时段内最后一个值', en: 'the last value within the period' },
  mean: {
    least: 1,
    most: many,
    zh: '平均：一个参数时对所有对象平均，多个参数时求平均',
    en: 'mean over the subjects; of several arguments, their mean',
  },
  min: { least: 1, most: many, zh: '最小值', en: 'the least over the subjects, or of several arguments' },
  max: { least: 1, most: many, zh: '最大值', en: 'the greatest over the subjects, or of several arguments' },
  abs: { least: 1, most: 1, zh: '绝对值', en: 'the amount without its sign' },
  round: {
    least: 2,
    most: 2,
    zh: '四舍五入到若干位小数',
    en: 'rounded to so many digits after the point, halves away from zero',
  },
  if: {
    least: 3,
    most: 3,
    zh: '条件成立时取第二个，否则取第三个',
    en: 'the second where the condition holds, the third where it does not',
  },
  known: { least: 1, most: 1, zh: '已有数据', en: 'whether there is a value' },
  previous: { least: 1, most: 1, zh: '上一期', en: 'of the period before' },
  last_year: { least: 1, most: 1, zh: '上年同期', en: 'of the same period of last year' },
  cumulative: { least: 1, most: 1, zh: '年初至本期累计', en: 'from the beginning of the year through this period' },
  count: {
    least: 1,
    most: 1,
    zh: '个数：条件成立的对象数，或有数据的对象数',
    en: 'how many subjects meet the condition, or have a value',
  },
} as const satisfies Record<string, FunctionWord>

export type FunctionName = keyof typeof functions

export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(functions, name)
}

/** A parsed formula or condition with the text it was read from. */
export type Formula = { readonly text: string; readonly tree: Node }

/** Direct children of a node, in reading order. */
export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'number':
    case 'name':
    case 'in':
      return []
    case 'negate':
    case 'not':
      return [node.of]
    case 'call':
      return node.args
    default:
      return [node.left, node.right]
  }
}
