import { useQueryClient } from '@tanstack/react-query'
import { Form } from 'antd'
import { evaluationPaths } from '#base/paths/evaluations.ts'
import { useGo } from '#kit/web/address.ts'
import { useApi } from '#kit/web/api.ts'
import { defineTexts, useText, useTexts } from '#kit/web/texts.tsx'
import { ChoiceField, NumberField, TextField } from '#kit/web/ui/fields.tsx'
import { DrawerForm, type FormValues } from '#kit/web/ui/form.tsx'
import { evaluationsContract } from '../contract.ts'
import type { Card } from '../contract/results.ts'
import { useInputText } from './InputOrigin.tsx'
import { words as shared } from './texts.ts'

const words = defineTexts({
  title: { zh: '提出异议', en: 'Object' },
  about: { zh: '对什么有异议', en: 'What is objected to' },
  result: { zh: '评价结果', en: 'the result' },
  input: { zh: '数据：{name}（现为 {amount}）', en: 'input: {name} (it is {amount})' },
  fact: { zh: '认定事项：{name}', en: 'fact: {name}' },
  asked: { zh: '应为', en: 'What it should be' },
  evidence: { zh: '理由与证据', en: 'Reason and evidence' },
  evidenceHelp: {
    zh: '写明依据的文件、文号、日期；采纳后在冻结数据上复算。',
    en: 'Name the documents with numbers and dates; once accepted, the result is computed again on the frozen inputs.',
  },
  submit: { zh: '提交异议', en: 'File the objection' },
  done: { zh: '异议已提交', en: 'The objection is filed' },
})

type Values = FormValues & { about: string; asked?: string; evidence: string }

/** An objection to an input, a fact or the result, with what should stand instead and the evidence for it. */
export function ObjectionForm({ card, open, onClose }: { card: Card; open: boolean; onClose: () => void }) {
  const api = useApi(evaluationsContract)
  const t = useTexts(words)
  const client = useQueryClient()
  const go = useGo()
  return (
    <DrawerForm<Values>
      title={t('title')}
      open={open}
      onClose={onClose}
      draft={`objection-${card.run}-${card.unit.unit}`}
      submitLabel={t('submit')}
      done={t('done')}
      submit={async ({ about, asked, evidence }) => {
        const [kind = 'result', item] = about.split(' ')
        const value = kind === 'fact' ? asked === 'yes' : asked
        const { id } = await api.objectionFile.call({
          id: card.run,
          unit: card.unit.unit,
          about: kind === 'input' || kind === 'fact' ? kind : 'result',
          ...(item === undefined ? {} : { item }),
          ...(kind === 'result' || value === undefined ? {} : { asked: value }),
          evidence,
        })
        await client.invalidateQueries({ queryKey: api.key() })
        go(evaluationPaths.objection(id))
      }}
    >
      <Fields card={card} />
    </DrawerForm>
  )
}

function Fields({ card }: { card: Card }) {
  const t = useTexts(words)
  const s = useTexts(shared)
  const say = useText()
  const text = useInputText()
  const about = Form.useWatch<string | undefined>('about') ?? ''
  const [kind, item] = about.split(' ')
  const input = card.inputs.find((one) => one.input === item)
  return (
    <>
      <ChoiceField
        name="about"
        label={t('about')}
        required
        choices={[
          { value: 'result', label: t('result') },
          ...card.inputs.map((one) => ({
            value: `input ${one.input}`,
            label: t('input', { name: say(one.name), amount: text(one) }),
          })),
          ...card.facts.map((one) => ({ value: `fact ${one.fact}`, label: t('fact', { name: say(one.name) }) })),
        ]}
      />
      {kind === 'input' && input !== undefined ? (
        <NumberField name="asked" label={t('asked')} unit={input.unit} required />
      ) : null}
      {kind === 'fact' ? (
        <ChoiceField
          name="asked"
          label={t('asked')}
          required
          choices={[
            { value: 'yes', label: s('yes') },
            { value: 'no', label: s('no') },
          ]}
        />
      ) : null}
      <TextField name="evidence" label={t('evidence')} help={t('evidenceHelp')} rows={6} max={4000} required />
    </>
  )
}
