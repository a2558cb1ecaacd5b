/** What is made of a thing once, and kept as long as there is the thing; for things that do not change. */
export function once<Of extends object, Made>(make: (of: Of) => Made): (of: Of) => Made {
  const known = new WeakMap<Of, { readonly made: Made }>()
  return (of) => {
    const found = known.get(of)
    if (found !== undefined) return found.made
    const made = make(of)
    known.set(of, { made })
    return made
  }
}

/** The same for a thing and a name. */
export function onceBy<Of extends object, Made>(make: (of: Of, name: string) => Made): (of: Of, name: string) => Made {
  const known = once((_: Of) => new Map<string, { readonly made: Made }>())
  return (of, name) => {
    const mine = known(of)
    const found = mine.get(name)
    if (found !== undefined) return found.made
    const made = make(of, name)
    mine.set(name, { made })
    return made
  }
}
