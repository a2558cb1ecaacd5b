import { basesContract } from './contract/bases.ts'
import { boardsContract } from './contract/boards.ts'
import { meetingsContract } from './contract/meetings.ts'
import { slipsContract } from './contract/slips.ts'
import { tasksContract } from './contract/tasks.ts'

/** Tasks, slips, meetings, the sheets of bases, works, boards. */
export const supervisionContract = {
  ...tasksContract,
  ...slipsContract,
  ...meetingsContract,
  ...basesContract,
  ...boardsContract,
}
