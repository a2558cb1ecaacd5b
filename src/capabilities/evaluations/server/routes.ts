import { z } from 'zod'
import { type Actor, can } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import type { Transaction } from '#kit/server/db.ts'
import { attachment } from '#kit/server/files.ts'
import { implementContract, type PlainRoute, route } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { evaluationsContract } from '../contract.ts'
import { historyOfUnit, showCard } from './card.ts'
import {
  appointExpert,
  createCall,
  evaluateCall,
  fileApplication,
  giveMarks,
  judgeApplication,
  listCalls,
  noteRecheck,
  showCall,
  withdrawApplication,
} from './calls.ts'
import { columnsOf } from './columns.ts'
import { askResult } from './compute.ts'
import { actOnRun, createRun, gatherRun, giveBaselines, stateOnRun } from './lifecycle.ts'
import { showNotice } from './notice.ts'
import { actOnObjection, fileObjection, listObjections, showObjection } from './objections.ts'
import { fileReport, handOver, listHandovers, showHandover } from './outside.ts'
import { putOverride, withdrawOverride } from './overrides.ts'
import { showPeers } from './peers.ts'
import { showPublished } from './published.ts'
import { showReach } from './reach.ts'
import { listUnitRows, showResult } from './results.ts'
import { listInputs, showMissing, showRun, showRuns } from './runs.ts'
import { checkScheme, listSchemes, showScheme } from './schemes.ts'
import { exportSealed } from './sealed.ts'
import { createSimulation, listMoved, listSimulations, showSimulation } from './simulations.ts'
import { askStability, showStability } from './stability.ts'

