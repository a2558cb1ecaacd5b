// Runs in a thread of its own: reads one file of shapes, or compares shapes with each other.
import { findRelations, type NamedShape, type Relations } from './geometry.ts'
import { readShapes, type ReadShapes, type ShapesAsked } from './shapes-file.ts'
import { runThread } from './threads.ts'

export type ShapesTask =
  | { readonly kind: 'read'; readonly bytes: Uint8Array; readonly asked: ShapesAsked }
  | { readonly kind: 'relate'; readonly shapes: readonly NamedShape[]; readonly beside: readonly NamedShape[] }
export type ShapesAnswer = { readonly read: ReadShapes } | { readonly relations: Relations }

runThread<ShapesTask, ShapesAnswer>(async ({ data, say }) => {
  if (data.kind === 'read') say({ read: await readShapes(data.bytes, data.asked) })
  else say({ relations: findRelations(data.shapes, { beside: data.beside }) })
})
