import type { Problem } from '#base/problem.ts'
import { issueSentence } from '#base/texts/problems.ts'
import { toProblem } from '#kit/server/problem-of.ts'
import { commands } from './commands/commands.ts'
import { speak } from './sentences.ts'

/** Exit status: 0 done, 1 refused with problems, 2 wrong usage. */
const status = { done: 0, refused: 1, usage: 2 } as const

/** Runs `jidi <command> …`. */
export async function main(args: readonly string[]): Promise<void> {
  const [name = 'help', ...rest] = args
  const command = Object.hasOwn(commands, name) ? commands[name as keyof typeof commands] : undefined
  if (!command) {
    console.log(usage())
    process.exitCode = name === 'help' || name === '--help' ? status.done : status.usage
    return
  }
  try {
    process.exitCode = status[await command.run(rest)]
  } catch (error) {
    const problem = toProblem(error)
    if (problem.code === 'internal') throw error
    sayProblem(problem, rest.includes('--json'))
    process.exitCode = status.refused
  }
}

function usage(): string {
  const lines = Object.values(commands).map(({ usage: how, about }) => `  ${how.padEnd(46)}${about}`)
  return ['jidi <command>', '', ...lines].join('\n')
}

/** A problem as people read it, Chinese and English, each place with what was found and expected; or as JSON. */
export function sayProblem(problem: Problem, json: boolean): void {
  if (json) {
    console.log(JSON.stringify({ code: problem.code, details: problem.details, issues: problem.issues }))
    return
  }
  const { reason } = problem.details
  for (const language of ['zh', 'en'] as const) {
    console.error(speak(`problem.${problem.code}`, language, problem.details))
    if (typeof reason === 'string' && speak(reason, language) !== reason)
      console.error(`  ${speak(reason, language, problem.details)}`)
  }
  for (const issue of problem.issues)
    console.error(`  ${issue.where}: ${issueSentence(issue, 'zh', speak)} ${issueSentence(issue, 'en', speak)}`)
}
