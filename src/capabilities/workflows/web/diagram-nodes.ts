import type { Language, Text } from '#base/text.ts'
import type { Light } from '../contract.ts'
import { textWidth, wrapText } from './diagram-text.ts'

/** What of a workflow the diagram shows. */
export type DiagramWorkflow = {
  readonly initial: string
  readonly states: readonly {
    readonly id: string
    readonly name: Text
    readonly final?: boolean | undefined
    readonly branches?: readonly { readonly id: string; readonly name: Text }[] | undefined
  }[]
  readonly acts: readonly {
    readonly id: string
    readonly name: Text
    readonly from: readonly string[]
    readonly to: string
  }[]
  readonly clocks?:
    | readonly {
        readonly id: string
        readonly name: Text
        readonly starts: { state: string } | { act: string } | { due: true }
        readonly days: number
        readonly count: 'working' | 'calendar'
      }[]
    | undefined
}

/** One unit's part of a state in which several work at once. */
export type LanePosition = {
  readonly id: string
  readonly unitName?: Text | undefined
  /** Name of the outcome; absent while it is open. */
  readonly outcomeName?: Text | undefined
  readonly good?: boolean | undefined
}

/** Where a case is and was; a `CaseDetail` is one. */
export type DiagramPosition = {
  readonly state: string
  readonly timeline: readonly {
    readonly act: string
    readonly from?: string | undefined
    readonly to: string
    readonly at: string
  }[]
  readonly clocks?: readonly {
    readonly id: string
    readonly due: string
    readonly light: Light
    readonly stoppedOn?: string | undefined
  }[]
  readonly lanes?: readonly LanePosition[] | undefined
}

/** One line inside a box. */
export type NodeRow =
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'here' | 'was' | 'start' | 'end'; readonly text: string }
  | {
      readonly kind: 'clock'
      readonly text: string
      /** Is never shortened: the due date, or how many days. */
      readonly tail?: string | undefined
      readonly light?: Light | undefined
    }
  /** Goes on with the line above, where both together are too wide. */
  | { readonly kind: 'more'; readonly text: string }
  | { readonly kind: 'lane'; readonly text: string; readonly outcome?: 'good' | 'bad' | undefined }

export type DiagramNode = {
  readonly id: string
  readonly rows: readonly NodeRow[]
  readonly standing: 'here' | 'was' | 'never'
  /** Everything that the box says, as one sentence. */
  readonly sentence: string
}

/** The words that a box needs; from the texts of the page. */
export type NodeWords = {
  here: (since: string) => string
  /** The same, short. */
  since: (since: string) => string
  was: (on: string, times: number) => string
  never: string
  start: string
  end: string
  /** 5 working days. */
  days: (days: number, count: 'working' | 'calendar') => string
  due: (day: string) => string
  open: string
  light: (light: Light) => string
  acts: (acts: string) => string
  day: (instant: string) => string
}

type Frame = { readonly say: (text: Text) => string; readonly language: Language; readonly words: NodeWords }

export const rowHeight = 18
export const nameSize = 13
export const rowSize = 12
/** What the sign before a line takes. */
export const signWidth = 17

/** What each state's box says: name, when the case was there, clocks that start there, lanes of the units. */
export function diagramNodes(
  workflow: DiagramWorkflow,
  position: DiagramPosition | undefined,
  { room, ...frame }: Frame & { room: number },
): DiagramNode[] {
  return workflow.states.map((state) => {
    const { say, words } = frame
    const entered = position === undefined ? [] : entriesInto(position, state.id)
    const standing = position?.state === state.id ? 'here' : entered.length > 0 ? 'was' : 'never'
    const last = entered.at(-1)
    const when =
      standing === 'never' || last === undefined
        ? undefined
        : standing === 'here'
          ? words.here(words.day(last.at))
          : words.was(words.day(last.at), entered.length)
    const clocks = (workflow.clocks ?? []).filter((clock) => stateOfClock(workflow, clock.starts) === state.id)
    const clockRows = clocks.map((clock): NodeRow => clockRow(clock, position, frame))
    const laneRows = (state.branches ?? []).flatMap((branch) => lanesOf(branch, standing, position, frame))
    const mark: NodeRow[] =
      when !== undefined
        ? [
            standing === 'here' && last !== undefined
              ? { kind: 'here', text: words.since(words.day(last.at)) }
              : { kind: 'was', text: when },
          ]
        : state.id === workflow.initial
          ? [{ kind: 'start', text: words.start }]
          : state.final === true
            ? [{ kind: 'end', text: words.end }]
            : []
    const rows: NodeRow[] = [
      ...wrapText(say(state.name), nameSize, { room, lines: 2 }).map((text): NodeRow => ({ kind: 'name', text })),
      ...mark,
      ...clockRows.flatMap((row) => brokenWhereWide(row, room)),
      ...laneRows,
    ]
    const leaving = workflow.acts.filter(({ from }) => from.includes(state.id)).map(({ name }) => say(name))
    const said = [
      say(state.name),
      when ?? (position === undefined ? mark[0]?.text : words.never),
      ...clockRows.map(clockSaidBy(words)),
      ...laneRows.map(({ text }) => text),
      leaving.length === 0 ? undefined : words.acts(leaving.join(frame.language === 'zh' ? '、' : ', ')),
    ]
    const sentence = said.filter((part) => part !== undefined).join(frame.language === 'zh' ? '；' : '; ')
    return { id: state.id, rows, standing, sentence }
  })
}

