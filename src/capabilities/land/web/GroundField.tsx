import { Button, Select } from 'antd'
import { useState } from 'react'
import { type AreaShape, piecesOf } from '#base/geo/geometry.ts'
import { groundOfText } from '#capabilities/parcels/web/parts.tsx'
import { sendFile } from '#kit/web/api.ts'
import { issueSentence } from '#kit/web/problem-words.ts'
import { useLanguage, useText, useTexts } from '#kit/web/texts.tsx'
import { TextField } from '#kit/web/ui/fields.tsx'
import { Field } from '#kit/web/ui/form.tsx'
import { ShapeDrawing } from '#kit/web/ui/ShapeDrawing.tsx'
import { UploadBox } from '#kit/web/ui/UploadBox.tsx'
import type { ReadShapesOfFile } from '../contract/assessments.ts'
import { assessmentWords } from './assessment-words.ts'

/** Ground as a form gives it: typed as GeoJSON, or taken from a file with the system in which it was given. */
export type GivenGround = { geometry: AreaShape; crs: string; approximate: boolean; name: string }

const mostBytes = 50 * 1_048_576

/** The ground that a form gives. @throws ApiProblem at the field `geometry` where neither a file nor a text says it */
export function groundOf(values: {
  ground?: GivenGround | undefined
  geometry?: string | undefined
}): Omit<GivenGround, 'name'> {
  if (values.ground !== undefined) {
    const { geometry, crs, approximate } = values.ground
    return { geometry, crs, approximate }
  }
  return { geometry: groundOfText(values.geometry ?? ''), crs: 'EPSG:4490', approximate: false }
}

/** Ground typed as GeoJSON or read from a file; faults are shown with their places before anything is stored. */
export function GroundFields() {
  const t = useTexts(assessmentWords)
  return (
    <>
      <Field name="ground" label={t('groundFile')}>
        <GroundOfFile />
      </Field>
      <TextField name="geometry" label={t('groundText')} rows={4} />
    </>
  )
}

type GroundProps = { value?: GivenGround; onChange?: (ground: GivenGround | undefined) => void }

function GroundOfFile({ value, onChange }: GroundProps) {
  const t = useTexts(assessmentWords)
  const say = useText()
  const [file, setFile] = useState<File>()
  const [read, setRead] = useState<ReadShapesOfFile>()
  const send = async (one: File, answers: Record<string, string> = {}) =>
    (await sendFile(`/api/land/assessments/shapes?${new URLSearchParams(answers)}`, one)) as ReadShapesOfFile
  const take = (found: ReadShapesOfFile) => {
    setRead(found)
    const [only] = found.shapes
    onChange?.(found.shapes.length === 1 && only !== undefined ? given(found, only) : undefined)
  }
  return (
    <>
      <UploadBox
        accept=".zip,.json,.geojson,.xlsx,.csv"
        maxBytes={mostBytes}
        label={t('groundFile')}
        send={async (one) => send(one)}
        onDone={(found, one) => {
          setFile(one)
          take(found)
        }}
      />
      {read?.question === undefined || read.question === null ? null : (
        <Select
          aria-label={t('whichCrs')}
          placeholder={t('whichCrs')}
          style={{ width: '100%' }}
          options={read.question.choices.map(({ crs, order, name }) => ({
            value: `${crs} ${order}`,
            label: say(name),
          }))}
          onChange={async (chosen: string) => {
            const [crs = '', order = ''] = chosen.split(' ')
            if (file !== undefined) take(await send(file, { crs, order }))
          }}
        />
      )}
      {read === undefined ? null : <ReadGround read={read} chosen={value} onTake={onChange} />}
    </>
  )
}

type Shape = ReadShapesOfFile['shapes'][number]

function given(read: ReadShapesOfFile, { geometry, label }: Shape): GivenGround | undefined {
  if (geometry === null || read.crs === null || read.problems.length > 0) return undefined
  return { geometry, crs: read.crs.code, approximate: read.crs.approximate, name: label }
}

type ReadProps = { read: ReadShapesOfFile; chosen: GivenGround | undefined; onTake: GroundProps['onChange'] }

function ReadGround({ read, chosen, onTake }: ReadProps) {
  const t = useTexts(assessmentWords)
  const say = useText()
  const language = useLanguage()
  const issues = [...read.problems, ...read.shapes.flatMap(({ faults }) => faults)]
  const marks = read.shapes.flatMap(({ faults }) =>
    faults.flatMap((fault) => (fault.at === null ? [] : [{ at: fault.at, label: issueSentence(fault, language) }])),
  )
  return (
    <>
      {issues.length === 0 ? null : (
        <ul role="alert">
          {issues.map((issue) => (
            <li key={`${issue.where} ${issue.text} ${issue.found ?? ''}`}>
              {issue.where}: {issueSentence(issue, language)}
            </li>
          ))}
        </ul>
      )}
      <ShapeDrawing
        label={t('ground')}
        shapes={read.shapes.map(({ position, label, geometry, drawn }) => ({
          id: String(position),
          rings: (geometry === null ? drawn : piecesOf(geometry)).flat(),
          tone: geometry === null ? 'fault' : 'own',
          label,
        }))}
        marks={marks}
      />
      {read.shapes.length < 2
        ? null
        : read.shapes.map((shape) => (
            <Button
              key={shape.position}
              size="small"
              disabled={shape.geometry === null}
              onClick={() => onTake?.(given(read, shape))}
            >
              {t('groundChoose', { name: shape.label })}
            </Button>
          ))}
      {chosen === undefined ? (
        read.shapes.some(({ geometry }) => geometry !== null) ? null : (
          <p>{t('groundNone')}</p>
        )
      ) : (
        <p role="status">{t('groundTaken', { name: chosen.name, crs: read.crs === null ? '' : say(read.crs.name) })}</p>
      )}
    </>
  )
}
