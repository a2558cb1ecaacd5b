import type { ProblemIssue } from '#base/problem.ts'
import type { LayerDocument, PackLayer, Stack } from '../layers.ts'
import { whereIs } from '../read.ts'
import type { AssessmentKind, Land } from '../schema/land.ts'
import type { OutlierRule, PackHead, PlaceKind, Supervision, WorkKind } from '../schema/pack.ts'

/** The version of the pack language that this house speaks. */
export const packLanguage = 1

/** What the heads of the layers say together: the upper one where it says something, the one below otherwise. */
export type Head = {
  readonly id: string
  readonly name: { readonly zh: string; readonly en: string }
  readonly language: number
  readonly version: string
  readonly languages: readonly ('zh' | 'en')[]
  readonly timeZone: string
  readonly rootPlace: string
  readonly calendar: string
  readonly placeKinds: readonly PlaceKind[]
  readonly workKinds: readonly WorkKind[]
  readonly outliers: OutlierRule | undefined
  readonly supervision: Supervision | undefined
  readonly assessmentKinds: readonly AssessmentKind[]
  readonly land: Land | undefined
  readonly layers: readonly { readonly pack: string; readonly version: string; readonly overlay: boolean }[]
}

/** Undefined when a head is missing or lacks something; the problems say what. */
export function resolveHead(stack: Stack, layers: readonly PackLayer[], problems: ProblemIssue[]): Head | undefined {
  const heads = layers.flatMap((layer) => {
    const document = stack.documents.find((one) => one.word === 'pack' && one.layer === layer.pack)
    return document === undefined ? [] : [{ layer, document, content: document.content as PackHead }]
  })
  for (const { document, content } of heads) checkHead(document, content, problems)
  const own = heads.filter((head) => !head.layer.overlay)
  const root = own.at(-1)
  if (root === undefined) return undefined
  const uppermost = <Key extends keyof PackHead>(key: Key) =>
    own.findLast((head) => head.content[key] !== undefined)?.content[key]
  const [timeZone, rootPlace, calendar] = [uppermost('time_zone'), uppermost('root_place'), uppermost('calendar')]
  for (const [key, value] of Object.entries({ time_zone: timeZone, root_place: rootPlace, calendar })) {
    if (value === undefined)
      problems.push({ text: 'pack.missing_key', where: whereIs(root.document.raw, []), expected: key })
  }
  checkHeadReferences(root.document, stack, { places: rootPlace, calendars: calendar }, problems)
  const kinds = new Map(heads.flatMap((head) => head.content.place_kinds ?? []).map((kind) => [kind.id, kind]))
  const workKinds = new Map(heads.flatMap((head) => head.content.work_kinds ?? []).map((kind) => [kind.id, kind]))
  return {
    id: root.content.id,
    name: root.content.name,
    language: root.content.language,
    version: root.content.version,
    languages: uppermost('languages') ?? ['zh', 'en'],
    timeZone: timeZone ?? 'UTC',
    rootPlace: rootPlace ?? '',
    calendar: calendar ?? '',
    placeKinds: [...kinds.values()],
    workKinds: [...workKinds.values()],
    outliers: uppermost('outliers'),
    supervision: uppermost('supervision'),
    assessmentKinds: uppermost('assessment_kinds') ?? [],
    land: uppermost('land'),
    layers: heads.map(({ layer, content }) => ({ pack: layer.pack, version: content.version, overlay: layer.overlay })),
  }
}

function checkHead(document: LayerDocument, head: PackHead, problems: ProblemIssue[]): void {
  if (head.language !== packLanguage) {
    problems.push({
      text: 'pack.other_language',
      where: whereIs(document.raw, ['language']),
      found: String(head.language),
      expected: String(packLanguage),
    })
  }
  if (head.time_zone !== undefined && !isTimeZone(head.time_zone)) {
    problems.push({
      text: 'pack.unknown_time_zone',
      where: whereIs(document.raw, ['time_zone']),
      found: head.time_zone,
    })
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function checkHeadReferences(
  document: LayerDocument,
  stack: Stack,
  ids: Record<'places' | 'calendars', string | undefined>,
  problems: ProblemIssue[],
): void {
  const keys = { places: 'root_place', calendars: 'calendar' } as const
  for (const word of ['places', 'calendars'] as const) {
    const id = ids[word]
    if (
      id === undefined ||
      stack.broken.has(`${word}/${id}`) ||
      stack.documents.some((one) => one.word === word && one.id === id)
    )
      continue
    problems.push({
      text: 'pack.unknown_reference',
      where: whereIs(document.raw, [keys[word]]),
      found: id,
      expected: word,
    })
  }
}
