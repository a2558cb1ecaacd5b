declare module 'vt-pbf' {
  /** A feature of a tile in the units of its extent; `tags` are written as its properties, those that are null left out. */
  export type TileFeature = {
    readonly type: 1 | 2 | 3
    readonly geometry: readonly (readonly [number, number])[] | readonly (readonly (readonly [number, number])[])[]
    readonly tags: Readonly<Record<string, unknown>> | null
  }
  const written: {
    fromGeojsonVt(
      layers: Readonly<Record<string, { readonly features: readonly TileFeature[] }>>,
      options: { readonly version: 1 | 2; readonly extent?: number },
    ): Uint8Array
  }
  export default written
}
