import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react'
import { formatDate, formatInstant } from '#kit/web/dates.ts'
import { useMaybeSession } from '#kit/web/session.tsx'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import type { ProgrammeWorkflow } from '#pack/programme.ts'
import type { Light } from '../contract.ts'
import { layoutOf } from '../rules/layout.ts'
import { type Box, type Drawing, drawTall, drawWide, type Line, lineStep } from './diagram-drawing.ts'
import {
  type DiagramNode,
  type DiagramPosition,
  type DiagramWorkflow,
  diagramNodes,
  nameSize,
  type NodeRow,
  type NodeWords,
  rowHeight,
  rowSize,
  signWidth,
  takenSteps,
} from './diagram-nodes.ts'
import { fitText, textWidth } from './diagram-text.ts'
import { diagramWords as words } from './diagram-words.ts'
import './workflows.css'

/** Width of the boxes and of the longest label beside a line, the roomiest first. */
const sizes = [
  { box: 184, label: 132 },
  { box: 160, label: 108 },
  { box: 144, label: 84 },
] as const
/** How far a picture may be made smaller before it is turned upright instead. */
const smallest = 0.86
const narrowestTall = 260
const widestTall = 640
const head = 34
const padding = 8

type WorkflowDiagramProps = {
  workflow: ProgrammeWorkflow
  /** Where the case is and was; without it the workflow alone is drawn. */
  position?: DiagramPosition | undefined
}

/**
 * A workflow drawn from its data: states by rank, acts as lines, units that work at once as lanes, and where a case is and was.
 * Turned upright where the window is narrow. One tab stop; arrow keys walk from state to state; the same is told below in words.
 */
export function WorkflowDiagram({ workflow, position }: WorkflowDiagramProps) {
  const t = useTexts(words)
  const language = useLanguage()
  const say = useText()
  const box = useRef<HTMLDivElement>(null)
  const room = useWidth(box)
  const nodeWords = useNodeWords()
  const taken = useMemo(() => takenSteps(position), [position])
  const layout = useMemo(() => layoutOf(workflow), [workflow])
  const wide = useMemo(() => {
    const drawn = sizes.map((size) => {
      const frame = { say, language, words: nodeWords, room: size.box - 2 * padding - 4 }
      const nodes = diagramNodes(workflow, position, frame)
      const lines = workflow.acts.flatMap((act) => {
        const label = textWidth(fitText(say(act.name), rowSize, size.label), rowSize)
        return act.from.map((from) => ({ id: act.id, from, to: act.to, label }))
      })
      const wishes = nodes.map((node) => {
        const leaving = lines.filter(({ from }) => from === node.id).length
        return { ...placed(layout, node.id), height: Math.max(heightOf(node), leaving * lineStep + 10) }
      })
      return { nodes, drawing: drawWide(wishes, lines, size.box), label: size.label }
    })
    return drawn.find(({ drawing }) => fits(drawing, room)) ?? drawn[0]
  }, [workflow, position, layout, say, language, nodeWords, room])
  const upright = room !== undefined && (wide === undefined || !fits(wide.drawing, room))
  const tall = useMemo(() => {
    if (!upright) return undefined
    const width = Math.max(narrowestTall, Math.min(room, widestTall))
    const nodes = diagramNodes(workflow, position, { say, language, words: nodeWords, room: width - 120 })
    const lines = workflow.acts.flatMap((act) => act.from.map((from) => ({ id: act.id, from, to: act.to, label: 0 })))
    const wishes = nodes.map((node) => ({ ...placed(layout, node.id), height: heightOf(node) }))
    return { nodes, drawing: drawTall(wishes, lines, { width, head }), label: 0 }
  }, [upright, room, workflow, position, layout, say, language, nodeWords])
  const shown = tall ?? wide
  return (
    <figure className="wf-diagram">
      <div ref={box}>
        {room === undefined || shown === undefined ? null : (
          <Picture key={upright ? 'upright' : 'wide'} {...shown} workflow={workflow} taken={taken} upright={upright} />
        )}
      </div>
      <Legend withPosition={position !== undefined} />
      <details className="wf-told">
        <summary>{t('told')}</summary>
        <ul>
          {shown?.nodes.map((node) => (
            <li key={node.id}>{node.sentence}</li>
          ))}
        </ul>
        <ul>
          {workflow.acts.map((act) => (
            <li key={act.id}>
              {t('actTold', {
                act: say(act.name),
                from: act.from.map((id) => nameOf(workflow, id, say)).join(language === 'zh' ? '、' : ', '),
                to: nameOf(workflow, act.to, say),
              })}
            </li>
          ))}
        </ul>
      </details>
    </figure>
  )
}

