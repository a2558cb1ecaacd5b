import { administrationPaths } from '#base/paths/administration.ts'
import { enterprisePaths } from '#base/paths/enterprises.ts'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { landPaths } from '#base/paths/land.ts'
import { needPaths } from '#base/paths/needs.ts'
import { observationPaths } from '#base/paths/observations.ts'
import { peoplePaths } from '#base/paths/people.ts'
import { returnPaths } from '#base/paths/returns.ts'
import { workflowPaths } from '#base/paths/workflows.ts'

/** Pages that show values of single enterprises. */
const ofEnterprises = [
  workflowPaths.one('$id'),
  enterprisePaths.list(),
  enterprisePaths.create(),
  enterprisePaths.imports(),
  enterprisePaths.import('$id'),
  enterprisePaths.one('$id'),
  evaluationPaths.one('$id'),
  evaluationPaths.inputs('$id'),
  evaluationPaths.published('$id'),
  evaluationPaths.simulate('$id'),
  evaluationPaths.card('$id', '$subject'),
  evaluationPaths.notice('$id', '$subject'),
  evaluationPaths.objections(),
  evaluationPaths.objection('$id'),
  evaluationPaths.simulation('$id'),
  evaluationPaths.call('$id'),
  evaluationPaths.handover('$id'),
  landPaths.agreements(),
  landPaths.agreement('$id'),
  observationPaths.imports(),
  observationPaths.import('$id'),
  returnPaths.list(),
  returnPaths.workbooks(),
  returnPaths.review(),
  returnPaths.late(),
  returnPaths.suspicious(),
  returnPaths.one('$id'),
]

/** Pages that show data of people: names with what they do, telephones, addresses. */
const ofPeople = [
  needPaths.list(),
  needPaths.matching(),
  needPaths.one('$id'),
  peoplePaths.list(),
  peoplePaths.one('$id'),
  peoplePaths.data('$id'),
  peoplePaths.substitutions(),
  administrationPaths.acts(),
  administrationPaths.looks(),
  workflowPaths.messages(),
]

/** The pages that bear who looks at them, and when, on the screen and in print. */
export const sensitivePages: ReadonlySet<string> = new Set([...ofEnterprises, ...ofPeople])
