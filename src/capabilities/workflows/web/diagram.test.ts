import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Box, type Drawing, drawTall, drawWide, lineStep } from './diagram-drawing.ts'
import {
  type DiagramPosition,
  type DiagramWorkflow,
  diagramNodes,
  type NodeWords,
  takenSteps,
} from './diagram-nodes.ts'
import { fitText, textWidth, wrapText } from './diagram-text.ts'

type Act = { id: string; from: string; to: string }

/** Up to eight states in up to five ranks, joined by any acts. */
const workflows = fc
  .tuple(
    fc.array(fc.nat(4), { minLength: 1, maxLength: 8 }),
    fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 16 }),
  )
  .map(([ranks, pairs]) => {
    const known = [...new Set(ranks)].toSorted()
    const states = ranks.map((rank, row) => ({ id: `s${row}`, rank: known.indexOf(rank), row }))
    const acts = pairs
      .filter(([from, to]) => from < states.length && to < states.length)
      .map(([from, to], index): Act => ({ id: `act${index}`, from: `s${from}`, to: `s${to}` }))
    return { states, acts }
  })

function wide({ states, acts }: { states: { id: string; rank: number; row: number }[]; acts: Act[] }): Drawing {
  const wishes = states.map((state) => {
    const leaving = acts.filter(({ from }) => from === state.id).length
    return { ...state, height: Math.max(50, leaving * lineStep + 10) }
  })
  return drawWide(
    wishes,
    acts.map((act) => ({ ...act, label: 60 })),
    160,
  )
}

function tall({ states, acts }: { states: { id: string; rank: number; row: number }[]; acts: Act[] }): Drawing {
  return drawTall(
    states.map((state) => ({ ...state, height: 50 })),
    acts.map((act) => ({ ...act, label: 0 })),
    { width: 360, head: 34 },
  )
}

type Piece = { x1: number; y1: number; x2: number; y2: number }

/** The straight pieces of a path of M, H, V, h and v. */
function piecesOf(path: string): Piece[] {
  const pieces: Piece[] = []
  let [x, y] = [0, 0]
  for (const [, sign, first, second] of path.matchAll(/([MHVhv])(-?[\d.]+)(?: (-?[\d.]+))?/g)) {
    const value = Number(first)
    const [x1, y1] = [x, y]
    if (sign === 'M') [x, y] = [value, Number(second)]
    else if (sign === 'H') x = value
    else if (sign === 'V') y = value
    else if (sign === 'h') x += value
    else y += value
    if (sign !== 'M')
      pieces.push({ x1: Math.min(x1, x), y1: Math.min(y1, y), x2: Math.max(x1, x), y2: Math.max(y1, y) })
  }
  return pieces
}

