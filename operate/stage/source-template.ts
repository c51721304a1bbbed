import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { parseStatement, type Statement } from './policy.ts'

const FILE = new URL('../../resources/source.yml', import.meta.url)
/** How the template writes the bucket's ARN. */
const BUCKET_ARN = '$' + '{SourceBucket.Arn}'

const templateSchema = z.object({
  Resources: z.object({
    SourceBucket: z.object({
      Properties: z.object({
        NotificationConfiguration: z.object({ QueueConfigurations: z.array(z.object({ Event: z.string() })) }),
      }),
    }),
    SourceBucketPolicy: z.object({
      Properties: z.object({ PolicyDocument: z.object({ Statement: z.array(z.unknown()) }) }),
    }),
  }),
})

/** What a bucket of the stack's own reports, and whom it lets read: an existing one is given the same. */
export interface SourceTemplate {
  readonly events: readonly string[]
  /** The statements that let someone in. Those that keep others out are for the bucket's owner to make. */
  readonly statements: (bucketArn: string) => readonly Statement[]
}

/** Reads resources/source.yml, the one place that says it. */
export function readSourceTemplate(): SourceTemplate {
  // CloudFormation's own tags are no matter: what is read here is texts.
  const { SourceBucket, SourceBucketPolicy } = templateSchema.parse(
    parse(readFileSync(FILE, 'utf8'), { logLevel: 'error' }),
  ).Resources
  const statements = SourceBucketPolicy.Properties.PolicyDocument.Statement.map(parseStatement)
  return {
    events: SourceBucket.Properties.NotificationConfiguration.QueueConfigurations.map(({ Event }) => Event),
    statements: (bucketArn) =>
      statements.filter(({ Effect }) => Effect === 'Allow').map((statement) => fill(statement, bucketArn)),
  }
}

function fill(statement: Statement, bucketArn: string): Statement {
  return parseStatement(JSON.parse(JSON.stringify(statement).replaceAll(BUCKET_ARN, bucketArn)))
}
