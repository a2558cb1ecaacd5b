import { existsSync, readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { loadProgramme } from '#kit/server/pack-folder.ts'
import type { Programme } from '#pack/programme.ts'
import { wordNames } from '#pack/schema/words.ts'

/** A word in two languages, and where it stands. */
export type Word = { readonly zh: string | undefined; readonly en: string | undefined; readonly where: string }

export function hasHan(text: string): boolean {
  return /\p{Script=Han}/u.test(text)
}

/** Every `{ zh: '…', en: '…' }` of a file whose words are literals; one of the two may be missing. */
export function wordsIn(tree: ts.SourceFile): Word[] {
  const found: Word[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const [zh, en] = [literalOf(node, 'zh'), literalOf(node, 'en')]
      if (zh.isText || en.isText) {
        const line = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1
        const isEmptyPart = (zh.text === '' || en.text === '') && isPartOfSentence(node)
        if (!isEmptyPart && (zh.isText === en.isText || !zh.isThere || !en.isThere))
          found.push({ zh: zh.text, en: en.text, where: `${tree.fileName}:${line}` })
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

/** `before: { zh: '上一期', en: '' }`: words around others, of which a language may need none. */
function isPartOfSentence({ parent }: ts.Node): boolean {
  return ts.isPropertyAssignment(parent) && ['before', 'after'].includes(parent.name.getText())
}

function literalOf(
  node: ts.ObjectLiteralExpression,
  key: string,
): { isThere: boolean; isText: boolean; text: string | undefined } {
  for (const property of node.properties) {
    const name = property.name
    if (name === undefined || !ts.isIdentifier(name) || name.text !== key) continue
    if (!ts.isPropertyAssignment(property) || !ts.isStringLiteralLike(property.initializer))
      return { isThere: true, isText: false, text: undefined }
    return { isThere: true, isText: true, text: property.initializer.text }
  }
  return { isThere: false, isText: false, text: undefined }
}

/** A class of a taxonomy, and whether its taxonomy says that its English names are official. */
export type ClassWord = { readonly word: Word; readonly official: boolean }

/** Every word of a programme: what documents name, and the classes of its taxonomies apart. */
export function wordsOfPack(programme: Programme): { named: Word[]; classes: ClassWord[] } {
  const named: Word[] = []
  const walk = (value: unknown, where: string): void => {
    if (typeof value !== 'object' || value === null) return
    const { zh, en } = value as { zh?: unknown; en?: unknown }
    if (typeof zh === 'string' || typeof en === 'string') {
      named.push({ zh: zh as string | undefined, en: en as string | undefined, where })
      return
    }
    for (const [key, inner] of Object.entries(value))
      if (key !== 'origin' && key !== 'tree') walk(inner, `${where}.${key}`)
  }
  for (const word of wordNames) {
    for (const [id, document] of Object.entries(programme[word] as Record<string, object>)) {
      const { classes: _classes, ...rest } = document as { classes?: unknown }
      walk(word === 'taxonomies' ? rest : document, `${word}/${id}`)
    }
  }
  walk(programme.name, 'pack.name')
  walk(programme.placeKinds, 'pack.place_kinds')
  const classes = Object.values(programme.taxonomies).flatMap((taxonomy) =>
    taxonomy.classes.map(
      (one): ClassWord => ({
        word: { zh: one.name.zh, en: one.name.en, where: `taxonomies/${taxonomy.id}/${one.id}` },
        official: taxonomy.official_english,
      }),
    ),
  )
  return { named, classes }
}

/** The sources of the product, parsed. */
export function productTrees(root: string): ts.SourceFile[] {
  const paths = readdirSync(`${root}/src`, { recursive: true, encoding: 'utf8' })
  return paths
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|fixtures|^app\/testing/.test(path))
    .map((path) => {
      const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
      return ts.createSourceFile(
        `src/${path}`,
        readFileSync(`${root}/src/${path}`, 'utf8'),
        ts.ScriptTarget.Latest,
        true,
        kind,
      )
    })
}

/** The packs that a house can be started with. */
export function shippedPacks(root: string): string[] {
  return packsIn(`${root}/packs`)
}

/** Schemes published elsewhere, each a pack of its own. */
export function referencePacks(root: string): string[] {
  return packsIn(`${root}/packs/references`)
}

function packsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => existsSync(`${folder}/${name}/pack.yaml`))
}

/** Every Chinese wording that has an English one, of pages and packs: none of them is to be seen on an English page. */
export async function chineseOfOurs(root: string): Promise<ReadonlySet<string>> {
  const ofPacks: Word[] = []
  for (const pack of shippedPacks(root)) {
    const { programme } = await loadProgramme([pack], root)
    if (programme === undefined) continue
    const { named, classes } = wordsOfPack(programme)
    ofPacks.push(...named, ...classes.map(({ word }) => word))
  }
  const all = [...productTrees(root).flatMap(wordsIn), ...ofPacks]
  return new Set(
    all.flatMap(({ zh, en }) => (zh !== undefined && en !== undefined && hasHan(zh) && !hasHan(en) ? [zh] : [])),
  )
}
