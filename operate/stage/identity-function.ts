import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'

/** What AWS Transfer Family asks when a client logs in. Source: AWS Transfer Family User Guide, "Using AWS Lambda". */
export interface LoginQuestion {
  readonly username: string
  readonly password: string
  readonly protocol: string
  readonly serverId: string
  readonly sourceIp: string
}

/** What came of it: an answer, undefined where it is no JSON; or that the function failed. Why, its log says: it may repeat the question. */
export type IdentityAnswer = { readonly kind: 'answered'; readonly answer: unknown } | { readonly kind: 'failed' }

/** Asks the identity function of a stage as AWS Transfer Family does. */
export async function askIdentity(
  lambda: LambdaClient,
  FunctionName: string,
  question: LoginQuestion,
): Promise<IdentityAnswer> {
  const Payload = new TextEncoder().encode(JSON.stringify(question))
  const result = await lambda.send(new InvokeCommand({ FunctionName, Payload }))
  if (result.FunctionError !== undefined) return { kind: 'failed' }
  return { kind: 'answered', answer: parseJson(new TextDecoder().decode(result.Payload)) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
