import { type Blank, blank } from '#base/blank.ts'
import { type Quantity, quantity } from '#base/quantity.ts'
import { attributesOf, namesOf } from '#pack/formula/dependencies.ts'
import { evaluateCondition, type Given as Evaluated } from '#pack/formula/evaluate.ts'
import type { Formula, Node } from '#pack/formula/node.ts'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import { type CaseFactName, caseFacts } from '#pack/schema/workflow.ts'
import { countBranches } from './branches.ts'
import { knownOf } from './known.ts'
import type { CaseFacts, CaseState, Truth } from './model.ts'

/** What a condition is asked of: the case itself, and the owner of its subject. */
export type Asked = {
  readonly workflow: ProgrammeWorkflow
  readonly state: CaseState
  readonly holds?: CaseFacts['holds']
  /** Fields that are being filled in; of those that are null nothing is known yet. */
  readonly fields?: Readonly<Record<string, string | null>> | undefined
}

const decimal = /^-?\d{1,40}(\.\d{1,20})?$/

/** Whether the case itself answers a name: its branches, its sub-cases, what was filled in. */
export function isOfCase(workflow: ProgrammeWorkflow, name: string): boolean {
  const { fields, choices } = knownOf(workflow)
  return (caseFacts as readonly string[]).includes(name) || fields.has(name) || choices.has(name)
}

/**
 * Whether a condition holds. Comparisons of what the case knows are answered here, all others by the owner of the subject, and
 * `and`, `or`, `not` join both: no `and`, yes `or` decide alone, whatever is unknown beside them.
 */
export function truthOf(condition: Formula, asked: Asked): Truth {
  const names = namesOf(condition.tree)
  if (names.length > 0 && !names.some((name) => isOfCase(asked.workflow, name))) return ofOwner(condition, asked)
  return truthOfNode(condition.tree, condition, asked)
}

/** The count behind `open_branches` and the like. */
export function countOf(state: CaseState, fact: CaseFactName): number {
  if (fact === 'open_subcases') return state.openSubcases.length
  const { open, refused } = countBranches(state.branches)
  return fact === 'open_branches' ? open : refused
}

function ofOwner(condition: Formula, { holds }: Asked): Truth {
  return holds === undefined ? { unknown: [] } : holds(condition)
}

function truthOfNode(node: Node, condition: Formula, asked: Asked): Truth {
  if (node.kind === 'not') return opposite(truthOfNode(node.of, condition, asked))
  if (node.kind === 'logic') {
    const sides = [truthOfNode(node.left, condition, asked), truthOfNode(node.right, condition, asked)] as const
    return joined(sides, node.operator === 'or')
  }
  const names = namesOf(node)
  const ofCase = names.filter((name) => isOfCase(asked.workflow, name))
  const others = [...names.filter((name) => !ofCase.includes(name)), ...attributesOf(node)]
  const part = { text: condition.text, tree: node }
  if (ofCase.length === 0 && others.length > 0) return ofOwner(part, asked)
  if (others.length > 0) return { unknown: others }
  const { answer, because } = evaluateCondition(part, valuesOf(asked))
  return answer === 'unknown' ? { unknown: because.map(({ name }) => name) } : answer === 'yes'
}

function opposite(truth: Truth): Truth {
  return typeof truth === 'boolean' ? !truth : truth
}

/** `deciding` is the answer that one side gives alone. */
function joined([left, right]: readonly [Truth, Truth], deciding: boolean): Truth {
  if (left === deciding || right === deciding) return deciding
  if (typeof left === 'boolean' && typeof right === 'boolean') return !deciding
  const missing = [left, right].flatMap((side) => (typeof side === 'boolean' ? [] : side.unknown))
  return { unknown: [...new Set(missing)] }
}

function valuesOf({ workflow, state, fields = {} }: Asked): Evaluated {
  const known = knownOf(workflow)
  const filled = (id: string): string | undefined => {
    if (Object.hasOwn(fields, id)) return fields[id] ?? undefined
    return Object.hasOwn(state.fields, id) ? state.fields[id] : undefined
  }
  return {
    valueOf({ name, shifts }): Quantity | Blank {
      if (shifts.length > 0) return blank('not_applicable')
      if ((caseFacts as readonly string[]).includes(name))
        return quantity(String(countOf(state, name as CaseFactName)), 'one')
      const field = known.fields.get(name)
      const value = filled(name)
      if (field === undefined || value === undefined || !decimal.test(value)) return blank('not_reported')
      return quantity(value, field.type === 'share' ? 'percent' : (field.unit ?? 'one'))
    },
    factOf(name) {
      const asked = known.choices.get(name)
      if (asked === undefined) return undefined
      const value = filled(asked.field)
      return { holds: value === undefined ? undefined : value === asked.choice }
    },
  }
}