/** Routes of the evaluations contract. */
export function evaluationsRoutes(house: House) {
  const on = implementContract(evaluationsContract)
  type Asked<Input> = { readonly context: { readonly actor: Actor }; readonly input: Input }
  /** Answers in one transaction of the asker. */
  const as =
    <Input, Output>(answer: (tx: Transaction, input: Input, actor: Actor) => Promise<Output>) =>
    ({ context, input }: Asked<Input>): Promise<Output> =>
      house.record.withActor(context.actor, (tx) => answer(tx, input, context.actor))
  const programme = () => house.programme()
  return on.router({
    schemeList: on.schemeList.handler(as(async (tx) => ({ items: await listSchemes(house, tx) }))),
    schemeShow: on.schemeShow.handler(as((tx, input) => showScheme(house, tx, input.scheme))),
    schemeCheck: on.schemeCheck.handler(({ input }) => checkScheme(input.text)),
    runList: on.runList.handler(
      as(async (tx, input, actor) => ({
        items: await showRuns(house, tx, input),
        mayRun: can(actor, 'evaluations.run', {}).allowed,
      })),
    ),
    runCreate: on.runCreate.handler(
      as(async (tx, input, actor) => ({ id: await createRun(house, tx, { ...input, actor }) })),
    ),
    runShow: on.runShow.handler(as((tx, { id }, actor) => showRun(house, tx, { id, actor }))),
    runGather: on.runGather.handler(
      as(async (tx, { id, revision }) => ({ units: await gatherRun(house, tx, id, revision) })),
    ),
    runState: on.runState.handler(
      as(async (tx, input, actor) => ({ stated: await stateOnRun(house, tx, { ...input, actor }) })),
    ),
    runGiven: on.runGiven.handler(as(async (tx, input) => ({ revision: await giveBaselines(tx, input) }))),
    runAct: on.runAct.handler(as((tx, input, actor) => actOnRun(house, tx, { ...input, actor }))),
    runCompute: on.runCompute.handler(
      as((tx, { id, revision }, actor) => askResult(house, tx, { run: id, revision, actor })),
    ),
    missing: on.missing.handler(as((tx, { id }) => showMissing(house, tx, id))),
    inputList: on.inputList.handler(as((tx, input) => listInputs(tx, input))),
    published: on.published.handler(as((tx, input) => showPublished(house, tx, input))),
    resultShow: on.resultShow.handler(as((tx, input) => showResult(house, tx, input))),
    unitList: on.unitList.handler(as((tx, input) => listUnitRows(programme(), tx, input))),
    cardShow: on.cardShow.handler(as((tx, input, actor) => showCard(house, tx, { ...input, actor }))),
    peersShow: on.peersShow.handler(as((tx, input) => showPeers(house, tx, input))),
    reachShow: on.reachShow.handler(as((tx, input) => showReach(house, tx, input))),
    noticeShow: on.noticeShow.handler(as((tx, input) => showNotice(house, tx, input))),
    historyList: on.historyList.handler(as((tx, { unit }) => historyOfUnit(tx, unit))),
    stabilityAsk: on.stabilityAsk.handler(as((tx, input, actor) => askStability(house, tx, { ...input, actor }))),
    stabilityShow: on.stabilityShow.handler(as((tx, input) => showStability(house, tx, input))),
    overridePut: on.overridePut.handler(as((tx, input, actor) => putOverride(house, tx, { ...input, actor }))),
    overrideWithdraw: on.overrideWithdraw.handler(
      as((tx, input, actor) => withdrawOverride(house, tx, { ...input, actor })),
    ),
    objectionList: on.objectionList.handler(as((tx, input) => listObjections(house, tx, input))),
    objectionFile: on.objectionFile.handler(as((tx, input, actor) => fileObjection(house, tx, { ...input, actor }))),
    objectionShow: on.objectionShow.handler(as((tx, { id }, actor) => showObjection(house, tx, { id, actor }))),
    objectionAct: on.objectionAct.handler(as((tx, input, actor) => actOnObjection(house, tx, { ...input, actor }))),
    simulationList: on.simulationList.handler(as(async (tx, input) => ({ items: await listSimulations(tx, input) }))),
    simulationCreate: on.simulationCreate.handler(
      as((tx, input, actor) => createSimulation(house, tx, { ...input, actor })),
    ),
    simulationShow: on.simulationShow.handler(as((tx, { id }) => showSimulation(tx, id))),
    simulationUnits: on.simulationUnits.handler(as((tx, input) => listMoved(tx, input))),
    columnsShow: on.columnsShow.handler(as((tx, { id }) => columnsOf(tx, id))),
    callList: on.callList.handler(
      as(async (tx, _input, actor) => ({
        items: await listCalls(house, tx),
        mayRun: can(actor, 'evaluations.run', {}).allowed,
      })),
    ),
    callCreate: on.callCreate.handler(as((tx, input) => createCall(house, tx, input))),
    callShow: on.callShow.handler(as((tx, { id }, actor) => showCall(house, tx, { id, actor }))),
    callEvaluate: on.callEvaluate.handler(as((tx, { id }, actor) => evaluateCall(house, tx, { id, actor }))),
    applicationFile: on.applicationFile.handler(
      as((tx, input, actor) => fileApplication(house, tx, { ...input, actor })),
    ),
    applicationWithdraw: on.applicationWithdraw.handler(
      as((tx, { id }, actor) => withdrawApplication(house, tx, { id, actor })),
    ),
    applicationJudge: on.applicationJudge.handler(
      as((tx, input, actor) => judgeApplication(house, tx, { ...input, actor })),
    ),
    expertAppoint: on.expertAppoint.handler(as((tx, input) => appointExpert(house, tx, input))),
    markGive: on.markGive.handler(as((tx, input, actor) => giveMarks(house, tx, { ...input, actor }))),
    recheckNote: on.recheckNote.handler(as((tx, input) => noteRecheck(house, tx, input))),
    handoverList: on.handoverList.handler(as(async (tx) => ({ items: await listHandovers(house, tx) }))),
    handoverCreate: on.handoverCreate.handler(as((tx, input, actor) => handOver(house, tx, { ...input, actor }))),
    handoverShow: on.handoverShow.handler(as((tx, { id }, actor) => showHandover(house, tx, { id, actor }))),
    reportFile: on.reportFile.handler(as((tx, input, actor) => fileReport(house, tx, { ...input, actor }))),
  })
}

const ExportAsked = z.object({ id: z.uuid(), number: z.coerce.number().int().min(1).max(10_000).optional() })

/** The sealed export, a file. */
export function evaluationsPlainRoutes(house: House): PlainRoute[] {
  return [
    route({
      method: 'GET',
      path: '/api/evaluations/:id/export',
      may: 'evaluations.run',
      looks: 'micro',
      summary: 'A result with everything it was computed from, sealed; it can be computed again anywhere',
      handler: async ({ actor, params, request }) => {
        const number = new URL(request.url).searchParams.get('number') ?? undefined
        const asked = ExportAsked.safeParse({ id: params.id, number })
        if (!asked.success)
          throw new Problem('not_found', { details: { kind: 'evaluation', id: (params.id ?? '').slice(0, 100) } })
        const sealed = await house.record.withActor(actor, (tx) => exportSealed(tx, { ...asked.data, actor }))
        const name = `evaluation ${sealed.scheme.id} ${sealed.period} ${sealed.number}.json`
        return new Response(JSON.stringify(sealed), {
          headers: { 'content-type': 'application/json; charset=utf-8', 'content-disposition': attachment(name) },
        })
      },
    }),
  ]
}
