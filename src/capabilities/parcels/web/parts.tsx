export { EnterpriseParcels } from './EnterpriseParcels.tsx'
export { groundOfText } from './ground-text.ts'
