import { Problem } from '#base/problem.ts'
import { findRelations, type NamedShape, type Relations } from './geometry.ts'
import { readShapes, type ReadShapes, type ShapesAsked } from './shapes-file.ts'
import type { ShapesAnswer, ShapesTask } from './shapes-thread.ts'
import { openThread } from './threads.ts'
import { isArchive, readArchive } from './workbook-guard.ts'
import { shapesLimits } from './shapes-raw.ts'

/** What unpacks to less than this, and fewer shapes than this, take some hundredths of a second; starting a thread would take longer. */
const bytesAtOnce = 256 * 2 ** 10
const shapesAtOnce = 100
const threadMemoryMb = 1024

async function inThread(task: ShapesTask): Promise<ShapesAnswer> {
  const thread = openThread<ShapesAnswer>({
    name: 'shapes-thread',
    from: import.meta.url,
    data: task,
    memoryMb: threadMemoryMb,
  })
  try {
    for await (const answer of thread.said) return answer
    throw new Problem('unavailable', { details: { reason: 'thread.ended' } })
  } finally {
    await thread.close()
  }
}

/** `readShapes` without holding up anybody else: a large file is read in a thread of its own, with bounded memory. */
export async function readShapesAside(bytes: Uint8Array, asked: ShapesAsked): Promise<ReadShapes> {
  let size = bytes.length
  if (isArchive(bytes)) for (const { unpacked } of readArchive(bytes, shapesLimits).values()) size += unpacked
  if (size <= bytesAtOnce) return readShapes(bytes, asked)
  const answer = await inThread({ kind: 'read', bytes, asked })
  if ('read' in answer) return answer.read
  throw new Problem('internal')
}

/** `findRelations` of shapes with those that are there already, in a thread when there are many. */
export async function findRelationsAside(
  shapes: readonly NamedShape[],
  beside: readonly NamedShape[],
): Promise<Relations> {
  if (shapes.length + beside.length <= shapesAtOnce) return findRelations(shapes, { beside })
  const answer = await inThread({ kind: 'relate', shapes, beside })
  if ('relations' in answer) return answer.relations
  throw new Problem('internal')
}
