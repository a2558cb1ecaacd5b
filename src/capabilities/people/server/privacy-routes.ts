import { decide, implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { privacyContract } from '../contract-privacy.ts'
import { erasePerson } from './erase-person.ts'
import { listLooks } from './look-log.ts'
import { takePersonData } from './person-data.ts'

/** Routes of what is kept of people, and of who looked at it. */
export function privacyRoutes(house: House) {
  const gate = implementContract(privacyContract)
  return {
    // Whom it is about may have been anywhere: rights within one place do not do.
    personDataTake: gate.personDataTake.handler(({ input, context: { actor } }) => {
      decide(actor, 'people.export', {})
      return takePersonData(house, { ...input, actor })
    }),
    personErase: gate.personErase.handler(({ input, context: { actor } }) => {
      decide(actor, 'people.erase', {})
      return erasePerson(house, { ...input, actor })
    }),
    lookList: gate.lookList.handler(({ input, context: { actor } }) =>
      house.record.withActor(actor, (tx) => listLooks(house, tx, input)),
    ),
  }
}
