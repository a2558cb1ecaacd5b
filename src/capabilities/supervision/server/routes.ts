import type { Actor } from '#base/decision.ts'
import { Problem } from '#base/problem.ts'
import type { Language } from '#base/text.ts'
import { act } from '#capabilities/workflows/server/service.ts'
import type { Transaction } from '#kit/server/db.ts'
import { attachment } from '#kit/server/files.ts'
import { implementContract, type PlainContext, type PlainRoute, route } from '#kit/server/gate.ts'
import type { House } from '#kit/server/house.ts'
import { supervisionContract } from '../contract.ts'
import { adoptTasks, listAdoptable } from './adopt.ts'
import { actOnItem, addResolution, listItems, placeItem, proposeItem, resolutionToTask, showRoute } from './agenda.ts'
import { listBodies, listSheets, recordStanding, showSheet } from './bases.ts'
import { showBoard, showBulletin, showBurnUp } from './boards.ts'
import { calendarOf } from './calendar.ts'
import { confirmTable, mostTableBytes, previewTable, tableName, tableTemplate } from './imports.ts'
import { askReports, deliverReport, listReports, showReport } from './information.ts'
import { issueSlip } from './issue-slip.ts'
import { createMeeting, listMeetings, listSeries, planMeetings, recordMinutes, showMeeting } from './meetings.ts'
import { breakDown, createTask } from './new-task.ts'
import { namedSeries, routeOf } from './routing.ts'
import { actOnSlip, decideSlip, replyToSlip, withdrawSlip } from './slip-acts.ts'
import { listSlips, showLevels, showSlip } from './slips.ts'
import { getRow } from './store.ts'
import { actOnTask, extendTask, reportTask } from './task-acts.ts'
import { listTasks, showTask } from './tasks.ts'
import { listWorks, recordWork, showWork } from './works.ts'

type Asked<Input> = { readonly context: { readonly actor: Actor }; readonly input: Input }

