import { attributes } from '../formula/attributes.ts'
import { isFunctionName } from '../formula/node.ts'
import { caseFacts, type WorkflowField } from '../schema/workflow.ts'
import { duplicatesOf } from './context.ts'
import type { Path, Shape } from './workflow-shape.ts'

/** Fields are what they say, the same wherever they stand, and take no name that conditions know already. */
export function checkFillings(shape: Shape): void {
  const first = new Map<string, WorkflowField>()
  for (const { one, path } of shape.fillings) {
    for (const key of ['fields', 'files'] as const) {
      for (const { at, key: id } of duplicatesOf<{ id: string }>(one[key] ?? [], (each) => each.id))
        shape.report([...path, key, at, 'id'], { text: 'pack.duplicate_id', found: id })
    }
    for (const [at, field] of (one.fields ?? []).entries()) {
      const place = [...path, 'fields', at]
      checkField(shape, place, field)
      const known = first.get(field.id)
      if (known === undefined) first.set(field.id, field)
      else if (kindOf(known) !== kindOf(field))
        shape.report([...place, 'type'], { text: 'workflow.field_differs', found: field.id, expected: kindOf(known) })
    }
  }
}

function checkField({ report, context }: Shape, path: Path, field: WorkflowField): void {
  const { id, type, unit, choices } = field
  if ((type === 'choice') !== (choices !== undefined))
    report(path, { text: 'workflow.choices_of_choice', found: type, expected: 'choices' })
  if (unit !== undefined && type !== 'number')
    report([...path, 'unit'], { text: 'workflow.unit_of_number', found: type, expected: 'number' })
  for (const { at, key } of duplicatesOf(choices ?? [], (one) => one.id))
    report([...path, 'choices', at, 'id'], { text: 'pack.duplicate_id', found: key })
  const isTaken =
    (caseFacts as readonly string[]).includes(id) ||
    Object.hasOwn(attributes, id) ||
    isFunctionName(id) ||
    context.find('indicators', id) !== undefined
  if (isTaken) report([...path, 'id'], { text: 'workflow.name_taken', found: id })
}

/** What makes two fields the same. */
function kindOf({ type, unit, choices = [] }: WorkflowField): string {
  return [type, unit, ...choices.map(({ id }) => id)].filter((part) => part !== undefined).join(' ')
}
