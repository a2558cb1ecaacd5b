// Runs in a thread of its own: decides which cells of large tables are shown.
import { runThread } from '#kit/server/threads.ts'
import type { Direction } from '../rules/model.ts'
import { newEditionCells } from '../rules/new-edition.ts'
import { releaseCells } from '../rules/release-cells.ts'
import type { Tables } from '../rules/structure.ts'
import type { Protected, ProtectTask } from './protect-words.ts'

runThread<undefined, Protected, ProtectTask>(async ({ say, hear }) => {
  let structure: Tables | undefined
  for (;;) {
    const task = await hear()
    structure = task.structure ?? structure
    if (structure === undefined) continue
    if (task.kind === 'further') {
      say({ cells: newEditionCells({ ...task.question, structure }), directions: [] })
    } else {
      const directions: Direction[] = [...(task.question.directions ?? [])]
      say({ cells: releaseCells({ ...task.question, structure, directions }), directions })
    }
  }
})
