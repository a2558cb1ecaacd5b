import type { ProblemIssue } from '#base/problem.ts'
import { checkCalendars } from './checks/calendars.ts'
import type { Compiling } from './checks/compiling.ts'
import { type Checked, createContext } from './checks/context.ts'
import { checkDashboards } from './checks/dashboards.ts'
import { compileExamples } from './checks/examples.ts'
import { compileForms } from './checks/forms.ts'
import { worldOf } from './checks/formulas.ts'
import { type Head, resolveHead } from './checks/head.ts'
import { compileIndicators } from './checks/indicators.ts'
import { compileLand } from './checks/land.ts'
import { checkDuties, checkOrganisations, checkRoles } from './checks/organisations.ts'
import { checkPlatforms, checkSupplies } from './checks/supplies.ts'
import { checkPlaces } from './checks/places.ts'
import { checkReferences } from './checks/references.ts'
import { checkReleases } from './checks/releases.ts'
import { compileSchemes } from './checks/schemes.ts'
import { compileSupervision } from './checks/supervision.ts'
import { checkTargets } from './checks/targets.ts'
import { checkTaxonomies } from './checks/taxonomies.ts'
import { compileWorkflows } from './checks/workflow-conditions.ts'
import { checkWorkflows } from './checks/workflows.ts'
import { assembleProgramme } from './assemble.ts'
import { type PackLayer, type Stack, stackLayers } from './layers.ts'
import type { Programme } from './programme.ts'
import { isWordName, wordNames } from './schema/words.ts'

export type CheckOptions = {
  /** Every permission the house has, so that roles and workflows name no other. */
  readonly permissions?: readonly string[]
}

export type CheckResult =
  | { readonly programme: Programme; readonly problems: readonly [] }
  | { readonly programme?: undefined; readonly problems: readonly ProblemIssue[] }

/**
 * Checks a stack of packs: those below by `extends` first, then the root, then overlays.
 * Every problem is reported at once, ordered by file and line; without problems there is a frozen programme.
 */
export function checkPack(layers: readonly PackLayer[], options: CheckOptions = {}): CheckResult {
  const stack = stackLayers(layers)
  const problems: ProblemIssue[] = [...stack.problems]
  const head = resolveHead(stack, layers, problems)
  const compiling = startCompiling(stack, { problems, head, options })
  const { context } = compiling
  for (const word of wordNames) for (const document of context.list(word)) checkReferences(document, context)
  checkTaxonomies(context)
  checkPlaces(context)
  checkOrganisations(context)
  checkDuties(context)
  checkRoles(context)
  checkCalendars(context)
  compileIndicators(compiling)
  compileForms(compiling)
  checkSupplies(context)
  checkPlatforms(context)
  checkWorkflows(context)
  compileWorkflows(compiling)
  checkTargets(context)
  checkDashboards(context)
  checkReleases(context)
  compileSchemes(compiling)
  const heads = stack.documents.filter((one) => one.word === 'pack')
  compileSupervision(compiling, heads)
  compileLand(compiling, heads, head?.land)
  compileExamples(compiling)
  if (problems.length > 0 || head === undefined) return { problems: sortedProblems(problems) }
  return { programme: assembleProgramme({ head, stack, compiling }), problems: [] }
}

function startCompiling(
  stack: Stack,
  parts: { problems: ProblemIssue[]; head: Head | undefined; options: CheckOptions },
): Compiling {
  const { problems, head, options } = parts
  const documents = stack.documents.filter((document): document is Checked => isWordName(document.word))
  const context = {
    ...createContext(documents, {
      problems,
      renamesOf: (layer) => stack.renames.get(layer) ?? new Map(),
      broken: stack.broken,
      placeKinds: head === undefined ? undefined : new Set(head.placeKinds.map((kind) => kind.id)),
      workKinds: head === undefined ? undefined : new Set(head.workKinds.map((kind) => kind.id)),
      administrativeKinds: new Set(
        (head?.placeKinds ?? []).flatMap((kind) => (kind.administrative === true ? [kind.id] : [])),
      ),
      permissions: options.permissions === undefined ? undefined : new Set(options.permissions),
    }),
    problems,
  }
  return {
    context,
    world: worldOf(context),
    formulasOf: new Map(),
    conditions: new Map(),
    schemes: new Map(),
    landFormulas: new Map(),
  }
}

/** By file, then line, then column. */
function sortedProblems(problems: readonly ProblemIssue[]): ProblemIssue[] {
  const keyOf = ({ where }: ProblemIssue): [string, number, number] => {
    const [file = '', line = '0', column = '0'] = where.split(':')
    return [file, Number(line), Number(column)]
  }
  return [...problems].sort((a, b) => {
    const [fileA, lineA, columnA] = keyOf(a)
    const [fileB, lineB, columnB] = keyOf(b)
    return fileA === fileB ? lineA - lineB || columnA - columnB : fileA < fileB ? -1 : 1
  })
}
