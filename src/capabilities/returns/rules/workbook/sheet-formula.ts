import { conversion, parseUnit, unitProduct, unitQuotient } from '#base/unit.ts'
import type { CallNode, LogicNode, Node } from '#pack/formula/node.ts'
import { ratioOfFactor, toDecimal } from '#pack/formula/ratio.ts'

/** Where the value of a name stands on the sheet, with the shifts of time around it, and its unit. */
export type SheetValues = (name: string, shifts: readonly string[]) => { at: string; unit: string } | undefined

type Part = { readonly text: string; readonly unit: string; readonly isTruth?: true; readonly bareZero?: true }
type Scene = { readonly values: SheetValues; readonly shifts: readonly string[]; readonly used: Set<string> }

const places = 9
/** Longer formulas than this are refused by spreadsheets. */
const longest = 8000

/**
 * A formula of the programme as a spreadsheet computes it; undefined where it asks for something that does not stand on the sheet.
 * `used` are the cells it looks at. For orientation while typing: what counts is computed exactly when the workbook comes back.
 */
export function sheetFormula(
  tree: Node,
  values: SheetValues,
  unit?: string,
): { readonly text: string; readonly used: readonly string[] } | undefined {
  const used = new Set<string>()
  const part = write(tree, { values, shifts: [], used })
  if (part === undefined || used.size === 0) return undefined
  const text = unit === undefined || part.isTruth ? part.text : converted(part, unit)
  return text.length > longest ? undefined : { text, used: [...used] }
}

function write(node: Node, scene: Scene): Part | undefined {
  switch (node.kind) {
    case 'number': {
      const zero = node.unit === undefined && /^0+(\.0+)?$/.test(node.value)
      return { text: node.value, unit: node.unit ?? 'one', ...(zero ? { bareZero: true } : {}) }
    }
    case 'name': {
      const found = scene.values(node.name, scene.shifts)
      if (found === undefined) return undefined
      scene.used.add(found.at)
      return { text: found.at, unit: found.unit }
    }
    case 'negate': {
      const of = write(node.of, scene)
      return of && { ...of, text: `(-${of.text})` }
    }
    case 'not': {
      const of = write(node.of, scene)
      return of && { text: `NOT(${of.text})`, unit: 'one', isTruth: true }
    }
    case 'in':
      return undefined
    case 'call':
      return writeCall(node, scene)
    case 'logic':
      return writeLogic(node, scene)
    default:
      return writePair(node, scene)
  }
}

function writeLogic(node: LogicNode, scene: Scene): Part | undefined {
  const [left, right] = [write(node.left, scene), write(node.right, scene)]
  if (left === undefined || right === undefined) return undefined
  return { text: `${node.operator.toUpperCase()}(${left.text},${right.text})`, unit: 'one', isTruth: true }
}

function writePair(node: Extract<Node, { kind: 'arithmetic' | 'compare' }>, scene: Scene): Part | undefined {
  const [left, right] = [write(node.left, scene), write(node.right, scene)]
  if (left === undefined || right === undefined) return undefined
  if (node.operator === '*')
    return { text: `(${left.text}*${right.text})`, unit: unitProduct(left.unit, right.unit).code }
  if (node.operator === '/')
    return { text: `(${left.text}/${right.text})`, unit: unitQuotient(left.unit, right.unit).code }
  const unit = left.bareZero ? right.unit : left.unit
  const [a, b] = [converted(left, unit), converted(right, unit)]
  if (node.kind === 'arithmetic') return { text: `(${a}${node.operator}${b})`, unit }
  const sign = node.operator === '!=' ? '<>' : node.operator
  // Spreadsheets compute in binary: what differs by less than a billionth is equal.
  return { text: `(ROUND(${a}-(${b}),${places})${sign}0)`, unit: 'one', isTruth: true }
}

function converted(part: Part, unit: string): string {
  if (part.unit === unit || part.bareZero) return part.text
  const factor = toDecimal(ratioOfFactor(conversion(parseUnit(part.unit), parseUnit(unit))), 20).toFixed()
  return factor === '1' ? part.text : `(${part.text}*${factor})`
}

function writeCall(node: CallNode, scene: Scene): Part | undefined {
  const { name, args } = node
  if (name === 'previous' || name === 'last_year' || name === 'cumulative') {
    return args[0] && write(args[0], { ...scene, shifts: [name, ...scene.shifts] })
  }
  const parts = args.map((arg) => write(arg, scene))
  const [first] = parts
  if (first === undefined || parts.some((part) => part === undefined)) return undefined
  const own = parts as Part[]
  const list = (): string => own.map((part) => converted(part, first.unit)).join(',')
  switch (name) {
    case 'known':
      return { text: `ISNUMBER(${first.text})`, unit: 'one', isTruth: true }
    case 'abs':
      return { text: `ABS(${first.text})`, unit: first.unit }
    case 'round':
      return { text: `ROUND(${first.text},${own[1]?.text ?? '0'})`, unit: first.unit }
    case 'if': {
      const [, then, otherwise] = own
      if (then === undefined || otherwise === undefined) return undefined
      const unit = then.bareZero ? otherwise.unit : then.unit
      return { text: `IF(${first.text},${converted(then, unit)},${converted(otherwise, unit)})`, unit }
    }
    case 'sum':
      return { text: `SUM(${list()})`, unit: first.unit }
    case 'mean':
      return { text: `AVERAGE(${list()})`, unit: first.unit }
    case 'min':
    case 'max':
      return { text: `${name.toUpperCase()}(${list()})`, unit: first.unit }
    default:
      return undefined
  }
}

/** What a check shows beside a row: nothing while something is missing or all is well, a sign where it fails. */
export function checkFormula(
  formula: { readonly text: string; readonly used: readonly string[] },
  sign: string,
): string {
  return `IF(COUNT(${formula.used.join(',')})<${formula.used.length},"",IF(${formula.text},"","${sign}"))`
}
