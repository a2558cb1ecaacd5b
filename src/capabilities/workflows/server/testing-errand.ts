import type { ProgrammeInForce } from '#kit/server/house.ts'

const words = (en: string) => ({ zh: `${en}（中文）`, en })
const origin = { layer: 'county', file: 'county.yaml', replaces: [] }

const errand = {
  id: 'errand',
  origin,
  name: words('Errand'),
  source: 'act 1',
  subject: 'errand',
  initial: 'open',
  states: [
    { id: 'open', name: words('open') },
    { id: 'done', name: words('done'), final: true },
  ],
  acts: [
    {
      id: 'report',
      name: words('report'),
      from: ['open'],
      to: 'open',
      may: 'returns.submit',
      requires: [],
      files: [
        { id: 'evidence', name: words('evidence'), types: ['pdf', 'docx', 'jpg', 'txt', 'dwg'], max_mb: 1 },
        { id: 'anything', name: words('anything') },
      ],
    },
    {
      id: 'finish',
      name: words('finish'),
      from: ['open'],
      to: 'done',
      may: 'returns.approve',
      requires: [],
      files: [{ id: 'minutes', name: words('minutes'), required: true, types: ['pdf'] }],
    },
  ],
  announces: [{ on: 'finish', to: ['opener', 'returns.approve'], by: ['app', 'mail', 'webhook'] }],
}

/** A programme with one more workflow: an errand whose reports carry files. */
export function withErrand(programme: ProgrammeInForce): ProgrammeInForce {
  return { ...programme, workflows: { ...programme.workflows, errand } } as unknown as ProgrammeInForce
}
