/** The resources of a compiled template. */
export type CompiledResources = Record<string, { readonly Type: string; Properties?: Record<string, unknown> }>

/** A deploy must not resume what an operator has paused: whether a mapping is enabled is not for the template to say. */
export function leavePausing(resources: CompiledResources): void {
  for (const { Type, Properties } of Object.values(resources)) {
    if (Type === 'AWS::Lambda::EventSourceMapping') delete Properties?.Enabled
  }
}
