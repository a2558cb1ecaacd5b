import type { ReactNode } from 'react'
import { defineTexts, useTexts } from '#kit/web/texts.tsx'
import type { SlipColour } from './marks.tsx'
import './supervision.css'

const words = defineTexts({
  number: { zh: '编号：{number}', en: 'No. {number}' },
  issuedOn: { zh: '签发日期：{date}', en: 'Issued {date}' },
})

export type SlipLine = { label: string; content: ReactNode }

type SlipSheetProps = {
  colour: SlipColour
  /** The word of the slip. */
  title: string
  number: string
  issuedOn: string
  issuer: string
  lines: readonly SlipLine[]
  children?: ReactNode
}

/** A slip as the paper that goes to its recipient: coloured head, number, what is demanded until when, the reply below. */
export function SlipSheet({ colour, title, number, issuedOn, issuer, lines, children }: SlipSheetProps) {
  const t = useTexts(words)
  return (
    <article className="sv-sheet sv-slip" data-level-colour={colour} aria-label={title}>
      <h2>{title}</h2>
      <div className="sv-slip-head">
        <span>{t('number', { number })}</span>
        <span>{t('issuedOn', { date: issuedOn })}</span>
      </div>
      <table className="sv-slip-lines">
        <tbody>
          {lines.map(({ label, content }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{content}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {children}
      <p className="sv-sheet-sign">
        {issuer}
        <br />
        {issuedOn}
      </p>
    </article>
  )
}
