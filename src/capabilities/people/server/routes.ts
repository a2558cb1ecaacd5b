import { Problem } from '#base/problem.ts'
import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import type { Transaction } from '#kit/server/db.ts'
import { peopleContract, type PersonSummary } from '../contract.ts'
import { accountRoutes } from './account-routes.ts'
import { administratorRoutes } from './administrator-routes.ts'
import { keyRoutes } from './key-routes.ts'
import { listActsShown } from './act-log.ts'
import { dutyKindsView, dutyRouteView } from './duties.ts'
import {
  changeLanguage,
  changeMail,
  changePassword,
  changePerson,
  createPerson,
  createService,
  getPerson,
  grantRole,
  maySee,
  resetPassword,
  revokeRole,
} from './persons.ts'
import { findSession } from './session-store.ts'
import { privacyRoutes } from './privacy-routes.ts'
import { signIn, signOut } from './sign-in.ts'
import { listMailOf, listMemberships, listPersons } from './store.ts'
import { endSubstitution, makeSubstitution, substituteChoices, substitutionsOf } from './substitutions.ts'
import { dutyViews, organisationViews, personSummaries, reachOf, roleViews, sessionView } from './view.ts'

const done = { done: true } as const

/** Routes of the people contract. */
export function peopleRoutes(house: House) {
  const gate = implementContract(peopleContract)
  const { record } = house
  const summary = async (tx: Transaction, id: string): Promise<PersonSummary> => {
    const [one] = await personSummaries(house, tx, [await getPerson(tx, id)])
    return one as PersonSummary
  }
  return gate.router({
    sessionShow: gate.sessionShow.handler(({ context }) => sessionView(house, context.actor, context.request.headers)),
    sessionSignIn: gate.sessionSignIn.handler(async ({ input, context }) => {
      const { cookies, awaitsCode } = await signIn(house, input, context.request.headers)
      for (const cookie of cookies) context.responseHeaders.append('set-cookie', cookie)
      return { ...done, awaitsCode }
    }),
    sessionSignOut: gate.sessionSignOut.handler(async ({ context }) => {
      for (const cookie of await signOut(house, context.request.headers))
        context.responseHeaders.append('set-cookie', cookie)
      return done
    }),

    ...accountRoutes(house),
    ...administratorRoutes(house),
    ...keyRoutes(house),
    serviceCreate: gate.serviceCreate.handler(({ input, context: { actor } }) =>
      record.withActor(actor, async (tx) => summary(tx, await createService(house, tx, { ...input, actor }))),
    ),

    accountPasswordChange: gate.accountPasswordChange.handler(async ({ input, context: { actor, request } }) => {
      const session = await findSession(house, request.headers)
      const asked = { ...input, person: actor.id, keepSession: session?.id }
      await record.withActor(actor, (tx) => changePassword(house, tx, asked))
      return done
    }),
    accountUpdate: gate.accountUpdate.handler(async ({ input, context: { actor } }) => {
      await record.withActor(actor, (tx) => changeLanguage(house, tx, actor.id, input.language))
      return done
    }),

    personList: gate.personList.handler(({ input, context: { actor } }) =>
      record.withActor(actor, async (tx) => {
        const { total, people } = await listPersons(tx, { ...input, reach: reachOf(house.programme(), actor) })
        return { total, people: await personSummaries(house, tx, people) }
      }),
    ),
    personShow: gate.personShow.handler(({ input, context: { actor } }) =>
      record.withActor(actor, async (tx) => {
        if (maySee(house, actor, await listMemberships(tx, [input.id]))) return summary(tx, input.id)
        throw new Problem('not_found', { details: { kind: 'person', id: input.id } })
      }),
    ),
    personCreate: gate.personCreate.handler(({ input, context: { actor } }) =>
      record.withActor(actor, async (tx) => {
        const { id, password } = await createPerson(house, tx, { ...input, actor })
        return { person: await summary(tx, id), password }
      }),
    ),
    personPasswordReset: gate.personPasswordReset.handler(({ input, context: { actor } }) =>
      record.withActor(actor, async (tx) => {
        const password = await resetPassword(house, tx, { ...input, actor })
        return { person: await summary(tx, input.id), password }
      }),
    ),
    personUpdate: gate.personUpdate.handler(({ input, context: { actor } }) =>
      record.withActor(actor, async (tx) => {
        await changePerson(house, tx, { ...input, actor })
        return summary(tx, input.id)
      }),
    ),
    membershipGrant: gate.membershipGrant.handler(({ input, context: { actor } }) =>
      record.withActor(actor, async (tx) => {
        await grantRole(house, tx, { ...input, actor })
        return summary(tx, input.person)
      }),
    ),
    membershipRevoke: gate.membershipRevoke.handler(({ input, context: { actor } }) =>
      record.withActor(actor, async (tx) => summary(tx, await revokeRole(house, tx, { ...input, actor }))),
    ),

    substitutionList: gate.substitutionList.handler(({ input: { person, past }, context: { actor } }) =>
      record.withActor(actor, async (tx) => ({
        items: await substitutionsOf(house, tx, { person, past: past === 'true', actor }),
      })),
    ),
    substitutionChoices: gate.substitutionChoices.handler(({ input, context: { actor } }) =>
      record.withActor(actor, async (tx) => ({ people: await substituteChoices(house, tx, { ...input, actor }) })),
    ),
    substitutionCreate: gate.substitutionCreate.handler(({ input, context: { actor } }) =>
      record.withActor(actor, (tx) => makeSubstitution(house, tx, { ...input, actor })),
    ),
    substitutionEnd: gate.substitutionEnd.handler(({ input, context: { actor } }) =>
      record.withActor(actor, (tx) => endSubstitution(house, tx, { ...input, actor })),
    ),
    accountMailShow: gate.accountMailShow.handler(({ context: { actor } }) =>
      record.withActor(actor, (tx) => mailOf(tx, actor.id)),
    ),
    accountMailChange: gate.accountMailChange.handler(({ input, context: { actor } }) =>
      record.withActor(actor, async (tx) => {
        await changeMail(tx, actor.id, input.mail)
        return mailOf(tx, actor.id)
      }),
    ),

    ...privacyRoutes(house),

    roleList: gate.roleList.handler(async () => roleViews(house.programme())),
    organisationList: gate.organisationList.handler(async () => organisationViews(house.programme())),
    actList: gate.actList.handler(({ input, context: { actor } }) =>
      record.withActor(actor, (tx) => listActsShown(tx, input)),
    ),
    dutyList: gate.dutyList.handler(async ({ input }) => dutyViews(house.programme(), input)),
    dutyKinds: gate.dutyKinds.handler(async () => dutyKindsView(house.programme())),
    dutyRoute: gate.dutyRoute.handler(async ({ input }) => dutyRouteView(house, input)),
  })
}

async function mailOf(tx: Transaction, person: string): Promise<{ mail?: string }> {
  const { id } = await getPerson(tx, person)
  const mail = (await listMailOf(tx, [id])).get(id)?.mail
  return mail === undefined ? {} : { mail }
}
