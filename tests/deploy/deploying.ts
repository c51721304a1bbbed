import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { parseTemplate, type Template } from './checks/template.ts'
import { sls } from './packages.ts'

/** An answer of AWS: its status and its body. */
type Answer = readonly [status: number, body?: string]

const STACK = `<StackName>s</StackName><StackStatus>UPDATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime>`
const DENIED: Answer = [
  403,
  '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>so far and no further</Message></Error></ErrorResponse>',
]

/** What has come of a deploy. */
export interface Deploying {
  /** The template that was uploaded; undefined where it did not come to that. */
  readonly template: Template | undefined
  /** All that was written to the terminal. */
  readonly said: string
}

/** Whom AWS takes the caller for, and whom the deployed worker knows as deployer. */
export interface Known {
  readonly arn: string
  readonly before: string
  /** What the secret of the account holds; an account where it is left out. */
  readonly secret?: string
  /** How many functions the account runs at once; not told where it is left out. */
  readonly functionsAtOnce?: number
  /** What the shell exports. */
  readonly variables?: Readonly<Record<string, string>>
}

/** Deploys to a stand-in for AWS that has an earlier stack, takes the uploads, and refuses to update the stack. */
export async function deploying(command: readonly string[], known: Known, place: string): Promise<Deploying> {
  const templates: string[] = []
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    if (request.url?.includes('cloudformation-template')) templates.push(body)
    const [status, text = ''] = answerTo(request, body, known)
    response.writeHead(status, { 'content-type': 'text/xml' }).end(text)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const keys = { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any', AWS_MAX_ATTEMPTS: '1' }
  try {
    const said = await sls(
      command,
      { ...keys, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, ...known.variables },
      place,
    ).catch((thrown: unknown) => JSON.stringify(thrown))
    const [uploaded] = templates
    return { template: uploaded === undefined ? undefined : parseTemplate(uploaded), said }
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

function answerTo(
  { method, url = '', headers }: IncomingMessage,
  body: string,
  { arn, before, secret = 'cloudinary://123:hush@studio', functionsAtOnce }: Known,
): Answer {
  const answers: Readonly<Record<string, string>> = {
    GetCallerIdentity: `<Arn>${arn}</Arn><Account>000000000000</Account>`,
    DescribeStacks: `<Stacks><member>${STACK}</member></Stacks>`,
    DescribeStackResource:
      '<StackResourceDetail><PhysicalResourceId>deployments</PhysicalResourceId></StackResourceDetail>',
  }
  const action = new URLSearchParams(body).get('Action') ?? ''
  const answer = answers[action]
  if (answer !== undefined)
    return [200, `<${action}Response><${action}Result>${answer}</${action}Result></${action}Response>`]
  if (headers['x-amz-target'] === 'secretsmanager.GetSecretValue')
    return [200, JSON.stringify({ SecretString: secret })]
  if (url.endsWith('/account-settings') && functionsAtOnce !== undefined) {
    const limits = { ConcurrentExecutions: functionsAtOnce, UnreservedConcurrentExecutions: functionsAtOnce }
    return [200, JSON.stringify({ AccountLimit: limits })]
  }
  if (url.endsWith('-webhook/concurrency')) return [200, '{}']
  if (url.endsWith('-worker/configuration')) return [200, JSON.stringify(workerConfiguration(before))]
  if (!url.startsWith('/deployments')) return DENIED
  return method === 'GET' ? [200, '<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>'] : [200]
}

function workerConfiguration(before: string) {
  const told = ['SOURCE_BUCKET', 'EXISTING_BUCKET', 'LEDGER_TABLE', 'QUEUE_URL', 'DEAD_LETTER_QUEUE_URL']
  const Variables = { ...Object.fromEntries(told.map((name) => [name, 'any'])), EXISTING_BUCKET: '', DEPLOYER: before }
  return { Environment: { Variables } }
}
