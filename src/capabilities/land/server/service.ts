// The front door of land: what other capabilities and the app may call.
export { landOf } from './reach.ts'
