import { isBlank, type Blank } from '#base/blank.ts'
import type { Quantity } from '#base/quantity.ts'
import type { Language, Text } from '#base/text.ts'
import { sentence } from '#base/texts/problems.ts'
import { unitName } from '#base/unit.ts'
import { attributes, findAttribute } from './attributes.ts'
import { isShift } from './dependencies.ts'
import { type ConditionResult, evaluateCondition, type Given } from './evaluate.ts'
import { type CallNode, type Formula, functions, type Node, type Shift } from './node.ts'

/** A piece of an explanation, for a page to show in its own way: words, an indicator to click, an amount, a class. */
export type Part =
  | { readonly kind: 'words'; readonly text: Text }
  | {
      readonly kind: 'indicator'
      readonly id: string
      readonly shifts: readonly Shift[]
      readonly text: Text
      readonly value?: Quantity | Blank
    }
  | { readonly kind: 'amount'; readonly value: string; readonly unit: string }
  | { readonly kind: 'class'; readonly ref: string; readonly text: Text }

/** What things are called. */
export type Labels = {
  indicator(id: string): Text | undefined
  /** Of `taxonomy/class`, or of a place. */
  classOrPlace(ref: string): Text | undefined
}

/** One comparison or question of a condition with its own answer. */
export type Step = { readonly parts: readonly Part[]; readonly result: ConditionResult }

const signs: Readonly<Record<string, string>> = {
  '+': '+',
  '-': '−',
  '*': '×',
  '/': '÷',
  '=': '=',
  '!=': '≠',
  '<': '<',
  '<=': '≤',
  '>': '>',
  '>=': '≥',
}
const around: Readonly<Record<Shift, { before: Text; after: Text }>> = {
  previous: { before: { zh: '上一期', en: '' }, after: { zh: '', en: ' of the period before' } },
  last_year: { before: { zh: '上年同期', en: '' }, after: { zh: '', en: ' a year ago' } },
  cumulative: { before: { zh: '累计', en: 'cumulative ' }, after: { zh: '', en: '' } },
}
const strength: Readonly<Record<Node['kind'], number>> = {
  logic: 1,
  not: 3,
  compare: 4,
  in: 4,
  arithmetic: 5,
  negate: 7,
  number: 9,
  name: 9,
  call: 9,
}

type Walk = { readonly labels: Labels; readonly given?: Given; readonly shifts: readonly Shift[] }

/** A formula or condition in words, with the values it read where they are given. */
export function explainFormula(formula: Formula, labels: Labels, given?: Given): Part[] {
  return partsOf(formula.tree, given === undefined ? { labels, shifts: [] } : { labels, given, shifts: [] })
}

/** Every question a condition asks, each with its own answer: what `and`, `or` and `not` join. */
export function explainCondition(formula: Formula, labels: Labels, given: Given): Step[] {
  return questionsOf(formula.tree).map((tree) => ({
    parts: partsOf(tree, { labels, given, shifts: [] }),
    result: evaluateCondition({ text: formula.text, tree }, given),
  }))
}

function questionsOf(node: Node): Node[] {
  if (node.kind === 'logic') return [...questionsOf(node.left), ...questionsOf(node.right)]
  return node.kind === 'not' && node.of.kind === 'logic' ? questionsOf(node.of) : [node]
}

/** The explanation as one line of text. */
export function partsToText(parts: readonly Part[], language: Language): string {
  return parts.map((part) => partToText(part, language)).join('')
}

function partToText(part: Part, language: Language): string {
  switch (part.kind) {
    case 'words':
    case 'class':
      return part.text[language]
    case 'amount':
      return withUnit(part.value, part.unit, language)
    case 'indicator': {
      if (part.value === undefined) return part.text[language]
      const value = isBlank(part.value)
        ? sentence(`blank.${part.value.blank}`, language)
        : withUnit(part.value.value, part.value.unit, language)
      return language === 'zh' ? `${part.text.zh}（${value}）` : `${part.text.en} (${value})`
    }
  }
}

function withUnit(value: string, unit: string, language: Language): string {
  const name = unitName(unit, language)
  return name === '' ? value : name === '%' ? `${value}%` : `${value} ${name}`
}

function words(zh: string, en: string): Part {
  return { kind: 'words', text: { zh, en } }
}

function sign(operator: string): Part {
  const shown = ` ${signs[operator] ?? operator} `
  return words(shown, shown)
}

