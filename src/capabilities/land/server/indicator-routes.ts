import type { Actor } from '#base/decision.ts'
import type { Transaction } from '#kit/server/db.ts'
import { implementContract } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { indicatorsContract } from '../contract/indicators.ts'
import { changeIndicators, drawIndicators, dropIndicators, setIndicators, showIndicators } from './indicators.ts'

type Asked<Input> = { readonly context: { readonly actor: Actor }; readonly input: Input }

/** Routes of control indicators. */
export function indicatorHandlers(house: House) {
  const on = implementContract(indicatorsContract)
  /** Answers in one transaction of the asker. */
  const as =
    <Input, Output>(answer: (tx: Transaction, input: Input & { readonly actor: Actor }) => Promise<Output>) =>
    ({ context, input }: Asked<Input>): Promise<Output> =>
      house.record.withActor(context.actor, (tx) => answer(tx, { ...input, actor: context.actor }))
  return {
    indicatorsShow: on.indicatorsShow.handler(as((tx, asked) => showIndicators(house, tx, asked))),
    indicatorsDraw: on.indicatorsDraw.handler(as((tx, asked) => drawIndicators(house, tx, asked))),
    indicatorsChange: on.indicatorsChange.handler(as((tx, asked) => changeIndicators(house, tx, asked))),
    indicatorsSet: on.indicatorsSet.handler(as((tx, asked) => setIndicators(house, tx, asked))),
    indicatorsDrop: on.indicatorsDrop.handler(as((tx, asked) => dropIndicators(house, tx, asked))),
  }
}
