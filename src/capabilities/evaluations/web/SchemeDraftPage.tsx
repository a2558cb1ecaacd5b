import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Input } from 'antd'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import type { ProblemIssue } from '#base/problem.ts'
import { useApi } from '#kit/web/api.ts'
import { issueSentence } from '#kit/web/problem-words.ts'
import { defineTexts, useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { Page, PagePart } from '#kit/web/ui/Page.tsx'
import { StatusLight } from '#kit/web/ui/StatusLight.tsx'
import { download } from '#kit/web/ui/table/export.ts'
import type { Scheme } from '#pack/schema/scheme.ts'
import { checkSchemeFile } from '#pack/scheme-file.ts'
import { evaluationsContract } from '../contract.ts'
import type { SchemeDetail } from '../contract/runs.ts'
import { SchemeChanges } from './SchemeChanges.tsx'
import { SchemeWords } from './SchemeWords.tsx'
import { words as shared } from './texts.ts'
import './scheme-texts.ts'
import './evaluations.css'

const words = defineTexts({
  title: { zh: '修订稿 · {name}', en: 'Draft · {name}' },
  sentence: {
    zh: '按规划包的写法修改，边写边查。修订稿不在系统内生效：下载后放入规划包，随规划包一起核准。',
    en: 'Changed in the words of the pack and checked as it is typed. A draft takes no effect here: download it into the pack, which is approved as a whole.',
  },
  text: { zh: '办法原文（YAML）', en: 'The scheme, in YAML' },
  right: { zh: '没有错误', en: 'Nothing is wrong' },
  wrong: { zh: '有 {n} 处错误', en: '{n} {n|thing is|things are} wrong' },
  line: { zh: '第 {line} 行', en: 'line {line}' },
  download: { zh: '下载修订稿', en: 'Download the draft' },
  reset: { zh: '恢复原文', en: 'Back to the scheme as it is' },
  changes: { zh: '与现行文本的差别', en: 'What differs from the scheme as it is' },
  inWords: { zh: '修订稿的内容', en: 'What the draft says' },
})

/** The editor of a scheme: the words of the pack, checked at every keystroke by the same rules as the pack. */
export function SchemeDraftPage() {
  const { scheme: id = '' } = useParams({ strict: false }) as { scheme?: string }
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const found = useQuery(api.schemeShow.queryOptions({ input: { scheme: id }, staleTime: Number.POSITIVE_INFINITY }))
  const name = found.data === undefined ? '' : say(found.data.name)
  return (
    <Page
      title={t('title', { name })}
      sentence={t('sentence')}
      crumbs={[
        { title: s('evaluations'), to: evaluationPaths.list() },
        { title: name, to: evaluationPaths.scheme(id) },
      ]}
      problem={found.error}
      loading={found.isLoading}
    >
      {found.data === undefined ? null : <Editor key={id} scheme={found.data} />}
    </Page>
  )
}

function Editor({ scheme }: { scheme: SchemeDetail }) {
  const t = useTexts(words)
  const [text, setText] = useState(scheme.text)
  const settled = useDeferredValue(text)
  const checked = useMemo(
    () => checkSchemeFile({ path: `schemes/${scheme.id}.yaml`, text: settled }),
    [scheme.id, settled],
  )
  const box = useRef<HTMLDivElement>(null)
  return (
    <>
      <div className="ev-editor">
        <div ref={box}>
          <Input.TextArea
            aria-label={t('text')}
            className="ev-source"
            value={text}
            spellCheck={false}
            autoSize={{ minRows: 24, maxRows: 40 }}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        <aside>
          <Findings
            problems={checked.problems}
            onJump={(line) => jumpToLine(box.current?.querySelector('textarea') ?? null, line)}
          />
          <div className="jd-acts">
            <ActButton act={() => download(`${scheme.id}.yaml`, text, 'application/yaml')}>{t('download')}</ActButton>
            <ActButton act={() => setText(scheme.text)}>{t('reset')}</ActButton>
          </div>
        </aside>
      </div>
      {checked.scheme === undefined ? null : (
        <>
          <PagePart title={t('changes')}>
            <SchemeChanges before={scheme.content} after={plain(checked.scheme)} />
          </PagePart>
          <PagePart title={t('inWords')}>
            <SchemeWords scheme={checked.scheme as Scheme} />
          </PagePart>
        </>
      )}
    </>
  )
}

/** The words of a checked scheme alone, as they are sent for one of the programme. */
function plain(scheme: object): Record<string, unknown> {
  const skipped = new Set(['id', 'formulas', 'origin'])
  const kept = Object.entries(scheme).filter(([name]) => !skipped.has(name))
  return JSON.parse(JSON.stringify(Object.fromEntries(kept))) as Record<string, unknown>
}

function lineOf({ where }: ProblemIssue): number | undefined {
  const found = /:(\d+)(?::\d+)?$/.exec(where)?.[1]
  return found === undefined ? undefined : Number(found)
}

function jumpToLine(box: HTMLTextAreaElement | null, line: number): void {
  if (box === null) return
  const lines = box.value.split('\n')
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
  box.focus()
  box.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0))
  box.scrollTop = (box.scrollHeight / Math.max(1, lines.length)) * Math.max(0, line - 6)
}

type FindingsProps = { problems: readonly ProblemIssue[]; onJump: (line: number) => void }

function Findings({ problems, onJump }: FindingsProps) {
  const t = useTexts(words)
  const language = useLanguage()
  return (
    <div role="status">
      <p>
        <StatusLight
          light={problems.length === 0 ? 'on_schedule' : 'overdue'}
          word={problems.length === 0 ? t('right') : t('wrong', { n: problems.length })}
        />
      </p>
      <ul className="ev-list">
        {problems.slice(0, 30).map((issue, at) => {
          const line = lineOf(issue)
          return (
            <li key={`${issue.where}${at}`}>
              {line === undefined ? null : (
                <>
                  <button type="button" className="jd-link" onClick={() => onJump(line)}>
                    {t('line', { line })}
                  </button>{' '}
                </>
              )}
              {issueSentence(issue, language)}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
