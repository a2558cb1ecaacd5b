import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { parcelPaths } from '#base/paths/parcels.ts'
import type { ImportRun } from '#capabilities/enterprises/contract.ts'
import { ProblemList } from '#capabilities/enterprises/web/parts.tsx'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { speak } from '#kit/web/problem-words.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { ActButton } from '#kit/web/ui/ActButton.tsx'
import { ProblemAlert } from '#kit/web/ui/ProblemAlert.tsx'
import { type DrawnShape, ShapeDrawing } from '#kit/web/ui/ShapeDrawing.tsx'
import { parcelsContract, type ShapesOfImport } from '../contract.ts'
import { words } from './texts.ts'

/** Shapes with a fault that are drawn each by itself. */
const mostClose = 6

/** Above the lines of an import of shapes: how its coordinates were understood, what is asked, and a drawing with the faults. */
export function ShapesRead({ run }: { run: ImportRun }) {
  const api = useApi(parcelsContract)
  const t = useTexts(words)
  const say = useText()
  const language = useLanguage()
  const found = useQuery(
    api.shapesOfImport.queryOptions({ input: { id: run.id }, enabled: run.status === 'previewed' }),
  )
  if (found.error !== null) return <ProblemAlert problem={found.error} />
  const read = found.data
  if (read === undefined || read.format === null) return null
  const drawn = ({ line, rings, good }: ShapesOfImport['drawn'][number]): DrawnShape => ({
    id: String(line),
    rings,
    tone: good ? 'own' : 'fault',
    label: String(line),
  })
  const mark = ({ line, at, code }: ShapesOfImport['faults'][number]) => ({
    at,
    label: `${line}: ${speak(`geo.fault.${code}`, language, { found: at.join(', '), expected: String(line) })}`,
  })
  return (
    <section>
      {read.crs === null ? null : (
        <p>
          {t('readAs')}: <strong>{say(read.crs.name)}</strong> ({t(read.crs.how)})
        </p>
      )}
      {read.notes.length === 0 ? null : <ProblemList problems={read.notes} />}
      <ShapeDrawing label={t('drawingOf')} shapes={read.drawn.map(drawn)} marks={read.faults.map(mark)} />
      <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(220px, 1fr))', gap: 12 }}>
        {read.drawn
          .filter(({ good }) => !good)
          .slice(0, mostClose)
          .map((shape) => (
            <figure key={shape.line} style={{ margin: 0 }}>
              <ShapeDrawing
                label={`${t('drawingOf')} ${shape.line}`}
                shapes={[drawn(shape)]}
                marks={read.faults.filter(({ line }) => line === shape.line).map(mark)}
              />
              <figcaption className="jd-small">{t('closeUp', { n: shape.line })}</figcaption>
            </figure>
          ))}
      </div>
      {read.left === 0 ? null : <p className="jd-quiet jd-small">{t('notDrawn', { n: read.left })}</p>}
      <Answers run={run} read={read} />
    </section>
  )
}

/** What the file leaves open, answered by reading the same file again. */
function Answers({ run, read }: { run: ImportRun; read: ShapesOfImport }) {
  const api = useApi(parcelsContract)
  const t = useTexts(words)
  const say = useText()
  const go = useGo()
  const [answers, setAnswers] = useState<Record<string, string>>(run.answers)
  const [problem, setProblem] = useState<unknown>()
  const choices = read.question?.choices ?? []
  const isOrder = read.question?.why === 'order'
  const inDegrees = ['EPSG:4490', 'EPSG:4326', 'GCJ-02'].includes(read.crs?.code ?? '')
  const systems = inDegrees
    ? ['EPSG:4490', 'GCJ-02'].map((code) => ({
        value: `${code}|`,
        label: code === 'GCJ-02' ? code : 'CGCS2000 / WGS 84',
      }))
    : choices.map(({ crs, order, name }) => ({
        value: `${crs}|${isOrder ? order : ''}`,
        label: isOrder ? `${say(name)} · ${t(order === 'north_first' ? 'northFirst' : 'eastFirst')}` : say(name),
      }))
  const needsCode = read.code === null && read.attributes.length > 0
  if (systems.length === 0 && !needsCode && !read.asksEncoding) return null
  return (
    <p className="jd-acts">
      {systems.length === 0 ? null : (
        <Select
          aria-label={t('chooseCrs')}
          placeholder={t('chooseCrs')}
          style={{ minWidth: 320 }}
          showSearch={{ optionFilterProp: 'label' }}
          options={systems}
          value={answers.crs === undefined ? undefined : `${answers.crs}|${answers.order ?? ''}`}
          onChange={(value: string) => {
            const [crs = '', order = ''] = value.split('|')
            const { order: _before, ...rest } = answers
            setAnswers({ ...rest, crs, ...(order === '' ? {} : { order }) })
          }}
        />
      )}
      {read.asksEncoding ? (
        <Select
          aria-label={t('chooseEncoding')}
          placeholder={t('chooseEncoding')}
          style={{ minWidth: 160 }}
          options={[
            { value: 'gb18030', label: 'GBK' },
            { value: 'utf-8', label: 'UTF-8' },
          ]}
          value={answers.encoding}
          onChange={(encoding: string) => setAnswers({ ...answers, encoding })}
        />
      ) : null}
      {needsCode ? (
        <Select
          aria-label={t('chooseCode')}
          placeholder={t('chooseCode')}
          style={{ minWidth: 200 }}
          options={read.attributes.map((name) => ({ value: name, label: name }))}
          value={answers.code}
          onChange={(code: string) => setAnswers({ ...answers, code })}
        />
      ) : null}
      <ActButton
        onProblem={setProblem}
        act={async () => {
          const { fileId, fileName, kind } = run
          const again = await api.imports.preview.call({ kind, fileId, fileName, answers })
          go(parcelPaths.import(again.run.id))
        }}
      >
        {t('readAgain')}
      </ActButton>
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
    </p>
  )
}
