import { GetFunctionConfigurationCommand, InvokeCommand, ResourceNotFoundException } from '@aws-sdk/client-lambda'
import { composeIdentity } from '../../shared/composition/identity.ts'
import { readIdentityEnvironment } from '../../shared/config/identity.ts'
import type { Identity } from '../../shared/identity/log-in.ts'
import { UsageError } from '../cli/usage-error.ts'
import type { Stage } from '../stage/stage.ts'

/** The users of a stage, as its identity function sees them: it is asked for its settings. */
export async function identityOf(stage: Stage): Promise<Identity> {
  const FunctionName = stage.functionName('identity')
  const command = new GetFunctionConfigurationCommand({ FunctionName })
  const { Environment } = await stage.lambda.send(command).catch((thrown) => {
    if (!(thrown instanceof ResourceNotFoundException)) throw thrown
    throw new UsageError(
      `expected a function ${FunctionName}, found none: the stage has no server for FTP clients; run \`npx sls deploy --stage ${stage.name} --param transfer=sftp\``,
    )
  })
  return composeIdentity(readIdentityEnvironment(Environment?.Variables ?? {}), stage.dynamodb)
}

/** Asks the identity function of a stage as AWS Transfer Family does. */
export async function askIdentity(stage: Stage, event: object): Promise<unknown> {
  const FunctionName = stage.functionName('identity')
  const Payload = new TextEncoder().encode(JSON.stringify(event))
  const answer = await stage.lambda.send(new InvokeCommand({ FunctionName, Payload }))
  // What it says of an error is in its log, and has no place here: it may repeat the question.
  if (answer.FunctionError !== undefined) {
    throw new UsageError(
      `expected an answer of ${FunctionName}, found an error; read its log: /aws/lambda/${FunctionName}`,
    )
  }
  return JSON.parse(new TextDecoder().decode(answer.Payload))
}
