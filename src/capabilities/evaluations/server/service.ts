// The front door: what other capabilities and the app may call.

export { type Rerun, rerunSealed } from './sealed.ts'
