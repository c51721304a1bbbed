/** What is used of the Serverless Framework's own code, which brings no types of these. */

declare module 'serverless/lib/cli/commands-schema/resolve-final.js' {
  import type { CommandsSchema } from 'serverless/lib/cli/resolve-input.js'

  export default function resolveFinal(
    plugins: Iterable<{ readonly commands: object }>,
    options: { readonly providerName: 'aws' },
  ): CommandsSchema
}

declare module 'serverless/lib/cli/resolve-input.js' {
  interface CommandSchema {
    readonly usage: string
    readonly options: Readonly<Record<string, { readonly usage?: string }>>
  }

  export type CommandsSchema = ReadonlyMap<string, CommandSchema>

  export interface Input {
    readonly command: string
    readonly commands: readonly string[]
    readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>
    readonly commandSchema?: CommandSchema
    readonly isHelpRequest?: boolean
  }

  export default function resolveInput(schema: CommandsSchema, args: readonly string[]): Input
}

declare module 'serverless/lib/cli/ensure-supported-command.js' {
  import type { Input } from 'serverless/lib/cli/resolve-input.js'

  export default function ensureSupportedCommand(configuration: object, input: Input): void
}

declare module 'serverless/lib/cli/render-help/command.js' {
  import type { CommandsSchema } from 'serverless/lib/cli/resolve-input.js'

  export default function renderCommandHelp(command: string, input: { readonly commandsSchema: CommandsSchema }): void
}

declare module 'serverless/lib/cli/render-help/generate-command-usage.js' {
  export default function generateCommandUsage(command: string, schema: { readonly usage: string }): string
}

declare module 'serverless/lib/cli/load-dotenv.js' {
  export default function loadDotenv(stage: string): void
}

declare module 'serverless/lib/utils/serverless-utils/log-reporters/node.js' {}

declare module 'serverless/lib/aws/config.js' {
  export function buildClientConfig(options: { readonly region: string; readonly credentials: object }): {
    readonly region: string
    readonly [name: string]: unknown
  }
}

declare module 'serverless/lib/aws/credentials.js' {
  import type { AwsCredentialIdentityProvider } from '@aws-sdk/types'

  export function getAwsSdkV3CredentialsProvider(of: {
    readonly provider: {
      getStage(): string
      readonly serverless: { readonly service: { readonly provider: { readonly profile: string | undefined } } }
      readonly options: { readonly 'aws-profile': string | undefined }
    }
  }): AwsCredentialIdentityProvider
}
