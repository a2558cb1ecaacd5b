export { EnterpriseParcels } from './EnterpriseParcels.tsx'
