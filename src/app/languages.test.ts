import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { problemCodes } from '#base/problem.ts'
import { checkPackFolder } from '#kit/server/pack-folder.ts'
import { wordings } from './testing-malformed.ts'
import {
  hasHan,
  productTrees,
  referencePacks,
  shippedPacks,
  type Word,
  wordsIn,
  wordsOfPack,
} from './testing-languages.ts'

const trees = productTrees(process.cwd())
const words = trees.flatMap(wordsIn)
const packs = [...shippedPacks(process.cwd()), ...referencePacks(process.cwd()).map((name) => `references/${name}`)]

/** What is wrong with a word in two languages. */
function faultOf({ zh, en }: Word, { inPack }: { inPack: boolean }): string | undefined {
  if (zh === '' && en === '') return undefined
  if (zh === 'English' && en === '中文') return undefined
  if (zh === undefined || zh.trim() === '') return 'no Chinese'
  if (en === undefined || en.trim() === '') return 'no English'
  if (hasHan(withoutNames(en))) return 'Chinese in the English'
  if (/[a-z]{4}/.test(en.replace(/\{[^}]*\}/g, '')) && !hasHan(zh) && !inPack) return 'no Chinese in the Chinese'
  const [a, b] = [gapsOf(zh), gapsOf(en)]
  return inPack || a === b ? undefined : `other gaps: ${a} and ${b}`
}

/** Numbers of documents and quoted words of a source stay as they are printed. */
const withoutNames = (text: string) =>
  text.replace(/\p{Script=Han}+〔\d+〕\d+号/gu, '').replace(/[“"'‘（(][^”"'’）)]*[”"'’）)]/gu, '')

