import type { ProgrammeForm } from '#pack/programme.ts'
import type { ReturnDetail } from '../contract.ts'
import type { FormRule } from '../contract/form.ts'
import { formSource } from '../rules/checks.ts'
import type { CellDefinition, LineDefinition } from '../rules/form-cells.ts'
import type { Known } from '../rules/world.ts'

type Line = ReturnDetail['parts'][number]['lines'][number]

/** By what the page computes and judges a return while it is typed: the conditions as text, and what they read besides the cells. */
export function ruleOf(form: ProgrammeForm, known: Known): FormRule {
  const { checks, peers, outside } = formSource(form, known)
  return {
    checks: checks.map(({ require, ...check }) => ({ ...check, require: require.text })),
    peers: peers.map(({ of, ...one }) => ({ ...one, of: of.text })),
    outside: { values: { ...outside.values }, register: { ...outside.register }, peers: { ...outside.peers } },
  }
}

/** What a cell is besides its text. */
export function cellRule({
  compulsory,
  grey,
  derived,
}: CellDefinition): Pick<Line['cells'][number], 'compulsory' | 'grey' | 'derived'> {
  return {
    ...(compulsory ? { compulsory } : {}),
    ...(grey === undefined ? {} : { grey }),
    ...(derived === undefined
      ? {}
      : { derived: derived.kind === 'total' ? { of: [...derived.of] } : { formula: derived.formula.text } }),
  }
}

/** What a line is besides its cells. */
export function lineRule({ row, class: ofClass, cells }: LineDefinition): Pick<Line, 'weight' | 'row' | 'class'> {
  const weight = cells[0]?.weight ?? 1
  return {
    ...(weight === 1 ? {} : { weight }),
    ...(row === undefined ? {} : { row }),
    ...(ofClass === undefined ? {} : { class: ofClass }),
  }
}
