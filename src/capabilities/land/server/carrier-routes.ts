import type { Actor } from '#base/decision.ts'
import {
  createImports,
  importFileRoute,
  importHandlers,
  importTemplates,
} from '#capabilities/enterprises/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { implementContract, type PlainRoute } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { carriersContract } from '../contract/carriers.ts'
import { carrierColumns, spaceColumns } from '../rules/carrier-import-columns.ts'
import { addCarrier, addSpace, editCarrier, editSpace } from './carrier-entry.ts'
import { carrierImport, carrierWordsOf, spaceImport } from './carrier-import.ts'
import { listCarriers, showCarrier, showFreeSpaces } from './carriers.ts'
import { addLetting, endLetting } from './lettings.ts'
import { listBehind, showOccupancy } from './occupancy.ts'
import { showSelection } from './space-programmes.ts'

type Asked<Input> = { readonly context: { readonly actor: Actor }; readonly input: Input }

/** Routes of buildings for industry. */
export function carrierHandlers(house: House) {
  const on = implementContract(carriersContract)
  const imports = importHandlers(house, {
    carriers: createImports(house, carrierImport),
    spaces: createImports(house, spaceImport),
  })
  /** Answers in one transaction of the asker. */
  const as =
    <Input, Output>(answer: (tx: Transaction, input: Input & { readonly actor: Actor }) => Promise<Output>) =>
    ({ context, input }: Asked<Input>): Promise<Output> =>
      house.record.withActor(context.actor, (tx) => answer(tx, { ...input, actor: context.actor }))
  return {
    carrierImports: {
      preview: on.carrierImports.preview.handler(imports.preview),
      get: on.carrierImports.get.handler(imports.get),
      confirm: on.carrierImports.confirm.handler(imports.confirm),
      undo: on.carrierImports.undo.handler(imports.undo),
      list: on.carrierImports.list.handler(imports.list),
    },
    carrierList: on.carrierList.handler(as((tx, asked) => listCarriers(house, tx, asked))),
    carrierShow: on.carrierShow.handler(as((tx, asked) => showCarrier(house, tx, asked))),
    carrierAdd: on.carrierAdd.handler(as((tx, asked) => addCarrier(house, tx, asked))),
    carrierEdit: on.carrierEdit.handler(as((tx, asked) => editCarrier(house, tx, asked))),
    spaceAdd: on.spaceAdd.handler(as((tx, asked) => addSpace(house, tx, asked))),
    spaceEdit: on.spaceEdit.handler(as((tx, asked) => editSpace(house, tx, asked))),
    spaceList: on.spaceList.handler(as((tx, asked) => showFreeSpaces(house, tx, asked))),
    lettingAdd: on.lettingAdd.handler(as((tx, asked) => addLetting(house, tx, asked))),
    lettingEnd: on.lettingEnd.handler(as((tx, asked) => endLetting(house, tx, asked))),
    selectionShow: on.selectionShow.handler(async ({ input }) =>
      showSelection(house.programme(), input.programme, input),
    ),
    occupancyShow: on.occupancyShow.handler(as((tx, asked) => showOccupancy(house, tx, asked))),
    occupancyLineage: on.occupancyLineage.handler(as((tx, asked) => listBehind(house, tx, asked))),
  }
}

/** Files of buildings and of their floors, and empty ones to fill. */
export function carrierFileRoutes(house: House): PlainRoute[] {
  const words = () => carrierWordsOf(house.programme())
  const columns = { carriers: () => carrierColumns(words()), spaces: () => spaceColumns(words()) }
  return [
    importFileRoute(house, { path: '/land/carriers', permission: 'land.plan' }),
    ...importTemplates({ path: '/land/carriers', permission: 'land.plan', columns }),
  ]
}