/** Routes of the supervision contract. */
export function supervisionRoutes(house: House) {
  const on = implementContract(supervisionContract)
  /** Answers in one transaction of the asker. */
  const as =
    <Input, Output>(answer: (tx: Transaction, input: Input, actor: Actor) => Promise<Output>) =>
    ({ context, input }: Asked<Input>): Promise<Output> =>
      house.record.withActor(context.actor, (tx) => answer(tx, input, context.actor))
  return on.router({
    taskList: on.taskList.handler(as((tx, input, actor) => listTasks(house, tx, { ...input, actor }))),
    taskShow: on.taskShow.handler(as((tx, { id }, actor) => showTask(house, tx, { id, actor }))),
    taskAdoptable: on.taskAdoptable.handler(as((tx, input) => listAdoptable(house, tx, input))),
    taskAdopt: on.taskAdopt.handler(as((tx, input, actor) => adoptTasks(house, tx, { ...input, actor }))),
    taskCreate: on.taskCreate.handler(as((tx, input, actor) => createTask(house, tx, { ...input, actor }))),
    taskBreakDown: on.taskBreakDown.handler(as((tx, input, actor) => breakDown(house, tx, { ...input, actor }))),
    taskReport: on.taskReport.handler(as((tx, input, actor) => reportTask(house, tx, { ...input, actor }))),
    taskAct: on.taskAct.handler(as((tx, input, actor) => actOnTask(house, tx, { ...input, actor }))),
    taskExtend: on.taskExtend.handler(as((tx, input, actor) => extendTask(house, tx, { ...input, actor }))),
    taskImportConfirm: on.taskImportConfirm.handler(
      as((tx, input, actor) => confirmTable(house, tx, { ...input, actor })),
    ),
    slipLevels: on.slipLevels.handler(async ({ context }) => showLevels(house, context.actor)),
    slipList: on.slipList.handler(as((tx, input) => listSlips(house, tx, input))),
    slipShow: on.slipShow.handler(as((tx, { id }, actor) => showSlip(house, tx, { id, actor }))),
    slipIssue: on.slipIssue.handler(as((tx, input, actor) => issueSlip(house, tx, { ...input, actor }))),
    slipReply: on.slipReply.handler(as((tx, input, actor) => replyToSlip(house, tx, { ...input, actor }))),
    slipDecide: on.slipDecide.handler(as((tx, input, actor) => decideSlip(house, tx, { ...input, actor }))),
    slipWithdraw: on.slipWithdraw.handler(as((tx, input, actor) => withdrawSlip(house, tx, { ...input, actor }))),
    slipAct: on.slipAct.handler(as((tx, input, actor) => actOnSlip(house, tx, { ...input, actor }))),
    meetingSeries: on.meetingSeries.handler(async ({ context }) => listSeries(house, context.actor)),
    meetingList: on.meetingList.handler(as((tx, input) => listMeetings(house, tx, input))),
    meetingShow: on.meetingShow.handler(as((tx, { id }, actor) => showMeeting(house, tx, { id, actor }))),
    meetingPlan: on.meetingPlan.handler(as((tx, input, actor) => planMeetings(house, tx, { ...input, actor }))),
    meetingCreate: on.meetingCreate.handler(as((tx, input, actor) => createMeeting(house, tx, { ...input, actor }))),
    meetingAct: on.meetingAct.handler(
      as(async (tx, input, actor) => {
        const row = await getRow(tx, 'supervision_meeting', input.id)
        const { state, version } = await act(house, tx, { ...input, caseId: row.case_id, actor })
        return { state, version }
      }),
    ),
    minutesRecord: on.minutesRecord.handler(as((tx, input, actor) => recordMinutes(house, tx, { ...input, actor }))),
    agendaList: on.agendaList.handler(as((tx, input) => listItems(house, tx, input))),
    agendaRoute: on.agendaRoute.handler(async ({ input }) => {
      const { route: found, series } = routeOf(house, input)
      return { routed: showRoute(house, found), series: series === undefined ? null : namedSeries(house, series) }
    }),
    agendaAdd: on.agendaAdd.handler(as((tx, input, actor) => proposeItem(house, tx, { ...input, actor }))),
    agendaPlace: on.agendaPlace.handler(as((tx, input, actor) => placeItem(house, tx, { ...input, actor }))),
    agendaAct: on.agendaAct.handler(as((tx, input, actor) => actOnItem(house, tx, { ...input, actor }))),
    resolutionAdd: on.resolutionAdd.handler(as((tx, input, actor) => addResolution(house, tx, { ...input, actor }))),
    resolutionToTask: on.resolutionToTask.handler(
      as((tx, input, actor) => resolutionToTask(house, tx, { ...input, actor })),
    ),
    informationReports: on.informationReports.handler(
      as((tx, input, actor) => listReports(house, tx, { ...input, actor })),
    ),
    informationReportShow: on.informationReportShow.handler(
      as((tx, { id }, actor) => showReport(house, tx, { id, actor })),
    ),
    informationReportAsk: on.informationReportAsk.handler(
      as((tx, input, actor) => askReports(house, tx, { ...input, actor })),
    ),
    informationReportDeliver: on.informationReportDeliver.handler(
      as((tx, input, actor) => deliverReport(house, tx, { ...input, actor })),
    ),
    calendar: on.calendar.handler(as((tx, input) => calendarOf(house, tx, input))),
    headquarters: on.headquarters.handler(async () => ({ items: listBodies(house) })),
    baseSheets: on.baseSheets.handler(as((tx, _input, actor) => listSheets(house, tx, actor))),
    baseSheetShow: on.baseSheetShow.handler(as((tx, { base }, actor) => showSheet(house, tx, { base, actor }))),
    standingRecord: on.standingRecord.handler(as((tx, input, actor) => recordStanding(house, tx, { ...input, actor }))),
    workList: on.workList.handler(as((tx, input) => listWorks(house, tx, input))),
    workShow: on.workShow.handler(as((tx, { id }, actor) => showWork(house, tx, { id, actor }))),
    workRecord: on.workRecord.handler(as((tx, input, actor) => recordWork(house, tx, { ...input, actor }))),
    board: on.board.handler(as((tx, input) => showBoard(house, tx, input))),
    burnUp: on.burnUp.handler(as((tx, input) => showBurnUp(house, tx, input))),
    bulletin: on.bulletin.handler(as((tx, input) => showBulletin(house, tx, input))),
  })
}

const bookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Tables of tasks as workbooks: the template, and one that was filled in, read before anything is stored. */
export function supervisionPlainRoutes(house: House): PlainRoute[] {
  return [
    route({
      method: 'GET',
      path: '/api/supervision/imports/template',
      may: 'supervision.plan',
      summary: 'An empty table of tasks of a year, to fill in',
      handler: async (context) => {
        const year = yearOf(context)
        const language = languageOf(context)
        return new Response(Buffer.from(await tableTemplate(house, year, language)), {
          headers: { 'content-type': bookType, 'content-disposition': attachment(`${tableName(year, language)}.xlsx`) },
        })
      },
    }),
    route({
      method: 'POST',
      path: '/api/supervision/imports',
      may: 'supervision.plan',
      maxBytes: mostTableBytes,
      summary: 'Read a filled table of tasks: what would be stored, and what is wrong, cell by cell; nothing is stored',
      handler: async (context) => {
        const bytes = new Uint8Array(await context.request.arrayBuffer())
        return Response.json(await previewTable(house, { bytes, year: yearOf(context), actor: context.actor }))
      },
    }),
  ]
}

function languageOf({ request }: PlainContext): Language {
  return new URL(request.url).searchParams.get('lang') === 'en' ? 'en' : 'zh'
}

function yearOf({ request }: PlainContext): number {
  const text = new URL(request.url).searchParams.get('year') ?? ''
  const year = Number(text)
  if (/^\d{4}$/.test(text) && year >= 1949 && year <= 2200) return year
  throw new Problem('invalid_input', {
    issues: [{ text: 'supervision.year', where: 'query.year', found: text, expected: '1949 … 2200' }],
  })
}
