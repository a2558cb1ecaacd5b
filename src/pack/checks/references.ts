import { nearest } from '#base/nearest.ts'
import { Problem } from '#base/problem.ts'
import { parseUnit } from '#base/unit.ts'
import { renamedReference, schemaOf } from '../layers.ts'
import { markedValues } from '../schema-walk.ts'
import { type WordName, wordNames } from '../schema/words.ts'
import type { Checked, CheckContext } from './context.ts'

/** Every reference of a document leads somewhere: ids, classes, sources, units, kinds of places. */
export function checkReferences(document: Checked, context: CheckContext): void {
  const renames = context.renamesOf(document.layer)
  for (const { mark, value, path } of markedValues(schemaOf(document.word), document.value)) {
    const text = renamedReference(mark.ref, value, renames) ?? value
    if (mark.ref !== undefined)
      checkReference(mark.ref, text, (issue) => context.report(document, path, issue), context)
  }
}

type Report = (issue: { text: string; found: string; expected?: string; nearest?: string }) => void

function checkReference(ref: string, text: string, report: Report, context: CheckContext): void {
  if (ref === 'unit') return checkUnit(text, report)
  if (ref === 'class') return checkClass(text, report, context)
  if (ref === 'work_kind') {
    const kinds = context.workKinds
    if (kinds !== undefined && !kinds.has(text)) report(missing('pack.unknown_work_kind', text, [...kinds]))
    return
  }
  if (ref === 'place_kind') {
    const kinds = context.placeKinds
    if (kinds !== undefined && !kinds.has(text)) report(missing('pack.unknown_place_kind', text, [...kinds]))
    return
  }
  const word: WordName | undefined = ref === 'citation' ? 'sources' : wordNames.find((one) => one === ref)
  const id = ref === 'citation' ? (text.split(' ')[0] ?? '') : text
  if (word === undefined || context.find(word, id) !== undefined || context.broken.has(`${word}/${id}`)) return
  report({
    ...missing(ref === 'citation' ? 'pack.unknown_source' : 'pack.unknown_reference', id, context.idsOf(word)),
    expected: word,
  })
}

function checkUnit(text: string, report: Report): void {
  try {
    parseUnit(text)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const near = error.details.nearest
    report({ text: 'pack.unknown_unit', found: text, ...(typeof near === 'string' ? { nearest: near } : {}) })
  }
}

function checkClass(text: string, report: Report, context: CheckContext): void {
  const [taxonomyId = '', classId = ''] = text.split('/')
  const taxonomy = context.find('taxonomies', taxonomyId)
  if (taxonomy === undefined) {
    if (context.broken.has(`taxonomies/${taxonomyId}`)) return
    report({ ...missing('pack.unknown_reference', taxonomyId, context.idsOf('taxonomies')), expected: 'taxonomies' })
    return
  }
  if (taxonomy.content.classes.some((one) => one.id === classId)) return
  const near = nearest(
    classId,
    taxonomy.content.classes.map((one) => one.id),
  )
  report({
    text: 'pack.unknown_class',
    found: text,
    ...(near === undefined ? {} : { nearest: `${taxonomyId}/${near}` }),
  })
}

function missing(
  text: string,
  found: string,
  candidates: readonly string[],
): { text: string; found: string; nearest?: string } {
  const near = nearest(found, candidates)
  return near === undefined ? { text, found } : { text, found, nearest: near }
}
