import { createRoot } from 'react-dom/client'
import { createFormModel } from '#capabilities/returns/rules/form-model.ts'
import { formSourceOf, textsOf } from '#capabilities/returns/rules/form-source.ts'
import { gridParts } from '#capabilities/returns/web/grid/grid-layout.ts'
import { createGridStore, type GridStore } from '#capabilities/returns/web/grid/grid-store.ts'
import { ReturnGrid } from '#capabilities/returns/web/ReturnGrid.tsx'
import '#kit/web/styles.ts'
import { generatedForm } from './form.ts'

// The grid of returns on a page of its own, for the bench; `bench/form-grid.ts` asks it over `bench`.

const { parts, rule } = generatedForm(500)

/** When what was done is on the screen: after the frame that follows. */
function painted(): Promise<void> {
  return new Promise((done) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.addEventListener('message', () => done())
      port1.start()
      port2.postMessage(0)
    })
  })
}

let store: GridStore | undefined

/** From what the server sent to cells on the screen, in ms; how many cells are drawn at first. */
async function paint(): Promise<{ milliseconds: number; drawn: number }> {
  const element = document.createElement('div')
  document.body.replaceChildren(element)
  const started = performance.now()
  const model = createFormModel(formSourceOf({ parts, rule }), textsOf({ parts, rule }))
  const rows = gridParts(parts).flatMap((grid) => grid.rows.map((row) => row.cells))
  store = createGridStore(model, rows, { editable: true })
  createRoot(element).render(
    <ReturnGrid parts={parts} store={store} lastPeriod="2026-09" editable={true} attempted={false} />,
  )
  await painted()
  return { milliseconds: performance.now() - started, drawn: element.querySelectorAll('input').length }
}

/** Types a number into the first cell as a browser would; until every cell that hangs on it is computed, drawn and laid out. */
async function keystroke(text: string): Promise<{ milliseconds: number; computed: number }> {
  const input = document.querySelector<HTMLInputElement>('#field-r0-this')
  const sum = document.querySelector<HTMLInputElement>('#field-r8-this')
  if (input === null || sum === null || store === undefined) throw new Error('the cells are not drawn')
  const before = Number(sum.value.replaceAll(',', '')) - Number(input.value)
  input.focus()
  const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set
  const started = performance.now()
  setter?.call(input, text)
  input.dispatchEvent(new InputEvent('input', { bubbles: true, data: text.at(-1) ?? '' }))
  await Promise.resolve()
  const height = document.body.offsetHeight
  const milliseconds = performance.now() - started
  await painted()
  if (height === 0 || Number(sum.value.replaceAll(',', '')) !== before + Number(text))
    throw new Error(`the sum shows ${sum.value} after ${text}`)
  return { milliseconds, computed: store.model.derivations().length }
}

Object.assign(globalThis, { bench: { paint, keystroke } })
