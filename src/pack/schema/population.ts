import { z } from 'zod'
import { Plain } from './example.ts'

/** `population.yaml`: parameters of the synthetic population (shares, totals to calibrate to). The generator says what it reads. */
export const PopulationParameters = z.record(z.string(), Plain)
export type PopulationParameters = z.output<typeof PopulationParameters>