/** The acts that the case took, as from, act and to. */
export function takenSteps(position: DiagramPosition | undefined): Map<string, string> {
  const taken = new Map<string, string>()
  for (const { act, from, to, at } of position?.timeline ?? [])
    if (from !== undefined) taken.set(`${from} ${act} ${to}`, at)
  return taken
}

function entriesInto(position: DiagramPosition, state: string) {
  return position.timeline.filter(({ from, to }) => to === state && from !== state)
}

function stateOfClock(
  workflow: DiagramWorkflow,
  starts: NonNullable<DiagramWorkflow['clocks']>[number]['starts'],
): string {
  if ('state' in starts) return starts.state
  if ('act' in starts) return workflow.acts.find(({ id }) => id === starts.act)?.to ?? workflow.initial
  return workflow.initial
}

function clockRow(
  clock: NonNullable<DiagramWorkflow['clocks']>[number],
  position: DiagramPosition | undefined,
  { say, words }: Frame,
): NodeRow {
  const runs = (position?.clocks ?? []).filter(({ id }) => id === clock.id)
  const run = runs.find(({ stoppedOn }) => stoppedOn === undefined) ?? runs.at(-1)
  if (run !== undefined) return { kind: 'clock', text: say(clock.name), tail: words.due(run.due), light: run.light }
  if ('due' in clock.starts && clock.days === 0) return { kind: 'clock', text: say(clock.name) }
  return { kind: 'clock', text: say(clock.name), tail: words.days(clock.days, clock.count) }
}

function clockSaidBy(words: NodeWords): (row: NodeRow) => string {
  return (row) => {
    const { tail, light } = row.kind === 'clock' ? row : {}
    return [row.text, tail, light === undefined ? undefined : words.light(light)]
      .filter((part) => part !== undefined)
      .join(' ')
  }
}

/** The end of a line goes on a line of its own where both are too wide for one. */
function brokenWhereWide(row: NodeRow, room: number): NodeRow[] {
  if (row.kind !== 'clock' || row.tail === undefined) return [row]
  const { tail, ...plain } = row
  const fits = textWidth(`${row.text} ${tail}`, rowSize) <= room - signWidth
  return fits ? [row] : [plain, { kind: 'more', text: tail }]
}

/** One lane for each unit that works there; before it is known which, one for the branch. */
function lanesOf(
  branch: { readonly id: string; readonly name: Text },
  standing: DiagramNode['standing'],
  position: DiagramPosition | undefined,
  { say, words, language }: Frame,
): NodeRow[] {
  const lanes = standing === 'here' ? (position?.lanes ?? []).filter(({ id }) => id === branch.id) : []
  if (lanes.length === 0) return [{ kind: 'lane', text: say(branch.name) }]
  return lanes.map(({ unitName, outcomeName, good }) => {
    const who = unitName === undefined ? say(branch.name) : say(unitName)
    const what = outcomeName === undefined ? words.open : say(outcomeName)
    const outcome = outcomeName === undefined ? undefined : good === false ? 'bad' : 'good'
    return { kind: 'lane', text: `${who}${language === 'zh' ? '：' : ': '}${what}`, outcome }
  })
}
