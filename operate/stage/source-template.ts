import { z } from 'zod'
import { MARKER_PREFIX, type Rules } from '../../shared/rules/rules.ts'
import { AUTO, MARKER_SID, withWriters } from './marker-writers.ts'
import { parseStatement, type Statement, valuesOf } from './policy.ts'
import { fillIn, readResourceFile } from './resource-file.ts'
import type { Stage } from './stage.ts'

/** The statement that lets Cloudinary read. */
export const READ_SID = 'AllowCloudinaryToRead'

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

/** What the statements of a stage's bucket depend on. */
export interface SourceFacts {
  readonly bucketArn: string
  readonly partition: string
  readonly accountId: string
  /** Who may write the marker: users or roles of the account, such as `role/deployer`, with spaces between them. */
  readonly deployer: string
  /** Patterns of the keys that Cloudinary reads. */
  readonly readable: readonly string[]
}

/** What a bucket of the stack's own reports, and whom it lets read: an existing one is given the same. */
export interface SourceTemplate {
  readonly events: readonly string[]
  /** Cloudinary's own AWS account. */
  readonly reader: string
  /** The statements about what is the stage's own. Those about all of the bucket are for its owner to make. */
  readonly statements: (facts: SourceFacts) => readonly Statement[]
  /** All statements of a bucket that the stack has made. */
  readonly ownStatements: (facts: SourceFacts) => readonly Statement[]
}

/** Reads resources/source.yml, the one place that says it. */
export function readSourceTemplate(): SourceTemplate {
  const { SourceBucket, SourceBucketPolicy } = templateSchema.parse(readResourceFile('source.yml')).Resources
  const all = SourceBucketPolicy.Properties.PolicyDocument.Statement.map(parseStatement)
  const ours = all.filter(({ Sid }) => Sid === READ_SID || Sid === MARKER_SID)
  return {
    events: SourceBucket.Properties.NotificationConfiguration.QueueConfigurations.map(({ Event }) => Event),
    reader: readerOf(ours),
    statements: (facts) => ours.map((statement) => fill(statement, facts)),
    ownStatements: (facts) => all.map((statement) => fill(statement, facts)),
  }
}

/** The facts of a stage. The ARN of its queue says which account it is. */
export function sourceFacts({ bucket, environment }: Stage, queueArn: string, rules: Rules): SourceFacts {
  const [, partition = 'aws', , , accountId = ''] = queueArn.split(':')
  const deployer = environment.DEPLOYER ?? AUTO
  return { bucketArn: `arn:aws:s3:::${bucket}`, partition, accountId, deployer, readable: readableKeys(rules) }
}

/**
 * Patterns of the keys that Cloudinary has to read: the whole bucket, or the prefixes that the rules name, and the marker by which
 * it knows that it may.
 */
export function readableKeys({ config }: Rules): readonly string[] {
  const prefixes = (config.sources ?? [{}]).map(({ prefix = '' }) => prefix)
  // In a policy these characters mean something else than themselves.
  if (prefixes.some((prefix) => prefix === '' || /[*?$]/.test(prefix))) return ['*']
  return [`${MARKER_PREFIX}cloudinary/*`, ...prefixes.map((prefix) => `${prefix}*`)]
}

function readerOf(statements: readonly Statement[]): string {
  const principal = statements.find(({ Sid }) => Sid === READ_SID)?.Principal
  return (typeof principal === 'object' && valuesOf(principal.AWS)[0]) || ''
}

function fill(statement: Statement, facts: SourceFacts): Statement {
  const { bucketArn, partition, accountId, deployer, readable } = facts
  const values = { 'SourceBucket.Arn': bucketArn, 'AWS::Partition': partition, 'AWS::AccountId': accountId }
  const filled = parseStatement(fillIn(statement, values))
  if (filled.Sid === MARKER_SID) return parseStatement(withWriters(filled, deployer))
  if (filled.Sid !== READ_SID) return filled
  const resources = readable.map((pattern) => `${bucketArn}/${pattern}`)
  return { ...filled, Resource: resources.length === 1 ? resources[0] : resources }
}