/** A gap whose name ends in Zh or En is filled in its own language. */
const gapsOf = (text: string) =>
  [
    ...new Set(
      [...text.matchAll(/\{(\w+)/g)]
        .map((match) => match[1]?.replace(/(?<=[a-z])(Zh|En)$/, ''))
        .filter((gap) => gap !== 'zh' && gap !== 'en'),
    ),
  ]
    .sort()
    .join(' ')

describe('every word of ours is there in two languages', () => {
  test('tables of texts, sentences of problems, words of workbooks and of the command line', () => {
    expect(words.length).toBeGreaterThan(1500)
    const faults = words.flatMap((word) => {
      const fault = faultOf(word, { inPack: false })
      return fault === undefined ? [] : [`${word.where}: ${fault}: ${word.zh} | ${word.en}`]
    })
    expect(faults).toEqual([])
  })

  test.each(packs)(
    'the pack %s; classes without English are those of a taxonomy without official English',
    async (pack) => {
      const { programme, problems } = await checkPackFolder(`packs/${pack}`)
      expect(problems).toEqual([])
      if (programme === undefined) return
      const { named, classes } = wordsOfPack(programme)
      expect(named.length).toBeGreaterThan(pack.startsWith('references/') ? 3 : 200)
      const faults = named.flatMap((word) => {
        const fault = faultOf(word, { inPack: true })
        return fault === undefined ? [] : [`${word.where}: ${fault}: ${word.zh} | ${word.en}`]
      })
      const unmarked = classes.filter(({ word, official }) => (word.en === undefined ? official : hasHan(word.en)))
      expect([...faults, ...unmarked.map(({ word }) => `${word.where}: ${word.zh}`)]).toEqual([])
      expect(Object.keys(programme.texts.zh).sort()).toEqual(Object.keys(programme.texts.en).sort())
    },
  )

  test('every code of a problem, and every key that a refusal, an issue or a decision names', async () => {
    const hasWords = await wordings()
    const silent = problemCodes.filter((code) => !hasWords(`problem.${code}`))
    const named = trees.flatMap(keysNamed).filter(({ key }) => !hasWords(key))
    expect([...silent, ...new Set(named.map(({ key, where }) => `${where}: ${key}`))]).toEqual([])
  })

  test('the glossary names every word in both', () => {
    const rows = readFileSync('docs/glossary.md', 'utf8')
      .split('\n')
      .filter((line) => /^\|[^|]+\|[^|]+\|\s*`/.test(line))
    expect(rows.length).toBeGreaterThan(50)
    const faults = rows.filter((line) => {
      const [, zh = '', en = ''] = line.split('|')
      return !hasHan(zh) || hasHan(en) || en.trim() === ''
    })
    expect(faults).toEqual([])
  })
})

/** Files whose Chinese is read from what people and sources write, or made up for tests, or stands in a table of two columns. */
const readNotShown = new RegExp(
  [
    'import-columns|import-plan|-heads|import-sheet|search-text|pinyin|cell-text|upload-|workbook-read|server/content',
    'populat|stock-plan|/demo|testing|base/unit|base/texts|periods|pack/reference|kit/server/workbook',
  ].join('|'),
)

describe('no word of ours is written for one language only', () => {
  test('on pages', () => {
    const loose = trees.filter(({ fileName }) => fileName.endsWith('.tsx')).flatMap(looseTexts)
    expect(loose).toEqual([])
  })

  test('in files, messages and answers: Chinese stands beside its English', () => {
    const loose = trees.filter(({ fileName }) => !readNotShown.test(fileName)).flatMap(looseHan)
    expect(loose).toEqual([])
  })
})

/** Keys of sentences as code names them: `text: 'pack.unknown_key'`, `reason: …`, `remedy: …`. */
function keysNamed(tree: ts.SourceFile): { key: string; where: string }[] {
  const found: { key: string; where: string }[] = []
  const visit = (node: ts.Node): void => {
    if (
      ts.isPropertyAssignment(node) &&
      ts.isIdentifier(node.name) &&
      ['text', 'reason', 'remedy'].includes(node.name.text)
    ) {
      for (const literal of literalsOf(node.initializer)) {
        if (/^[a-z]+\.[a-z_]+$/.test(literal.text)) found.push({ key: literal.text, where: placeOf(literal, tree) })
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

function literalsOf(node: ts.Node): ts.StringLiteral[] {
  if (ts.isStringLiteral(node)) return [node]
  if (ts.isConditionalExpression(node)) return [...literalsOf(node.whenTrue), ...literalsOf(node.whenFalse)]
  return []
}

const placeOf = (node: ts.Node, tree: ts.SourceFile) =>
  `${tree.fileName}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1}`

/** The name of the product, and names of keys. */
const isName = (node: ts.JsxText) =>
  /^\s*(基地 Jidi|Jidi 基地)\s*$/.test(node.text) ||
  (ts.isJsxElement(node.parent) && node.parent.openingElement.tagName.getText() === 'kbd')

/** Letters that stand in the markup of a page. */
function looseTexts(tree: ts.SourceFile): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && !isName(node) && /[A-Za-z]{2}|\p{Script=Han}/u.test(node.text))
      found.push(`${placeOf(node, tree)}: ${node.text.trim()}`)
    if (
      ts.isJsxAttribute(node) &&
      ts.isIdentifier(node.name) &&
      ['title', 'label', 'placeholder', 'alt', 'aria-label'].includes(node.name.text)
    ) {
      const value = node.initializer
      if (
        value !== undefined &&
        ts.isStringLiteral(value) &&
        value.text !== 'Jidi 基地' &&
        /[A-Za-z]{2}|\p{Script=Han}/u.test(value.text)
      )
        found.push(`${placeOf(node, tree)}: ${value.text}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

/** Chinese in a literal that is neither the Chinese of a word nor beside its English. */
function looseHan(tree: ts.SourceFile): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && node.name.getText(tree) === 'zh') return
    const text =
      ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)
        ? node.text
        : ''
    if (/\p{Script=Han}{2}/u.test(text) && !/[A-Za-z]{2}/.test(text) && !isChosenByLanguage(node))
      found.push(`${placeOf(node, tree)}: ${text.slice(0, 60)}`)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found.filter((one) => !/: (中文|Jidi)/.test(one))
}

/** `language === 'zh' ? '…' : '…'`, `words('…', '…')`, or a sentence that goes on in English. */
function isChosenByLanguage(node: ts.Node): boolean {
  for (let up: ts.Node | undefined = node.parent; up !== undefined; up = up.parent) {
    if (ts.isConditionalExpression(up) && /'zh'|'en'|\bzh\b/.test(up.condition.getText())) return true
    if (ts.isCallExpression(up))
      return (
        up.arguments.some((one) => ts.isStringLiteralLike(one) && !hasHan(one.text) && one.text !== '') ||
        up.arguments.some((one) => ts.isTemplateExpression(one) && !hasHan(one.getText()))
      )
    if (ts.isTemplateExpression(up) && /[A-Za-z]{3} [A-Za-z]{3}/.test(up.getText())) return true
    if (ts.isFunctionLike(up)) return false
  }
  return false
}
