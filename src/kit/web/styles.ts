// Style sheets are imported for their effect; the bundler gathers them.
declare module '*.css'

/** A worker as a file of its own, by its address. */
declare module '*?worker&url' {
  const address: string
  export default address
}
