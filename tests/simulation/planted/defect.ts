/** One deliberate defect: an exported function of the code, and what stands in its place while the defect is planted. */
export interface Defect {
  readonly name: string
  /** The module, as a path from the project's root. */
  readonly module: string
  /** The name of the export that is replaced: other modules then get the replacement. */
  readonly seam: string
  /** Makes the replacement from the original, and from all that the module exports. */
  readonly replace: (original: never, module: never) => unknown
}

/** Describes defects of one module, so that a seam which is not there, or has another type, does not compile. */
export function defectsOf<Module>(module: string) {
  return <Seam extends keyof Module & string>(
    name: string,
    seam: Seam,
    replace: (original: Module[Seam], module: Module) => Module[Seam],
  ): Defect => ({ name, module, seam, replace })
}