type PictureProps = {
  workflow: DiagramWorkflow
  nodes: readonly DiagramNode[]
  drawing: Drawing
  /** The widest label beside a line. */
  label: number
  taken: ReadonlyMap<string, string>
  upright: boolean
}

function Picture({ workflow, nodes, drawing, label, taken, upright }: PictureProps) {
  const t = useTexts(words)
  const say = useText()
  const arrow = useId()
  const here = nodes.findIndex(({ standing }) => standing === 'here')
  const [cursor, setCursor] = useState(Math.max(0, here))
  const [looked, setLooked] = useState<string>()
  const svg = useRef<SVGSVGElement>(null)
  const boxes = new Map(drawing.boxes.map((one) => [one.id, one]))
  const ordered = nodes.toSorted((a, b) => order(boxes.get(a.id), boxes.get(b.id), upright))

  function walk(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const at = ordered.findIndex(({ id }) => id === nodes[cursor]?.id)
    const next = ordered[Math.max(0, Math.min(ordered.length - 1, at + step))]
    if (next === undefined) return
    setCursor(nodes.indexOf(next))
    svg.current?.querySelector<SVGGElement>(`[data-state="${next.id}"]`)?.focus()
  }

  const lines = drawing.lines.toSorted((a, b) => Number(isTaken(a, taken)) - Number(isTaken(b, taken)))
  return (
    <svg
      ref={svg}
      className="wf-picture"
      role="group"
      aria-label={t('diagram')}
      viewBox={`0 0 ${drawing.width} ${drawing.height}`}
      width={drawing.width}
      height={drawing.height}
      onKeyDown={walk}
    >
      <defs>
        {(['', '-taken'] as const).map((kind) => (
          <marker
            key={kind}
            id={`${arrow}${kind}`}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerUnits="userSpaceOnUse"
            markerWidth={kind === '' ? 8 : 11}
            markerHeight={kind === '' ? 8 : 11}
            orient="auto"
          >
            <path d="M0 .5 8 4 0 7.5z" className={`wf-arrow${kind}`} />
          </marker>
        ))}
      </defs>
      <g aria-hidden="true">
        {lines.map((line) => {
          const was = isTaken(line, taken)
          const looks = looked !== undefined && (line.from === looked || line.to === looked)
          return (
            <path
              key={`${line.from} ${line.id} ${line.to}`}
              d={line.path}
              className={`wf-line${was ? ' wf-taken' : ''}${looks ? ' wf-looked' : ''}`}
              markerEnd={`url(#${arrow}${was ? '-taken' : ''})`}
            />
          )
        })}
      </g>
      {ordered.map((node) => {
        const at = boxes.get(node.id)
        const index = nodes.indexOf(node)
        return at === undefined ? null : (
          <g
            key={node.id}
            data-state={node.id}
            role="img"
            aria-label={node.sentence}
            tabIndex={index === cursor ? 0 : -1}
            className={`wf-node wf-${node.standing}`}
            onFocus={() => {
              setCursor(index)
              setLooked(node.id)
            }}
            onBlur={() => setLooked(undefined)}
            onPointerEnter={() => setLooked(node.id)}
            onPointerLeave={() => setLooked(undefined)}
          >
            <NodeBox node={node} at={at} />
          </g>
        )
      })}
      <g aria-hidden="true" className="wf-labels">
        {drawing.lines.map((line) => {
          const act = workflow.acts.find(({ id }) => id === line.id)
          if (act === undefined) return null
          const room = upright ? (boxes.get(line.from)?.width ?? 0) - 20 : label
          const full = upright ? `${say(act.name)} → ${nameOf(workflow, line.to, say)}` : say(act.name)
          return (
            <text
              key={`${line.from} ${line.id} ${line.to}`}
              x={line.label.x}
              y={line.label.y}
              className={isTaken(line, taken) ? 'wf-taken' : ''}
            >
              {fitText(full, rowSize, room)}
              <title>{full}</title>
            </text>
          )
        })}
      </g>
    </svg>
  )
}

