import { App, Button, Drawer, Form, type FormInstance, type FormRule } from 'antd'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react'
import { dropDraft, keepDraft, readDraft } from '../draft.ts'
import { problemFrom } from '../problem.ts'
import { type DecisionView, issueSentence } from '../problem-words.ts'
import { defineTexts, useLanguage, useTexts } from '../texts.tsx'
import { ActButton, type Confirmation } from './ActButton.tsx'
import { fieldAnchor, ProblemAlert } from './ProblemAlert.tsx'

const words = defineTexts({
  cancel: { zh: '取消', en: 'Cancel' },
  draftKept: { zh: '草稿已保存在本浏览器', en: 'Draft kept in this browser' },
  draftFound: { zh: '已恢复上次未提交的草稿。', en: 'The draft you did not send is back.' },
  throwAway: { zh: '放弃草稿', en: 'Discard draft' },
  required: { zh: '必填', en: 'This is required' },
})

/** Values of a form, by name of field. */
export type FormValues = Record<string, unknown>

const LabelsContext = createContext<(name: string, label: string) => void>(() => undefined)

type ActFormProps<Values extends FormValues> = {
  /** Values the form starts with. */
  initial?: Partial<Values>
  /** Name under which a draft is kept; without it nothing is kept. */
  draft?: string
  /** Does the act; what it throws is shown at the fields and in a list at the top. */
  submit: (values: Values) => Promise<unknown>
  submitLabel: string
  decision?: DecisionView | undefined
  danger?: boolean
  confirm?: Confirmation
  /** Beside the button. */
  extra?: ReactNode
  onDone?: () => void
  children: ReactNode
}

/** A form on a page: labels above, errors at the field and in a list at the top, a draft that survives leaving. */
export function ActForm<Values extends FormValues>(props: ActFormProps<Values>) {
  const { initial, draft, submit, submitLabel, decision, danger, confirm, extra, onDone, children } = props
  const t = useTexts(words)
  const language = useLanguage()
  const [form] = Form.useForm<Values>()
  const [problem, setProblem] = useState<unknown>()
  const [labels] = useState(() => new Map<string, string>())
  const [found, setFound] = useState(() => (draft === undefined ? undefined : readDraft(draft)))
  const [kept, setKept] = useState(false)

  const tell = useCallback((name: string, label: string): void => void labels.set(name, label), [labels])

  async function send(): Promise<void> {
    setProblem(undefined)
    const values = await form.validateFields().catch(() => undefined)
    if (values === undefined) return jumpToFirstError(form as FormInstance)
    try {
      await submit(values)
      if (draft !== undefined) dropDraft(draft)
      onDone?.()
    } catch (thrown) {
      setProblem(thrown)
      form.setFields(fieldErrors(thrown, labels, language) as never)
    }
  }

  return (
    <LabelsContext.Provider value={tell}>
      <Form<Values>
        form={form}
        layout="vertical"
        className="jd-form"
        requiredMark={false}
        scrollToFirstError={{ block: 'center', focus: true }}
        initialValues={{ ...initial, ...found } as never}
        onValuesChange={(_, all) => {
          if (draft !== undefined) setKept(keepDraft(draft, all as FormValues))
        }}
        onSubmitCapture={(event) => event.preventDefault()}
      >
        {problem === undefined ? null : (
          <ProblemAlert problem={problem} nameOf={(where) => labels.get(where.replace(/^body\./, ''))} />
        )}
        {found === undefined ? null : (
          <p className="jd-note">
            {t('draftFound')}{' '}
            <Button
              type="link"
              size="small"
              onClick={() => {
                if (draft !== undefined) dropDraft(draft)
                form.resetFields()
                form.setFieldsValue({
                  ...Object.fromEntries(Object.keys(found).map((name) => [name, undefined])),
                  ...initial,
                } as never)
                setFound(undefined)
              }}
            >
              {t('throwAway')}
            </Button>
          </p>
        )}
        {children}
        <div className="jd-form-acts">
          <ActButton primary act={send} decision={decision} danger={danger === true} confirm={confirm}>
            {submitLabel}
          </ActButton>
          {extra}
          <span className="jd-quiet jd-small" role="status">
            {kept ? t('draftKept') : ''}
          </span>
        </div>
      </Form>
    </LabelsContext.Provider>
  )
}

function jumpToFirstError(form: FormInstance): void {
  const first = form.getFieldsError().find((field) => field.errors.length > 0)
  if (first !== undefined) form.scrollToField(first.name, { block: 'center', focus: true })
}

function fieldErrors(thrown: unknown, labels: Map<string, string>, language: 'zh' | 'en') {
  const byField = new Map<string, string[]>()
  for (const issue of problemFrom(thrown).issues) {
    const name = issue.where.replace(/^body\./, '')
    if (labels.has(name)) byField.set(name, [...(byField.get(name) ?? []), issueSentence(issue, language)])
  }
  return [...byField].map(([name, errors]) => ({ name, errors }))
}

type DrawerFormProps<Values extends FormValues> = Omit<ActFormProps<Values>, 'extra'> & {
  title: string
  open: boolean
  onClose: () => void
  wide?: boolean
  /** Said when it worked. */
  done?: string
}

/** A form in a drawer: for what one does and returns to the list. Closing keeps the draft. */
export function DrawerForm<Values extends FormValues>({
  title,
  open,
  onClose,
  wide,
  done,
  onDone,
  ...form
}: DrawerFormProps<Values>) {
  const t = useTexts(words)
  const { message } = App.useApp()
  return (
    <Drawer
      title={title}
      open={open}
      onClose={onClose}
      size={wide === true ? 'min(760px, 100vw)' : 'min(480px, 100vw)'}
      destroyOnHidden
    >
      <ActForm<Values>
        {...form}
        extra={<Button onClick={onClose}>{t('cancel')}</Button>}
        onDone={() => {
          if (done !== undefined) message.success(done)
          onDone?.()
          onClose()
        }}
      />
    </Drawer>
  )
}

type FieldProps = {
  name: string
  label: string
  /** Beside the field, small. */
  help?: ReactNode
  required?: boolean
  valueProp?: string
  /** Checked as soon as it changes: for what is chosen or sent, where nobody leaves the field. */
  atOnce?: boolean
  /** Says what is wrong with a value, or undefined. */
  check?: (value: unknown) => string | undefined
  children: ReactNode
}

/** The frame of every field: label above, help below, error in words, an anchor for the list at the top. */
export function Field({ name, label, help, required, valueProp = 'value', atOnce, check, children }: FieldProps) {
  const t = useTexts(words)
  const tell = useContext(LabelsContext)
  useEffect(() => tell(name, label), [tell, name, label])
  const rules: FormRule[] = required === true ? [{ required: true, message: t('required') }] : []
  if (check !== undefined) {
    rules.push({
      validator: async (_rule, value: unknown) => {
        const wrong = value === undefined || value === '' ? undefined : check(value)
        if (wrong !== undefined) throw new Error(wrong)
      },
    })
  }
  return (
    <div id={fieldAnchor(name)}>
      <Form.Item
        name={name}
        label={label}
        extra={help}
        valuePropName={valueProp}
        validateTrigger={atOnce === true ? 'onChange' : 'onBlur'}
        rules={rules}
      >
        {children}
      </Form.Item>
    </div>
  )
}
