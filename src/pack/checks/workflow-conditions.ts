import { isUnit } from '#base/unit.ts'
import { attributesOf, namesOf } from '../formula/dependencies.ts'
import type { Node } from '../formula/node.ts'
import type { FormulaWorld } from '../formula/units.ts'
import { caseFacts, type WorkflowField } from '../schema/workflow.ts'
import { type Compiling, conditionKey } from './compiling.ts'
import { compileExpression } from './formulas.ts'
import { closureOf, type Path, type Shape, shapeOf } from './workflow-shape.ts'

/** What an act requires is parsed, and somebody answers it: the case itself, or the owner of what moves through it. */
export function compileWorkflows(compiling: Compiling): void {
  for (const document of compiling.context.list('workflows')) {
    const shape = shapeOf(document, compiling.context)
    const fields = new Map(
      shape.fillings.flatMap(({ one }) => one.fields ?? []).map((field) => [field.id, field] as const),
    )
    const world = worldOfWorkflow(compiling.world, fields)
    for (const [at, act] of document.content.acts.entries()) {
      for (const [index, text] of (act.requires ?? []).entries()) {
        const path = ['acts', at, 'requires', index]
        const compiled = compileExpression(text, { document, path, expects: 'condition' }, world, compiling.context)
        if (compiled === undefined) continue
        compiling.conditions.set(conditionKey('workflows', document.id, path), compiled.formula)
        checkAnswered({ shape, fields, path, tree: compiled.formula.tree, act: at })
      }
    }
  }
}

/** The names of conditions, and those that the case itself answers: its branches, its sub-cases, its fields. */
function worldOfWorkflow(world: FormulaWorld, fields: ReadonlyMap<string, WorkflowField>): FormulaWorld {
  const choices = new Set(choiceNames(fields))
  return {
    ...world,
    unitOf(name) {
      const field = fields.get(name)
      if ((caseFacts as readonly string[]).includes(name)) return 'one'
      if (field === undefined) return world.unitOf(name)
      if (field.type === 'share') return 'percent'
      return field.unit !== undefined && isUnit(field.unit) ? field.unit : 'one'
    },
    isFact: (name) => choices.has(name),
    unknownName: 'workflow.unknown_name',
    names: () => [...caseFacts, ...fields.keys(), ...choices, ...world.names()],
  }
}

function choiceNames(fields: ReadonlyMap<string, WorkflowField>): string[] {
  return [...fields.values()].flatMap(({ id, choices = [] }) => choices.map((choice) => `${id}_is_${choice.id}`))
}

type Asked = { shape: Shape; fields: ReadonlyMap<string, WorkflowField>; path: Path; tree: Node; act: number }

function checkAnswered(asked: Asked): void {
  const { shape, fields, path, tree } = asked
  const { report, content } = shape
  const facts = new Set<string>(caseFacts)
  const fieldOf = (name: string) =>
    fields.get(name) ??
    [...fields.values()].find(({ id, choices = [] }) => choices.some((one) => `${id}_is_${one.id}` === name))
  for (const name of namesOf(tree)) {
    const field = fieldOf(name)
    if (facts.has(name)) checkCounted(asked, name)
    else if (field !== undefined && name === field.id && !['number', 'share'].includes(field.type))
      report(path, { text: 'workflow.field_not_asked', found: name, expected: field.type })
    else if (field !== undefined && !isFilledBefore(asked, field.id))
      report(path, { text: 'workflow.field_never_filled', found: field.id })
  }
  for (const flag of attributesOf(tree)) {
    if (flagsOfReturns.has(flag) && content.subject !== 'return')
      report(path, { text: 'workflow.nobody_answers', found: flag, expected: content.subject })
  }
  const isOfCase = (name: string) => facts.has(name) || fieldOf(name) !== undefined
  if (comparisonsOf(tree).some((one) => isMixed(one, isOfCase)))
    report(path, {
      text: 'workflow.mixed_comparison',
      found: content.acts[asked.act]?.requires?.[Number(path.at(-1))] ?? '',
    })
}

const flagsOfReturns: ReadonlySet<string> = new Set(['complete', 'hard_checks_hold', 'soft_checks_answered'])

/** What is counted can be there: branches in a state from which the act starts, sub-cases of the workflow. */
function checkCounted({ shape, path, act }: Asked, fact: string): void {
  const { content, report } = shape
  const from = content.acts[act]?.from ?? []
  const isThere =
    fact === 'open_subcases'
      ? content.subcases !== undefined
      : content.states.some(({ id, branches }) => branches !== undefined && from.includes(id))
  if (!isThere)
    report(path, {
      text: 'workflow.nothing_to_count',
      found: fact,
      expected: fact === 'open_subcases' ? 'subcases' : 'branches',
    })
}

/** Whether a field is filled in by the act itself, or by one that can come before it. */
function isFilledBefore({ shape, act: at }: Asked, field: string): boolean {
  const { content, branches } = shape
  const act = content.acts[at]
  const fills = (one: { fields?: readonly { id: string }[] | undefined }) =>
    one.fields?.some(({ id }) => id === field) === true
  if (act === undefined || fills(act)) return true
  const filledIn = [
    ...content.acts.filter(fills).map(({ to }) => to),
    ...branches.filter(({ branch }) => branch.outcomes.some(fills)).map(({ state }) => state),
  ]
  const after = closureOf(filledIn, content.acts)
  return act.from.some((state) => after.has(state))
}

/** The parts of a condition that are decided as one: everything below and, or, not. */
function comparisonsOf(node: Node): Node[] {
  if (node.kind === 'not') return comparisonsOf(node.of)
  return node.kind === 'logic' ? [...comparisonsOf(node.left), ...comparisonsOf(node.right)] : [node]
}

function isMixed(node: Node, isOfCase: (name: string) => boolean): boolean {
  const names = namesOf(node)
  const ofCase = names.filter(isOfCase)
  return ofCase.length > 0 && (ofCase.length < names.length || attributesOf(node).length > 0)
}
