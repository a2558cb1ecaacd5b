import type { ProblemIssue } from '#base/problem.ts'
import { runEvaluationExamples } from '#capabilities/evaluations/rules/examples.ts'
import type { Programme } from '#pack/programme.ts'
import { type ExampleRun, runExamples } from '#pack/run-examples.ts'

/** Examples of a programme that do not come out as they say: those of the pack language, and those of the rooms. */
export function exampleProblems(programme: Programme): ProblemIssue[] {
  const runs = [...runExamples(programme), ...runEvaluationExamples(programme)]
  return runs
    .filter(({ result }) => result === 'differs')
    .map(({ id, found, expected }: ExampleRun) => ({
      text: 'evaluations.example_differs',
      where: `examples/${id}.yaml`,
      found: JSON.stringify(found),
      expected: JSON.stringify(expected),
    }))
}