function crosses({ x1, y1, x2, y2 }: Piece, box: Box): boolean {
  return x1 < box.x + box.width - 1 && x2 > box.x + 1 && y1 < box.y + box.height - 1 && y2 > box.y + 1
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

describe.each([
  ['wide', wide],
  ['upright', tall],
] as const)('a workflow drawn %s', (_, draw) => {
  it('shows every state and every act once, no box over another, no line through a box, nothing outside the picture', () => {
    fc.assert(
      fc.property(workflows, (workflow) => {
        const drawing = draw(workflow)
        expect(drawing.boxes.map(({ id }) => id).toSorted()).toEqual(workflow.states.map(({ id }) => id).toSorted())
        expect(drawing.lines.map(({ id }) => id).toSorted()).toEqual(workflow.acts.map(({ id }) => id).toSorted())
        for (const [index, box] of drawing.boxes.entries())
          for (const other of drawing.boxes.slice(index + 1)) expect(overlap(box, other)).toBe(false)
        const pieces = drawing.lines.flatMap(({ path }) => piecesOf(path))
        for (const piece of pieces) {
          for (const box of drawing.boxes) expect(crosses(piece, box)).toBe(false)
          expect(Math.min(piece.x1, piece.y1)).toBeGreaterThanOrEqual(0)
          expect(piece.x2).toBeLessThanOrEqual(drawing.width)
          expect(piece.y2).toBeLessThanOrEqual(drawing.height)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('is the same for the same workflow', () => {
    fc.assert(
      fc.property(workflows, (workflow) => {
        expect(draw(workflow)).toEqual(draw(workflow))
      }),
      { numRuns: 20 },
    )
  })
})

describe('what a box says', () => {
  const name = (zh: string, en = zh) => ({ zh, en })
  const workflow: DiagramWorkflow = {
    initial: 'draft',
    states: [
      { id: 'draft', name: name('拟稿') },
      { id: 'asked', name: name('会签'), branches: [{ id: 'opinion', name: name('意见') }] },
      { id: 'done', name: name('办结'), final: true },
    ],
    acts: [
      { id: 'ask', name: name('送会签'), from: ['draft'], to: 'asked' },
      { id: 'finish', name: name('办结'), from: ['draft', 'asked'], to: 'done' },
    ],
    clocks: [{ id: 'reply', name: name('答复'), starts: { act: 'ask' }, days: 5, count: 'working' }],
  }
  const words: NodeWords = {
    here: (since) => `now ${since}`,
    since: (since) => `since ${since}`,
    was: (on, times) => `was ${on} ${times}`,
    never: 'never',
    start: 'start',
    end: 'end',
    days: (days, count) => `${days} ${count}`,
    due: (day) => `by ${day}`,
    open: 'open',
    light: (light) => light,
    acts: (acts) => `acts ${acts}`,
    day: (instant) => instant.slice(0, 10),
  }
  const frame = { say: (text: { zh: string }) => text.zh, language: 'zh', words, room: 160 } as const
  const at = (day: string) => `2026-03-${day}T02:00:00.000Z`
  const position: DiagramPosition = {
    state: 'asked',
    timeline: [
      { act: 'workflow.open', to: 'draft', at: at('02') },
      { act: 'ask', from: 'draft', to: 'asked', at: at('03') },
      { act: 'opinion.agree', from: 'asked', to: 'asked', at: at('04') },
    ],
    clocks: [{ id: 'reply', due: '2026-03-10', light: 'near' }],
    lanes: [
      { id: 'opinion', unitName: name('甲局'), outcomeName: name('同意'), good: true },
      { id: 'opinion', unitName: name('乙局'), outcomeName: name('不同意'), good: false },
      { id: 'opinion', unitName: name('丙局') },
    ],
  }

  it('where the case is and since when, where it was, and where it has never been', () => {
    const nodes = diagramNodes(workflow, position, frame)
    expect(nodes.map(({ standing }) => standing)).toEqual(['was', 'here', 'never'])
    expect(nodes[1]?.rows[1]).toEqual({ kind: 'here', text: 'since 2026-03-03' })
  })

  it('a lane for each unit at work with its outcome, and the running clock with its light', () => {
    const [, asked] = diagramNodes(workflow, position, frame)
    expect(asked?.rows.slice(2)).toEqual([
      { kind: 'clock', text: '答复', tail: 'by 2026-03-10', light: 'near' },
      { kind: 'lane', text: '甲局：同意', outcome: 'good' },
      { kind: 'lane', text: '乙局：不同意', outcome: 'bad' },
      { kind: 'lane', text: '丙局：open', outcome: undefined },
    ])
    expect(asked?.sentence).toBe(
      '会签；now 2026-03-03；答复 by 2026-03-10 near；甲局：同意；乙局：不同意；丙局：open；acts 办结',
    )
  })

  it('without a case: where it begins and ends, and how many days a clock gives', () => {
    const nodes = diagramNodes(workflow, undefined, frame)
    expect(nodes.map(({ rows }) => rows.map(({ text }) => text))).toEqual([
      ['拟稿', 'start'],
      ['会签', '答复', '意见'],
      ['办结', 'end'],
    ])
    expect(nodes[1]?.rows[1]).toEqual({ kind: 'clock', text: '答复', tail: '5 working' })
    const narrow = diagramNodes(workflow, undefined, { ...frame, room: 80 })
    expect(narrow[1]?.rows.slice(1, 3)).toEqual([
      { kind: 'clock', text: '答复', light: undefined },
      { kind: 'more', text: '5 working' },
    ])
  })

  it('only the way that was taken is marked, an outcome of a unit is no way', () => {
    expect([...takenSteps(position).keys()]).toEqual(['draft ask asked', 'asked opinion.agree asked'])
  })
})

describe('a text in a box', () => {
  it('is shortened with an ellipsis only where it is too wide', () => {
    expect(fitText('审核通过', 12, 60)).toBe('审核通过')
    expect(fitText('审核通过并转主管局', 12, 60)).toBe('审核通过…')
    expect(textWidth(fitText('Ask the land office for its opinion', 12, 90), 12)).toBeLessThanOrEqual(90)
  })

  it('goes on to a second line, Latin words whole', () => {
    expect(wrapText('Waiting for the bureau', 13, { room: 100, lines: 2 })).toEqual(['Waiting for the', 'bureau'])
    expect(wrapText('待主管部门会同各镇街审核', 13, { room: 100, lines: 2 })).toEqual(['待主管部门会同', '各镇街审核'])
  })
})
