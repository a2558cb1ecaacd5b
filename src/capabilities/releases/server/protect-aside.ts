import { Problem } from '#base/problem.ts'
import { openThread, type Thread } from '#kit/server/threads.ts'
import { newEditionCells, type NewEdition } from '../rules/new-edition.ts'
import { type ReleaseCell, releaseCells, type ReleaseQuestion } from '../rules/release-cells.ts'
import type { Tables } from '../rules/structure.ts'
import type { Protected, ProtectTask } from './protect-words.ts'

/** Tables of no more contributions are protected in some tenths of a second at most; larger ones would hold up everybody. */
const protectedAtOnce = 2_000
const threadMemoryMb = 1_024

/** Protects amounts one after another, those of many respondents in a thread of its own that starts with the first of them. */
export type Protecting = {
  /** As `releaseCells`; `directions` of the question are added to. */
  first(question: ReleaseQuestion): Promise<readonly ReleaseCell[]>
  /** As `newEditionCells`. */
  further(question: NewEdition): Promise<readonly ReleaseCell[]>
  close(): Promise<void>
}

/** Problems: `unavailable` when the thread ends, `too_large` when it needs more memory than a thread has. */
function openProtecting(): Protecting {
  let thread: Thread<Protected, ProtectTask> | undefined
  let answers: AsyncIterator<Protected> | undefined
  let told: Tables | undefined
  const ask = async (task: DistributiveOmit<ProtectTask, 'structure'>, tables: Tables): Promise<Protected> => {
    thread ??= openThread({ name: 'protect-thread', from: import.meta.url, memoryMb: threadMemoryMb })
    answers ??= thread.said[Symbol.asyncIterator]()
    thread.tell({ ...task, structure: told === tables ? undefined : tablesOf(tables) })
    told = tables
    const answer = await answers.next()
    if (answer.done === true) throw new Problem('unavailable', { details: { reason: 'thread.ended' } })
    return answer.value
  }
  return {
    async first({ structure, ...question }) {
      if (question.contributions.length <= protectedAtOnce) return releaseCells({ structure, ...question })
      const { cells, directions } = await ask({ kind: 'first', question }, structure)
      question.directions?.splice(0, question.directions.length, ...directions)
      return cells
    },
    async further({ structure, ...question }) {
      if (question.contributions.length <= protectedAtOnce) return newEditionCells({ structure, ...question })
      return (await ask({ kind: 'further', question }, structure)).cells
    },
    async close() {
      await thread?.close()
    },
  }
}

/** Protects within `work`; the thread ends with it. */
export async function withProtecting<Answer>(work: (protecting: Protecting) => Promise<Answer>): Promise<Answer> {
  const protecting = openProtecting()
  try {
    return await work(protecting)
  } finally {
    await protecting.close()
  }
}

type DistributiveOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never

function tablesOf({ cells, relations }: Tables): Tables {
  return { cells, relations }
}
