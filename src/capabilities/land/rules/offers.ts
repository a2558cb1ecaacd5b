import { allowed, type Decision, refused } from '#base/decision.ts'

/** Whether a parcel or a space may be published: it has a place on the map and is neither sold nor let. */
export function decidePublishing(thing: {
  readonly hasPosition: boolean
  readonly isSold: boolean
  readonly isLet: boolean
}): Decision {
  if (thing.isSold) return refused('offer.sold')
  if (thing.isLet) return refused('offer.let')
  return thing.hasPosition ? allowed : refused('offer.no_shape')
}
