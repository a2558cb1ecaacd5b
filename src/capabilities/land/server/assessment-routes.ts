import type { Actor } from '#base/decision.ts'
import type { Transaction } from '#kit/server/db.ts'
import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { assessmentsContract } from '../contract/assessments.ts'
import { addAssessment, correctAssessment } from './assessment-entry.ts'
import { drawOn, showCoverage } from './assessment-uses.ts'
import { listAssessments, showAssessment } from './assessments.ts'

type Asked<Input> = { readonly context: { readonly actor: Actor }; readonly input: Input }

/** Routes of regional assessments. */
export function assessmentHandlers(house: House) {
  const on = implementContract(assessmentsContract)
  /** Answers in one transaction of the asker. */
  const as =
    <Input, Output>(answer: (tx: Transaction, input: Input & { readonly actor: Actor }) => Promise<Output>) =>
    ({ context, input }: Asked<Input>): Promise<Output> =>
      house.record.withActor(context.actor, (tx) => answer(tx, { ...input, actor: context.actor }))
  return {
    assessmentList: on.assessmentList.handler(as((tx, asked) => listAssessments(house, tx, asked))),
    assessmentShow: on.assessmentShow.handler(as((tx, asked) => showAssessment(house, tx, asked))),
    assessmentAdd: on.assessmentAdd.handler(as((tx, asked) => addAssessment(house, tx, asked))),
    assessmentCorrect: on.assessmentCorrect.handler(as((tx, asked) => correctAssessment(house, tx, asked))),
    assessmentUse: on.assessmentUse.handler(as((tx, asked) => drawOn(house, tx, asked))),
    coverageShow: on.coverageShow.handler(as((tx, asked) => showCoverage(house, tx, asked))),
  }
}
