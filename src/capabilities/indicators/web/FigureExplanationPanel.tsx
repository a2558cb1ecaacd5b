import { useMemo } from 'react'
import type { ExplainRequest } from '#kit/web/ui/ExplanationDrawer.tsx'
import { Explanation } from '#kit/web/ui/Explanation.tsx'
import { parseFigureAddress } from '../rules/figure-cells.ts'
import { FigureExplained } from './FigureExplained.tsx'

/** What opens from any figure of the house: a figure with an address is explained by the server, others by the note they carry. */
export function FigureExplanationPanel(request: ExplainRequest) {
  const lineage = request.figure.explanation.lineage
  const address = useMemo(() => parseFigureAddress(lineage), [lineage])
  return address === undefined ? <Explanation {...request} /> : <FigureExplained address={address} request={request} />
}
