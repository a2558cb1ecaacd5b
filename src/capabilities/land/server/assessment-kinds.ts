import { textOf, written } from '#pack/naming.ts'
import type { Programme } from '#pack/programme.ts'
import type { AssessmentKindShown } from '../contract/assessments.ts'

/** The kinds of assessments of the programme, with how long each holds. */
export function showKinds({ assessmentKinds }: Programme): AssessmentKindShown[] {
  return assessmentKinds.map(({ id, name, valid }) => ({
    id,
    name: textOf(name),
    years: 'years' in valid ? Number(valid.years) : null,
    words: 'not_stated' in valid && valid.words !== undefined ? textOf(valid.words) : null,
  }))
}

/** The name of a kind; its id where the programme no longer has it. */
export function kindName({ assessmentKinds }: Programme, id: string) {
  const kind = assessmentKinds.find((one) => one.id === id)
  return kind === undefined ? written(id) : textOf(kind.name)
}
