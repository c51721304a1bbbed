import type { MiddlewareStack } from '@aws-sdk/types'
import type { Check, Finding } from '../../../operate/diagnose/check.ts'
import { type DiagnosisContext, diagnosisContext } from '../../../operate/diagnose/context.ts'
import { runChecks } from '../../../operate/diagnose/run.ts'
import { type CloudClients, cloudClients, deployedClients } from '../../../operate/stage/clients.ts'
import type { Stage } from '../../../operate/stage/stage.ts'
import { Rules } from '../../../shared/rules/rules.ts'

const REGION = 'eu-west-1'
export const ACCOUNT = '111122223333'
export const QUEUE = `arn:aws:sqs:${REGION}:${ACCOUNT}:ftp-api-for-cloudinary-dev-changes`

/** A deployed stage whose clients reach nothing, except for what a test has them answer. */
export class DeployedStage {
  readonly stage: Stage
  readonly cloud: CloudClients
  /** The names of all commands that were answered. */
  readonly asked: string[] = []

  constructor(region = REGION) {
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
    // Whatever is not answered by a test is refused at once.
    const options = { region, credentials, endpoint: 'http://127.0.0.1:1', maxAttempts: 1 }
    this.cloud = cloudClients(options)
    const clients = deployedClients(options)
    this.stage = {
      name: 'dev',
      bucket: 'studio',
      isBucketOfStack: false,
      table: 'ftp-api-for-cloudinary-dev-ledger',
      queueUrl: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/ftp-api-for-cloudinary-dev-changes`,
      deadLetterQueueUrl: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/ftp-api-for-cloudinary-dev-dead-letters`,
      environment: { CLOUDINARY_URL_SECRET: 'the-secret' },
      ...clients,
      cloud: this.cloud,
      functionName: (name) => `ftp-api-for-cloudinary-dev-${name}`,
      close: () => {
        clients.close()
        this.cloud.close()
      },
    }
  }

  /** Lets a client answer commands by their names, such as `GetCallerIdentityCommand`; an Error is thrown. */
  answer<Input extends object, Output extends object>(
    client: { readonly middlewareStack: MiddlewareStack<Input, Output> },
    answers: Readonly<Record<string, Output | Error>>,
  ): void {
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const { commandName = '' } = context
        const answer = answers[commandName]
        if (answer === undefined) return next(args)
        this.asked.push(commandName)
        if (answer instanceof Error) throw answer
        return { output: answer, response: {} }
      },
      { step: 'initialize' },
    )
  }

  /** The issues that one check finds, each of which is one line; none where it is content. */
  async issuesOf(...asked: Parameters<DeployedStage['find']>): Promise<readonly string[]> {
    const finding = await this.find(...asked)
    return finding.kind === 'fail' ? finding.issues : []
  }

  /** What one check finds. */
  async find(check: Check, changed: Partial<DiagnosisContext> = {}, rules = new Rules()): Promise<Finding> {
    const { needs: _, ...alone } = check
    const context = { ...(await diagnosisContext(this.stage, rules)), ...changed }
    const [diagnosed] = await runChecks([alone], context, () => undefined)
    if (!diagnosed) throw new Error('no check was run')
    return diagnosed.finding
  }
}

/** A deployed stage for each test of a describe block, of its own. */
export function useDeployedStage(region?: string): () => DeployedStage {
  let deployed: DeployedStage | undefined
  const current = () => {
    if (!deployed) throw new Error('the stage is made before each test, not while the tests are declared')
    return deployed
  }
  beforeEach(() => {
    deployed = new DeployedStage(region)
  })
  afterEach(() => current().stage.close())
  return current
}

/** What a check finds that has nothing to say. */
export const PASS = { kind: 'pass' }

/** The attributes of a queue as the templates say. */
export const intactQueue = {
  arn: QUEUE,
  visibilitySeconds: 720,
  retentionSeconds: 604_800,
  messageBytesMax: 1_048_576,
  policy: undefined,
  redrive: undefined,
}