function NodeBox({ node, at }: { node: DiagramNode; at: Box }) {
  const left = at.x + padding
  return (
    <>
      <rect x={at.x} y={at.y} width={at.width} height={at.height} rx={4} />
      {node.rows.map((row, index) => {
        const y = at.y + padding + index * rowHeight + 13
        return (
          <g key={`${row.kind} ${index}`}>
            {row.kind === 'name' ? (
              <text x={left} y={y + 1} className="wf-name" fontSize={nameSize}>
                {row.text}
              </text>
            ) : (
              <>
                <RowSign row={row} x={left} y={y - 10} />
                <text x={left + signWidth} y={y} fontSize={rowSize} className={row.kind === 'here' ? 'wf-strong' : ''}>
                  {shortened(row, at.width - 2 * padding - signWidth)}
                </text>
              </>
            )}
          </g>
        )
      })}
      {lanes(node, at)}
    </>
  )
}

/** What a line says, shortened where there is too little room, never in what stands at its end. */
function shortened(row: NodeRow, room: number): string {
  const tail = row.kind === 'clock' && row.tail !== undefined ? ` ${row.tail}` : ''
  return `${fitText(row.text, rowSize, room - textWidth(tail, rowSize))}${tail}`
}

/** Bars at both ends of the lanes: the units begin together and are waited for together. */
function lanes(node: DiagramNode, at: Box): ReactNode {
  const first = node.rows.findIndex(({ kind }) => kind === 'lane')
  if (first === -1) return null
  const top = at.y + padding + first * rowHeight + 1
  const bottom = at.y + padding + node.rows.length * rowHeight
  return [at.x + 4, at.x + at.width - 4].map((x) => <path key={x} d={`M${x} ${top}V${bottom}`} className="wf-bar" />)
}

const lightTone: Record<Light, string> = {
  done: 'var(--primary)',
  on_schedule: 'var(--success)',
  near: 'var(--warning)',
  overdue: 'var(--error)',
}

/** A shape for each kind of line, so that the colour never stands alone. */
function RowSign({ row, x, y }: { row: NodeRow; x: number; y: number }) {
  const shape = (d: string, tone: string, open = false) => (
    <path
      d={d}
      transform={`translate(${x} ${y})`}
      fill={open ? 'none' : tone}
      stroke={tone}
      strokeWidth={open ? 1.6 : 0}
    />
  )
  switch (row.kind) {
    case 'here':
      return shape('M1 .5 11 6 1 11.5z', 'var(--primary)')
    case 'was':
      return shape('M1 6.5 4.5 10 11 2', 'var(--primary)', true)
    case 'start':
      return shape('M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1z', 'var(--text-quiet)', true)
    case 'end':
      return shape('M1 1h10v10H1z', 'var(--text-quiet)', true)
    case 'lane':
      if (row.outcome === 'good') return shape('M1 6.5 4.5 10 11 2', 'var(--success)', true)
      if (row.outcome === 'bad') return shape('M2 2 10 10M10 2 2 10', 'var(--error)', true)
      return shape('M1 6h10', 'var(--text-quiet)', true)
    case 'clock': {
      const tone = row.light === undefined ? 'var(--text-quiet)' : lightTone[row.light]
      if (row.light === 'overdue') return shape('M6 .3 11.7 6 6 11.7.3 6z', tone)
      if (row.light === 'near') return shape('M6 1 11.5 11H.5z', tone)
      return shape('M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1zM6 3.2V6l2 1.6', tone, true)
    }
    case 'more':
    case 'name':
      return null
  }
}

