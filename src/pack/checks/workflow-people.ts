import { nearest } from '#base/nearest.ts'
import { partyRoles } from '../schema/workflow.ts'
import { permissionPattern } from '../schema/values.ts'
import type { Path, Shape } from './workflow-shape.ts'

const persons = ['opener', 'assignee']

/** Whoever is named exists: permissions that the house has and somebody holds, parties that the workflow says its cases have. */
export function checkPeople(shape: Shape): void {
  const { content, branches } = shape
  for (const [at, { may, party }] of content.acts.entries()) {
    checkPermission(shape, ['acts', at, 'may'], may)
    if (party !== undefined) checkParty(shape, ['acts', at, 'party'], party)
  }
  for (const { branch, path } of branches) {
    checkPermission(shape, [...path, 'may'], branch.may)
    if ('party' in branch.unit) checkParty(shape, [...path, 'unit', 'party'], branch.unit.party)
    checkSteps(shape, path, branch.steps)
  }
  for (const [at, clock] of (content.clocks ?? []).entries()) {
    const limit = clock.extends?.may
    if (limit !== undefined) checkPermission(shape, ['clocks', at, 'extends', 'may'], limit)
    checkSteps(shape, ['clocks', at], clock.steps)
  }
  for (const [at, { to }] of (content.announces ?? []).entries()) checkReceivers(shape, ['announces', at, 'to'], to)
}

function checkSteps(shape: Shape, path: Path, steps: readonly { to?: readonly string[] | undefined }[] = []): void {
  for (const [at, { to = [] }] of steps.entries()) checkReceivers(shape, [...path, 'steps', at, 'to'], to)
}

function checkReceivers(shape: Shape, path: Path, receivers: readonly string[]): void {
  const among = [...partyRoles, ...persons]
  for (const [at, receiver] of receivers.entries()) {
    if (permissionPattern.test(receiver)) checkPermission(shape, [...path, at], receiver)
    else if (shape.expect([...path, at], 'workflow.unknown_receiver', { found: receiver, among }))
      checkParty(shape, [...path, at], receiver)
  }
}

function checkParty({ content, report }: Shape, path: Path, party: string): void {
  const { parties = [] } = content
  if (persons.includes(party) || (parties as readonly string[]).includes(party)) return
  report(path, { text: 'workflow.party_not_named', found: party, expected: 'parties' })
}

function checkPermission({ context, report }: Shape, path: Path, permission: string): void {
  if (context.permissions !== undefined && !context.permissions.has(permission)) {
    const near = nearest(permission, context.permissions)
    report(path, {
      text: 'role.unknown_permission',
      found: permission,
      ...(near === undefined ? {} : { nearest: near }),
    })
    return
  }
  const roles = context.list('roles')
  if (roles.length === 0 || roles.some(({ content }) => content.permissions.some(({ may }) => may === permission)))
    return
  report(path, { text: 'workflow.nobody_holds', found: permission })
}
