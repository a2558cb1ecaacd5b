import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { landContract } from '../contract.ts'
import { showWords } from './vocabulary.ts'

/** Routes of the land contract. */
export function landRoutes(house: House) {
  const on = implementContract(landContract)
  return on.router({
    landWords: on.landWords.handler(async () => showWords(house.programme())),
  })
}