function Legend({ withPosition }: { withPosition: boolean }) {
  const t = useTexts(words)
  if (!withPosition) return null
  return (
    <figcaption className="jd-quiet jd-small wf-legend">
      {(['here', 'was'] as const).map((kind) => (
        <span key={kind}>
          <svg width="14" height="13" viewBox="0 0 14 13" aria-hidden="true">
            <RowSign row={{ kind, text: '' }} x={1} y={0.5} />
          </svg>{' '}
          {t(kind === 'here' ? 'legendHere' : 'legendWas')}
        </span>
      ))}
      <span>
        <svg width="26" height="10" viewBox="0 0 26 10" aria-hidden="true">
          <path d="M0 5h24" className="wf-line wf-taken" />
        </svg>{' '}
        {t('legendTaken')}
      </span>
      <span>
        <svg width="26" height="10" viewBox="0 0 26 10" aria-hidden="true">
          <path d="M0 5h24" className="wf-line" />
        </svg>{' '}
        {t('legendOpen')}
      </span>
    </figcaption>
  )
}

function useNodeWords(): NodeWords {
  const t = useTexts(words)
  const zone = useMaybeSession()?.programme.timeZone
  return useMemo(
    () => ({
      here: (since) => t('here', { since }),
      since: (since) => t('since', { since }),
      was: (on, times) => (times > 1 ? t('wasOften', { on, n: times }) : t('was', { on })),
      never: t('never'),
      start: t('start'),
      end: t('end'),
      days: (n, count) => t(count === 'working' ? 'workingDays' : 'calendarDays', { n }),
      due: (day) => t('dueOn', { day: formatDate(day, zone) }),
      open: t('laneOpen'),
      light: (light) => t(light),
      acts: (acts) => t('actsHere', { acts }),
      day: (instant) => formatInstant(instant, zone).slice(0, 10),
    }),
    [t, zone],
  )
}

function useWidth(box: { current: HTMLDivElement | null }): number | undefined {
  const [width, setWidth] = useState<number>()
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const read = (): void => setWidth(element.clientWidth)
    read()
    const observer = new ResizeObserver(read)
    observer.observe(element)
    return () => observer.disconnect()
  }, [box])
  return width
}

function fits(drawing: Drawing, room: number | undefined): boolean {
  return room === undefined || drawing.width * smallest <= room
}

function heightOf(node: DiagramNode): number {
  return node.rows.length * rowHeight + 2 * padding
}

function isTaken(line: Line, taken: ReadonlyMap<string, string>): boolean {
  return taken.has(`${line.from} ${line.id} ${line.to}`)
}

function nameOf(
  workflow: DiagramWorkflow,
  state: string,
  say: (text: { zh: string; en: string } | undefined) => string,
) {
  return say(workflow.states.find(({ id }) => id === state)?.name)
}

function order(a: Box | undefined, b: Box | undefined, upright: boolean): number {
  if (a === undefined || b === undefined) return 0
  return upright ? a.y - b.y : a.x - b.x || a.y - b.y
}

function placed(layout: ReturnType<typeof layoutOf>, id: string): { id: string; rank: number; row: number } {
  const found = layout.states.find((state) => state.id === id)
  return { id, rank: found?.rank ?? 0, row: found?.lane ?? 0 }
}
