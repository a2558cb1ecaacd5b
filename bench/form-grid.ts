import { FunctionFactory, Model } from 'survey-core'
import { createFormModel } from '#capabilities/returns/rules/form-model.ts'
import { formSourceOf, textsOf } from '#capabilities/returns/rules/form-source.ts'
import { drawInBrowser } from './form-grid/browser.ts'
import { generatedForm, nameIn, surveyOf } from './form-grid/form.ts'
import { load, medianOf, short } from './figures/rounds.ts'

// The form model of returns in Node, 2,000 cells: from what the server sends to everything computed and judged, and one edit with all
// cells and checks that hang on it, against survey-core on the same form. What both say is compared before anything is timed.

const quick = process.argv.includes('--quick')
const rows = 500
const [loads, edits] = quick ? [3, 40] : [9, 200]

FunctionFactory.Instance.register('abs', ([value]: unknown[]) => Math.abs(Number(value)))

const sent = generatedForm(rows)
const text = JSON.stringify(sent)
const survey = surveyOf(sent)
const surveyText = JSON.stringify(survey)
const before = load()

function loadOurs() {
  const form = JSON.parse(text) as typeof sent
  return createFormModel(formSourceOf(form), textsOf(form))
}

function loadSurvey(): Model {
  const { json, data } = JSON.parse(surveyText) as typeof survey
  const model = new Model(json)
  model.data = data
  return model
}

type Ours = ReturnType<typeof loadOurs>

/** Every computed cell and every check must be the same in both. */
function agree(ours: Ours, theirs: Model, when: string): void {
  const data = theirs.data as Record<string, number>
  for (const cell of ours.cells) {
    const value = data[nameIn(cell.indicator.id, cell.span)]
    if (ours.textOf(cell.key) !== String(value))
      throw new Error(`${when}: ${cell.key} is ${ours.textOf(cell.key)} here and ${value} in survey-core`)
  }
  for (const { id, outcome } of ours.findings()) {
    const holds = data[id] ?? theirs.getVariable(id)
    if ((outcome === 'holds') !== (Number(holds) === 1))
      throw new Error(`${when}: check ${id} ${outcome} here and is ${holds} in survey-core`)
  }
}

function timed<Result>(work: () => Result): [milliseconds: number, result: Result] {
  const started = performance.now()
  const result = work()
  return [performance.now() - started, result]
}

/** A cell and what is typed into it: every eighth is the first cell, on which most depends. */
function editAt(i: number): { row: number; span: 'this' | 'cumulative' | 'last_year'; value: number } {
  const group = i % 8 === 0 ? 0 : (i * 7) % (rows / 10)
  const spans = ['this', 'cumulative', 'last_year'] as const
  return {
    row: group * 10 + (i % 8),
    span: i % 8 === 0 ? 'this' : (spans[i % 3] ?? 'this'),
    value: ((i * 53) % 400) + 1,
  }
}

const ours = loadOurs()
const theirs = loadSurvey()
agree(ours, theirs, 'after loading')
for (let i = 0; i < 24; i += 1) {
  const { row, span, value } = editAt(i)
  ours.edit({ [`r${row}:${span}`]: String(value) })
  theirs.setValue(nameIn(`r${row}`, span), value)
  if (i % 6 === 5) agree(ours, theirs, `after edit ${i + 1}`)
}

const loadTimes = { ours: [] as number[], survey: [] as number[] }
for (let round = -1; round < loads; round += 1) {
  const [mine] = timed(loadOurs)
  const [other] = timed(loadSurvey)
  if (round < 0) continue
  loadTimes.ours.push(mine)
  loadTimes.survey.push(other)
}
const editTimes = { ours: [] as number[], survey: [] as number[] }
let reached = 0
for (let i = 0; i < edits; i += 1) {
  const { row, span, value } = editAt(i + 3)
  const [mine, change] = timed(() => ours.edit({ [`r${row}:${span}`]: String(value + (i % 2)) }))
  const [other] = timed(() => theirs.setValue(nameIn(`r${row}`, span), value + (i % 2)))
  reached = Math.max(reached, change.cells.length + change.checks.length)
  editTimes.ours.push(mine)
  editTimes.survey.push(other)
}
agree(ours, theirs, 'in the end')

const drawn = await drawInBrowser(quick ? { paint: 3, keys: 20 } : { paint: 7, keys: 60 })

const show = (name: string, times: readonly number[]) =>
  `${name.padEnd(34)}${short(medianOf(times)).toFixed(2).padStart(10)}${short(Math.max(...times))
    .toFixed(2)
    .padStart(10)}`
const computed = ours.cells.filter((cell) => cell.derived !== undefined).length
console.log(
  `${ours.cells.length} cells, ${computed} of them computed, ${ours.findings().length} checks; an edit reaches up to ${reached}`,
)
console.log(`${''.padEnd(34)}${'median'.padStart(10)}${'worst'.padStart(10)}  ms`)
console.log(show('load, ours', loadTimes.ours))
console.log(show('load, survey-core', loadTimes.survey))
console.log(show('edit, ours', editTimes.ours))
console.log(show('edit, survey-core', editTimes.survey))
if (drawn === undefined) console.log('no browser: the grid on screen is not timed')
else {
  console.log(show(`on screen, ${drawn.drawn} cells drawn at first`, drawn.paint))
  console.log(show('a key in the first cell', drawn.keys))
}
console.log(
  JSON.stringify({
    bench: 'form-grid',
    population: `${ours.cells.length} cells, ${ours.findings().length} checks`,
    ours: short(medianOf(editTimes.ours)),
    peers: { 'survey-core': short(medianOf(editTimes.survey)) },
    speedup: short(medianOf(editTimes.survey) / medianOf(editTimes.ours)),
    unit: 'ms',
    load: { before, after: load() },
    editWorst: short(Math.max(...editTimes.ours)),
    ...(drawn === undefined
      ? {}
      : {
          browser: {
            paint: short(medianOf(drawn.paint)),
            paintWorst: short(Math.max(...drawn.paint)),
            key: short(medianOf(drawn.keys)),
            keyWorst: short(Math.max(...drawn.keys)),
          },
        }),
    loading: {
      ours: short(medianOf(loadTimes.ours)),
      worst: short(Math.max(...loadTimes.ours)),
      'survey-core': short(medianOf(loadTimes.survey)),
    },
  }),
)
