import type { ProgrammeWorkflow } from '#pack/programme.ts'

type Name = { readonly zh: string; readonly en: string }

/** A state in the diagram: `rank` counts from left to right, `lane` from top to bottom, both from 0. */
export type LayoutState = {
  readonly id: string
  readonly name: Name
  readonly rank: number
  readonly lane: number
  readonly initial: boolean
  readonly final: boolean
  readonly branches: readonly { readonly id: string; readonly name: Name }[]
}

/** All acts that lead from one state to another. */
export type LayoutEdge = {
  readonly from: string
  readonly to: string
  readonly acts: readonly { readonly id: string; readonly name: Name }[]
  /** back: against the order of the ranks, drawn below the lanes; self: stays in its state. */
  readonly kind: 'forward' | 'back' | 'self'
  /** Where a forward edge passes the ranks between its ends. */
  readonly through: readonly { readonly rank: number; readonly lane: number }[]
  /** Of a back edge: its own line below the lanes, from 1; 0 for others. Edges that share a line never lie above one another. */
  readonly track: number
}

/** A workflow as a layered diagram. */
export type Layout = {
  readonly ranks: number
  readonly lanes: number
  readonly tracks: number
  readonly states: readonly LayoutState[]
  readonly edges: readonly LayoutEdge[]
}

type Pair = { readonly from: string; readonly to: string }

/** Where the states and acts of a workflow stand in its diagram; the same for the same workflow, everywhere. */
export function layoutOf(workflow: ProgrammeWorkflow): Layout {
  const pairs = pairsOf(workflow)
  const back = new Set(backPairs(workflow, pairs).map(keyOf))
  const forward = pairs.filter((pair) => pair.from !== pair.to && !back.has(keyOf(pair)))
  const ranks = ranksOf(workflow, forward)
  const nodes = nodesOf(workflow, forward, ranks)
  const lanes = lanesOf(nodes)
  const laneOf = (id: string) => lanes.get(id) ?? 0
  const rankOf = (id: string) => ranks.get(id) ?? 0
  const tracks = tracksOf(
    pairs.filter((pair) => back.has(keyOf(pair))),
    rankOf,
  )
  return {
    ranks: Math.max(...ranks.values()) + 1,
    lanes: Math.max(...lanes.values()) + 1,
    tracks: Math.max(0, ...tracks.values()),
    states: workflow.states.map(({ id, name, final, branches = [] }) => ({
      id,
      name,
      rank: rankOf(id),
      lane: laneOf(id),
      initial: id === workflow.initial,
      final: final === true,
      branches: branches.map((branch) => ({ id: branch.id, name: branch.name })),
    })),
    edges: pairs.map((pair) => ({
      ...pair,
      acts: workflow.acts
        .filter((act) => act.to === pair.to && act.from.includes(pair.from))
        .map(({ id, name }) => ({ id, name })),
      kind: pair.from === pair.to ? 'self' : back.has(keyOf(pair)) ? 'back' : 'forward',
      through: nodes.filter(({ of }) => of === keyOf(pair)).map(({ id, rank }) => ({ rank, lane: laneOf(id) })),
      track: tracks.get(keyOf(pair)) ?? 0,
    })),
  }
}

function keyOf({ from, to }: Pair): string {
  return `${from} ${to}`
}

/** Each pair of states between which an act leads, once, in the order of the acts. */
function pairsOf(workflow: ProgrammeWorkflow): Pair[] {
  const pairs = workflow.acts.flatMap((act) => act.from.map((from) => ({ from, to: act.to })))
  return [...new Map(pairs.map((pair) => [keyOf(pair), pair])).values()]
}

/** Pairs that lead back to a state on the way from the initial one. */
function backPairs(workflow: ProgrammeWorkflow, pairs: readonly Pair[]): Pair[] {
  const found: Pair[] = []
  const walked = new Set<string>()
  const onWay = new Set<string>()
  const walk = (state: string) => {
    walked.add(state)
    onWay.add(state)
    for (const pair of pairs.filter(({ from, to }) => from === state && to !== state)) {
      if (onWay.has(pair.to)) found.push(pair)
      else if (!walked.has(pair.to)) walk(pair.to)
    }
    onWay.delete(state)
  }
  walk(workflow.initial)
  for (const { id } of workflow.states) if (!walked.has(id)) walk(id)
  return found
}

/** The longest way from the initial state, without going back. */
function ranksOf(workflow: ProgrammeWorkflow, forward: readonly Pair[]): Map<string, number> {
  const ranks = new Map(workflow.states.map(({ id }) => [id, 0]))
  for (let round = 0; round < workflow.states.length; round += 1) {
    for (const { from, to } of forward) ranks.set(to, Math.max(ranks.get(to) ?? 0, (ranks.get(from) ?? 0) + 1))
  }
  return ranks
}

/** A state, or the place where a long edge passes a rank. */
type LaidNode = { readonly id: string; readonly rank: number; readonly of?: string; readonly before: readonly string[] }

function nodesOf(
  workflow: ProgrammeWorkflow,
  forward: readonly Pair[],
  ranks: ReadonlyMap<string, number>,
): LaidNode[] {
  const before = new Map<string, string[]>()
  const bends = forward.flatMap((pair) => {
    const [first, last] = [(ranks.get(pair.from) ?? 0) + 1, ranks.get(pair.to) ?? 0]
    const made = Array.from({ length: Math.max(0, last - first) }, (_none, at) => ({
      id: `${keyOf(pair)} ${first + at}`,
      rank: first + at,
      of: keyOf(pair),
      before: [at === 0 ? pair.from : `${keyOf(pair)} ${first + at - 1}`],
    }))
    before.set(pair.to, [...(before.get(pair.to) ?? []), made.at(-1)?.id ?? pair.from])
    return made
  })
  return [
    ...workflow.states.map(({ id }) => ({ id, rank: ranks.get(id) ?? 0, before: before.get(id) ?? [] })),
    ...bends,
  ]
}

/** Rank by rank, each node beside those it comes from, none upon another. */
function lanesOf(nodes: readonly LaidNode[]): Map<string, number> {
  const lanes = new Map<string, number>()
  const last = Math.max(...nodes.map(({ rank }) => rank))
  for (let rank = 0; rank <= last; rank += 1) {
    const here = nodes
      .filter((node) => node.rank === rank)
      .map((node, order) => ({ node, order, wanted: meanOf(node.before.map((id) => lanes.get(id) ?? 0)) }))
      .sort((a, b) => a.wanted - b.wanted || a.order - b.order)
    let free = 0
    for (const { node, wanted } of here) {
      const lane = Math.max(free, Math.floor(wanted))
      lanes.set(node.id, lane)
      free = lane + 1
    }
  }
  return lanes
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** A line for each back edge, the shortest nearest to the states; edges that do not overlap share one. */
function tracksOf(pairs: readonly Pair[], rankOf: (id: string) => number): Map<string, number> {
  const tracks = new Map<string, number>()
  const taken: { from: number; to: number }[][] = []
  const spans = pairs
    .map((pair) => ({
      pair,
      from: Math.min(rankOf(pair.from), rankOf(pair.to)),
      to: Math.max(rankOf(pair.from), rankOf(pair.to)),
    }))
    .sort((a, b) => a.to - a.from - (b.to - b.from))
  for (const { pair, from, to } of spans) {
    const free = taken.findIndex((line) => line.every((other) => other.to < from || other.from > to))
    const at = free < 0 ? taken.length : free
    taken[at] = [...(taken[at] ?? []), { from, to }]
    tracks.set(keyOf(pair), at + 1)
  }
  return tracks
}
