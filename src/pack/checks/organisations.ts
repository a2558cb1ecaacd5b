import { nearest } from '#base/nearest.ts'
import { type CheckContext, type Checked, duplicatesOf, findCycle } from './context.ts'
import { checkRange } from './dates.ts'

/** Organisations follow one another and never lead back; duties name somebody; roles name permissions the house has. */
export function checkOrganisations(context: CheckContext): void {
  for (const organisation of context.list('organisations')) {
    const { content } = organisation
    checkRange(organisation, [], content, context)
    const followers = (id: string) =>
      (context.find('organisations', id)?.content.successors ?? []).map((one) => one.organisation)
    const succession = findCycle(organisation.id, followers)
    if (succession !== undefined)
      context.report(organisation, ['successors'], { text: 'pack.cycle', found: succession.join(' → ') })
    const above = findCycle(organisation.id, (id) =>
      [context.find('organisations', id)?.content.parent].filter((up) => up !== undefined),
    )
    if (above !== undefined) context.report(organisation, ['parent'], { text: 'pack.cycle', found: above.join(' → ') })
  }
}

export function checkDuties(context: CheckContext): void {
  for (const duty of context.list('duties')) {
    const { lead, assist = [], decide = [] } = duty.content
    checkRange(duty, [], duty.content, context)
    if (lead.length + assist.length + decide.length === 0) context.report(duty, ['lead'], { text: 'duty.nobody' })
    for (const { at, key } of duplicatesOf([...lead, ...assist], (one) => one)) {
      const path = at < lead.length ? ['lead', at] : ['assist', at - lead.length]
      context.report(duty, path, { text: 'duty.twice', found: key })
    }
  }
}

export function checkRoles(context: CheckContext): void {
  for (const role of context.list('roles')) {
    const { permissions } = role.content
    for (const { at, key } of duplicatesOf(permissions, (one) => `${one.may} ${one.scope}`)) {
      context.report(role, ['permissions', at], { text: 'pack.duplicate_id', found: key })
    }
    for (const [at, { may }] of permissions.entries()) {
      if (context.permissions === undefined || context.permissions.has(may)) continue
      const near = nearest(may, context.permissions)
      const issue = { text: 'role.unknown_permission', found: may }
      context.report(role, ['permissions', at, 'may'], near === undefined ? issue : { ...issue, nearest: near })
    }
    checkAdministrator(role, context)
  }
}

const sees = /\.see(_[a-z_]+)?$/

/** An auditor only sees; rights over people are those of security alone, everywhere. */
function checkAdministrator(role: Checked<'roles'>, context: CheckContext): void {
  const { administrator, permissions } = role.content
  if (administrator === undefined) return
  for (const [at, { may }] of permissions.entries()) {
    const reportHere = (text: string) => context.report(role, ['permissions', at, 'may'], { text, found: may })
    if (administrator === 'audit' && !sees.test(may)) reportHere('role.auditor_acts')
    else if (administrator === 'system' && /^(people|acts|looks)\./.test(may))
      reportHere('role.administrator_of_others')
  }
  const manages = permissions.some(({ may, scope }) => may === 'people.manage' && scope === 'all')
  if (administrator === 'security' && !manages)
    context.report(role, ['administrator'], { text: 'role.security_without_people' })
}