function partsOf(node: Node, walk: Walk): Part[] {
  switch (node.kind) {
    case 'number':
      return [{ kind: 'amount', value: node.value, unit: node.unit ?? 'one' }]
    case 'name':
      return [namePart(node.name, walk)]
    case 'negate':
      return [words('−', '−'), ...wrapped(node.of, node, walk)]
    case 'not':
      return [words('并非 ', 'not '), ...wrapped(node.of, node, walk)]
    case 'in':
      return memberParts(node, walk)
    case 'compare':
      return [...wrapped(node.left, node, walk), sign(node.operator), ...wrapped(node.right, node, walk)]
    case 'logic': {
      const joint = node.operator === 'and' ? words(' 且 ', ' and ') : words(' 或 ', ' or ')
      return [...wrapped(node.left, node, walk), joint, ...wrapped(node.right, node, walk)]
    }
    case 'arithmetic':
      return [...wrapped(node.left, node, walk), sign(node.operator), ...wrapped(node.right, node, walk, true)]
    case 'call':
      return callParts(node, walk)
  }
}

/** A part in brackets where it would otherwise be read differently. */
function wrapped(inner: Node, outer: Node, walk: Walk, isRight = false): Part[] {
  const parts = partsOf(inner, walk)
  const [own, other] = [rank(inner), rank(outer)]
  const mixed = inner.kind === 'logic' && outer.kind === 'logic' && inner.operator !== outer.operator
  return own < other || mixed || (isRight && own === other) ? [words('（', '('), ...parts, words('）', ')')] : parts
}

function rank(node: Node): number {
  return strength[node.kind] + (node.kind === 'arithmetic' && (node.operator === '*' || node.operator === '/') ? 1 : 0)
}

function namePart(name: string, { labels, given, shifts }: Walk): Part {
  const attribute = findAttribute(name)
  if (attribute !== undefined) return words(attributes[attribute].zh, attributes[attribute].en)
  const label = labels.indicator(name) ?? { zh: name, en: name }
  const text = shifts.reduce<Text>(
    (inner, shift) => ({
      zh: `${around[shift].before.zh}${inner.zh}${around[shift].after.zh}`,
      en: `${around[shift].before.en}${inner.en}${around[shift].after.en}`,
    }),
    label,
  )
  const part = { kind: 'indicator', id: name, shifts, text } as const
  return given === undefined ? part : { ...part, value: given.valueOf({ name, shifts }) }
}

function memberParts(node: Extract<Node, { kind: 'in' }>, { labels }: Walk): Part[] {
  const attribute = findAttribute(node.attribute)
  const name = attribute === undefined ? { zh: node.attribute, en: node.attribute } : attributes[attribute]
  const classes = node.classes.flatMap((ref, at): Part[] => {
    const part: Part = { kind: 'class', ref, text: labels.classOrPlace(ref) ?? { zh: ref, en: ref } }
    return at === 0 ? [part] : [words('、', ', '), part]
  })
  return [words(`${name.zh}属于 `, `${name.en} is `), ...classes]
}

function callParts(node: CallNode, walk: Walk): Part[] {
  const [first, second, third] = node.args
  if (first === undefined) return []
  if (isShift(node.name)) return wrapped(first, node, { ...walk, shifts: [node.name, ...walk.shifts] })
  if (node.name === 'if' && second !== undefined && third !== undefined) {
    const parts = (one: Node) => partsOf(one, walk)
    return [
      words('若 ', 'if '),
      ...parts(first),
      words(' 则 ', ' then '),
      ...parts(second),
      words('，否则 ', ', otherwise '),
      ...parts(third),
    ]
  }
  if (node.name === 'known') return [...partsOf(first, walk), words(functions.known.zh, ' has a value')]
  const { zh, en } = callNames[node.name] ?? { zh: node.name, en: node.name }
  const args = node.args.flatMap((arg, at) =>
    at === 0 ? partsOf(arg, walk) : [words('，', ', '), ...partsOf(arg, walk)],
  )
  return [words(`${zh}（`, `${en}(`), ...args, words('）', ')')]
}

const callNames: Readonly<Record<string, Text>> = {
  sum: { zh: '合计', en: 'sum' },
  mean: { zh: '平均', en: 'mean' },
  min: { zh: '最小', en: 'least' },
  max: { zh: '最大', en: 'greatest' },
  last: { zh: '期末值', en: 'last' },
  abs: { zh: '绝对值', en: 'amount of' },
  round: { zh: '四舍五入', en: 'rounded' },
  count: { zh: '个数', en: 'number' },
}
