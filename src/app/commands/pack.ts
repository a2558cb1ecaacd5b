import { resolve } from 'node:path'
import { issueSentence } from '#base/texts/problems.ts'
import { checkPackFolder } from '#kit/server/pack-folder.ts'
import { diffProgrammes } from '#pack/diff.ts'
import { wordNames } from '#pack/schema/words.ts'
import { exampleProblems } from '../examples.ts'
import { speak } from '../sentences.ts'
import type { Command, Ending } from './commands.ts'

/** `jidi pack check <folder>` and `jidi pack diff <old> <new>`. */
export const pack: Command = {
  usage: 'pack check <folder> | pack diff <old> <new>',
  about: 'say everything that is wrong with a pack; say what an upgrade changes',
  async run([what, ...rest]) {
    const folders = rest.filter((each) => !each.startsWith('--')).map((each) => resolve(each))
    const json = rest.includes('--json')
    if (what === 'check' && folders.length === 1) return check(folders[0] as string, json)
    if (what === 'diff' && folders.length === 2) return diff(folders[0] as string, folders[1] as string, json)
    return 'usage'
  },
}

async function check(folder: string, json: boolean): Promise<Ending> {
  const { programme: read, hash, problems: wrong } = await checkPackFolder(folder)
  const problems = read === undefined ? wrong : exampleProblems(read)
  const programme = problems.length === 0 ? read : undefined
  if (json) console.log(JSON.stringify({ hash: programme === undefined ? null : (hash ?? null), problems }))
  else if (programme) {
    const counts = wordNames.map((word) => `${word} ${Object.keys(programme[word]).length}`)
    console.log(`${programme.id} ${programme.version} ${hash}\n${counts.join(' · ')}`)
  } else {
    for (const issue of problems)
      console.log(`${issue.where}: ${issueSentence(issue, 'zh', speak)} ${issueSentence(issue, 'en', speak)}`)
    console.log(`${problems.length} problems 处问题`)
  }
  return programme ? 'done' : 'refused'
}

async function diff(before: string, after: string, json: boolean): Promise<Ending> {
  const [old, next] = await Promise.all([checkPackFolder(before), checkPackFolder(after)])
  if (!old.programme) return check(before, json)
  if (!next.programme) return check(after, json)
  const difference = diffProgrammes(old.programme, next.programme)
  console.log(JSON.stringify(difference, null, json ? 0 : 2))
  return 'done'
}
