import type { CompiledResources } from './deploy/pausing.ts'
import type { ClientOptions } from './stage/clients.ts'

/** What the Serverless Framework gives a plugin, as far as it is used here. */
export interface Serverless {
  readonly classes: { readonly Error: new (message: string, code: string) => Error }
  readonly processedInput: {
    readonly command: string
    /** The words of the command line, up to the first option. */
    readonly commands?: readonly string[]
    readonly isHelpRequest: boolean
    readonly options: { readonly param?: readonly string[]; readonly region?: string | undefined }
  }
  /** What the framework takes serverless.yml by. */
  readonly configSchemaHandler?: unknown
  /** serverless.yml, with as many of its variables resolved as there can be by then. */
  readonly configurationInput: { readonly params?: unknown }
  readonly service: {
    readonly service: string
    readonly functions: Record<string, unknown>
    readonly provider: {
      readonly compiledCloudFormationTemplate: { readonly Resources: CompiledResources }
    }
  }
  getProvider(name: 'aws'): {
    getStage(): string
    getRegion(): string
    getAwsSdkV3Config(): Promise<ClientOptions>
  }
}
